-- So many rows of each table at most, and none that another node is removing. The counts go last, when no credential is left. Keys are left only by whoever made one
-- just as the company was deleted.
WITH deleted AS (
    SELECT id FROM companies WHERE id = :company_id AND deleted_at IS NOT NULL
), without_credentials AS (
    DELETE FROM credentials
    WHERE company_id = :company_id AND id = ANY(ARRAY(
        SELECT id FROM credentials
        WHERE company_id = :company_id AND EXISTS (SELECT FROM deleted)
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
    ))
    RETURNING id
), without_records AS (
    DELETE FROM idempotency_records
    WHERE company_id = :company_id AND key = ANY(ARRAY(
        SELECT key FROM idempotency_records
        WHERE company_id = :company_id AND EXISTS (SELECT FROM deleted)
        LIMIT :limit
        FOR UPDATE SKIP LOCKED
    ))
    RETURNING key
), without_keys AS (
    DELETE FROM api_keys
    WHERE company_id = :company_id AND EXISTS (SELECT FROM deleted)
    RETURNING handle
), unnamed AS (
    DELETE FROM api_key_handles
    WHERE handle IN (SELECT handle FROM without_keys) AND company_id = :company_id
), uncounted AS (
    DELETE FROM credential_counts
    WHERE company_id = :company_id AND EXISTS (SELECT FROM deleted)
        AND NOT EXISTS (SELECT FROM credentials WHERE company_id = :company_id)
    RETURNING shard
)
SELECT
    (SELECT count(*) FROM without_credentials) + (SELECT count(*) FROM without_records)
    + (SELECT count(*) FROM without_keys) + (SELECT count(*) FROM uncounted)
