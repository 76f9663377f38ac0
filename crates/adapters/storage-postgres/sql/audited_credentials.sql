-- Credentials and the events of their last changes, by id, also where only one of the two is there.
WITH ids AS (
    (
        SELECT DISTINCT target_id AS id FROM audit_events
        WHERE company_id = :company_id AND target_id >= :after AND (:begins OR target_id <> :after)
            AND target_kind = 'credential'
        ORDER BY target_id LIMIT :limit
    ) UNION (
        SELECT id FROM credentials
        WHERE company_id = :company_id AND id >= :after AND (:begins OR id <> :after)
        ORDER BY id LIMIT :limit
    )
    ORDER BY id LIMIT :limit
)
SELECT
    ids.id, company.deleted_at IS NOT NULL,
    last.company_id, last.id, last.at, last.actor_kind, last.actor_id, last.request_id, last.action, last.target_kind,
    last.target_id, last.outcome, last.version_before, last.version_after, last.secret_version_before,
    last.secret_version_after, last.audit_key, last.row_digest, last.mac,
    subject.company_id, subject.id, subject.name, subject.provider, subject.login, subject.username, subject.sealed,
    subject.secret_version, subject.version, subject.created_at, subject.updated_at
FROM ids
LEFT JOIN companies AS company ON company.id = :company_id
LEFT JOIN LATERAL (
    -- Versions tell the order, not clocks, and nothing comes after a removal. A use leaves the version as it is.
    SELECT event.*
    FROM audit_events AS event
    WHERE event.company_id = :company_id AND event.target_id = ids.id AND event.target_kind = 'credential'
        AND event.version_before IS DISTINCT FROM event.version_after
    ORDER BY event.version_after DESC NULLS FIRST
    LIMIT 1
) AS last ON true
LEFT JOIN credentials AS subject ON subject.company_id = :company_id AND subject.id = ids.id
ORDER BY ids.id
