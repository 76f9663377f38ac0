-- Whoever names no key claims none, and wins.
, claimed AS (
    INSERT INTO idempotency_records AS held (
        company_id, key, fingerprint_pepper, fingerprint, status, body, claimed_at, ends_at
    )
    SELECT company_id, :key, :fingerprint_pepper, :fingerprint, :status, :body, :event_at, :end_at
    FROM admitted
    WHERE :key IS NOT NULL
    ON CONFLICT (company_id, key) DO UPDATE SET
        fingerprint_pepper = excluded.fingerprint_pepper, fingerprint = excluded.fingerprint,
        status = excluded.status, body = excluded.body, claimed_at = excluded.claimed_at,
        ends_at = excluded.ends_at
        WHERE held.ends_at <= excluded.claimed_at
    RETURNING company_id
), won AS (
    SELECT company_id FROM admitted
    WHERE :key IS NULL OR EXISTS (SELECT FROM claimed)
)
