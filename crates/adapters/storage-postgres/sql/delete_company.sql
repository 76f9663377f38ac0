-- The keys are locked in one order before anything else, as whoever changes or uses them does.
WITH locked AS (
    SELECT id FROM api_keys WHERE company_id = :company_id ORDER BY id FOR UPDATE
), changed AS (
    UPDATE companies SET salt = NULL, deleted_at = :deleted_at
    WHERE id = :company_id AND deleted_at IS NULL AND (SELECT count(*) FROM locked) >= 0
    RETURNING id
), without_keys AS (
    DELETE FROM api_keys
    WHERE company_id = :company_id AND EXISTS (SELECT FROM changed)
    RETURNING handle
), unnamed AS (
    DELETE FROM api_key_handles
    WHERE handle IN (SELECT handle FROM without_keys) AND company_id = :company_id
)
