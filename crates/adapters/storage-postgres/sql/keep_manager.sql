-- Whoever might take the last key that can make others locks all of these, the key itself and the one that this was decided
-- by, in one order: so of two at once the second sees what the first has left, and neither waits for the other.
WITH managing AS (
    SELECT id, version, :is_guarded AND enabled AND coalesce(expires_at > :event_at, true)
        AND 'API_KEY:CREATE' = ANY(string_to_array(capabilities, ',')) AS manages
    FROM api_keys
    WHERE company_id = :company_id AND (
        id = :id OR id = :acting_id
        OR :is_guarded AND enabled AND coalesce(expires_at > :event_at, true)
            AND 'API_KEY:CREATE' = ANY(string_to_array(capabilities, ','))
    )
    ORDER BY id
    FOR UPDATE
), won AS (
    SELECT CAST(:company_id AS uuid) AS company_id FROM managing
    HAVING (bool_or(manages AND id <> :id) OR NOT coalesce(bool_or(manages AND id = :id), false))
        AND (:acting_id IS NULL OR bool_or(id = :acting_id AND version = :acting_version))
)
