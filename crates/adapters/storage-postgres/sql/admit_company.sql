-- Whoever changes or removes the key that this was decided by waits until it is stored, or was first.
WITH acting AS (
    SELECT id FROM api_keys
    WHERE company_id = :company_id AND id = :acting_id AND version = :acting_version
    FOR SHARE
), admitted AS (
    SELECT id AS company_id FROM companies
    WHERE id = :company_id AND deleted_at IS NULL AND (:acting_id IS NULL OR EXISTS (SELECT FROM acting))
)
