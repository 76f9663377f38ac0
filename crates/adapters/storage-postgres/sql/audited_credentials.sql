-- Credentials and the events of their last changes, by id, also where only one of the two is there.
WITH RECURSIVE told AS (
    -- From one to the next, however many events tell of each.
    (
        SELECT target_id AS id FROM audit_events
        WHERE company_id = :company_id AND target_id >= :from AND target_kind = 'credential'
        ORDER BY target_id LIMIT 1
    ) UNION ALL (
        SELECT (
            SELECT event.target_id FROM audit_events AS event
            WHERE event.company_id = :company_id AND event.target_id > told.id AND event.target_kind = 'credential'
            ORDER BY event.target_id LIMIT 1
        ) FROM told WHERE told.id IS NOT NULL
    )
), ids AS (
    (
        SELECT id FROM told WHERE id IS NOT NULL LIMIT :limit
    ) UNION (
        SELECT id FROM credentials
        WHERE company_id = :company_id AND id >= :from
        ORDER BY id LIMIT :limit
    )
    ORDER BY id LIMIT :limit
)
SELECT
    ids.id, company.deleted_at IS NOT NULL,
    last.company_id, last.id, last.at, left(last.actor_kind, 256), left(last.actor_id, 256), left(last.request_id, 256),
    left(last.action, 256), left(last.target_kind, 256), last.target_id, left(last.outcome, 256), last.version_before,
    last.version_after, last.secret_version_before, last.secret_version_after, last.audit_key, last.row_digest, last.mac,
    subject.company_id, subject.id, subject.name, subject.provider, subject.login, subject.username, subject.sealed,
    subject.secret_version, subject.version, subject.created_at, subject.updated_at, subject.host, subject.token_host,
    subject.last_verified_at, subject.last_outcome, subject.path_prefix, subject.last_used_at
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
