-- The key, and the one that this was decided by, locked in one order.
WITH locked AS (
    SELECT id, version FROM api_keys
    WHERE company_id = :company_id AND (id = :id OR id = :acting_id)
    ORDER BY id
    FOR UPDATE
), admitted AS (
    SELECT CAST(:company_id AS uuid) AS company_id FROM locked
    HAVING bool_or(id = :id AND version = :replaces)
        AND (:acting_id IS NULL OR bool_or(id = :acting_id AND version = :acting_version))
)
