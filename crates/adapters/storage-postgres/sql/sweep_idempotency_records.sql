-- Those that ended first. If creates claim the same keys just now, in another order, PostgreSQL may have to refuse one of
-- the two: either is tried again.
WITH ended AS (
    SELECT key FROM idempotency_records
    WHERE company_id = :company_id AND ends_at <= :now
    ORDER BY ends_at
    LIMIT :limit
    FOR UPDATE
), swept AS (
    DELETE FROM idempotency_records
    WHERE company_id = :company_id AND key = ANY(ARRAY(SELECT key FROM ended)) AND ends_at <= :now
    RETURNING key
)
SELECT count(*) FROM swept
