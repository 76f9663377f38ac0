-- Of so many of a company's events, those that are neither linked nor marked as not sealed; and where the walk ended.
WITH walked AS (
    SELECT company_id, id FROM audit_events
    WHERE company_id = :company_id AND id >= :from
    ORDER BY id
    LIMIT :limit
)
SELECT
    walk.ended_at,
    event.company_id, event.id, event.at, left(event.actor_kind, 256), left(event.actor_id, 256),
    left(event.request_id, 256), left(event.action, 256), left(event.target_kind, 256), event.target_id,
    left(event.outcome, 256), event.version_before, event.version_after, event.secret_version_before,
    event.secret_version_after, event.audit_key, event.row_digest, event.mac
FROM (SELECT id FROM walked ORDER BY id DESC LIMIT 1) AS walk (ended_at)
LEFT JOIN (
    SELECT audit_events.* FROM walked
    JOIN audit_events ON audit_events.company_id = :company_id AND audit_events.id = walked.id
    WHERE NOT EXISTS (
        SELECT FROM audit_links AS link WHERE link.company_id = :company_id AND link.event_id = walked.id
    ) AND NOT EXISTS (
        SELECT FROM audit_unsealed AS marked
        WHERE marked.company_id = :company_id AND marked.event_id = walked.id
    )
) AS event ON true
