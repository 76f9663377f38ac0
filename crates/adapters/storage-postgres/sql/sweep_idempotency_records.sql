-- Rows that somebody else holds just now, who may be sweeping too, are left for the next time.
WITH ended AS (
    SELECT key FROM idempotency_records
    WHERE company_id = :company_id AND ends_at <= :now
    ORDER BY key
    LIMIT :limit
    FOR UPDATE SKIP LOCKED
), swept AS (
    DELETE FROM idempotency_records
    WHERE company_id = :company_id AND key IN (SELECT key FROM ended) AND ends_at <= :now
    RETURNING key
)
SELECT count(*) FROM swept
