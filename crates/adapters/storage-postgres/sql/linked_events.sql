-- A part of a company's chain, with the events that are linked there, looked up one by one (for which the offset of nothing is),
-- and with whatever else has the same id.
SELECT
    link.seq, link.event_id, link.audit_key, link.link,
    event.company_id, event.id, event.at, left(event.actor_kind, 256), left(event.actor_id, 256),
    left(event.request_id, 256), left(event.action, 256), left(event.target_kind, 256), event.target_id,
    left(event.outcome, 256), event.version_before, event.version_after, event.secret_version_before,
    event.secret_version_after, event.audit_key, event.row_digest, event.mac
FROM (
    SELECT company_id, seq, event_id, audit_key, link FROM audit_links
    WHERE company_id = :company_id AND seq >= :from
    ORDER BY seq
    LIMIT :limit
) AS link
LEFT JOIN LATERAL (
    SELECT * FROM audit_events
    WHERE company_id = :company_id AND id = link.event_id
    OFFSET 0
) AS event ON true
ORDER BY link.seq
