WITH changed AS (
    UPDATE companies SET salt = NULL, deleted_at = :deleted_at
    WHERE id = :company_id AND deleted_at IS NULL
    RETURNING id
), without_keys AS (
    DELETE FROM api_keys
    WHERE company_id = :company_id AND EXISTS (SELECT FROM changed)
    RETURNING handle
), unnamed AS (
    DELETE FROM api_key_handles
    WHERE handle IN (SELECT handle FROM without_keys) AND company_id = :company_id
)
