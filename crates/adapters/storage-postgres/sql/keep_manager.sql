-- Whoever might take the last key that can make others locks all of these in one order, so that of two at once the second
-- sees what the first has left.
WITH managing AS (
    SELECT id FROM api_keys
    WHERE :is_guarded AND company_id = :company_id AND enabled AND (expires_at IS NULL OR expires_at > :event_at)
        AND 'API_KEY:CREATE' = ANY(string_to_array(capabilities, ','))
    ORDER BY id
    FOR UPDATE
), won AS (
    SELECT CAST(:company_id AS uuid) AS company_id FROM managing
    HAVING count(*) FILTER (WHERE id <> :id) > 0 OR count(*) FILTER (WHERE id = :id) = 0
)
