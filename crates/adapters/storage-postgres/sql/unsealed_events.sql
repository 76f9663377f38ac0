-- What is marked as not sealed, by company and id, with what is stored of it: looked up one by one (for which the offset of
-- nothing is), as any other way would walk over the events and links of all companies.
SELECT
    marked.company_id, marked.event_id, link.event_id IS NOT NULL,
    event.company_id, event.id, event.at, left(event.actor_kind, 256), left(event.actor_id, 256),
    left(event.request_id, 256), left(event.action, 256), left(event.target_kind, 256), event.target_id,
    left(event.outcome, 256), event.version_before, event.version_after, event.secret_version_before,
    event.secret_version_after, event.audit_key, event.row_digest, event.mac
FROM (
    SELECT company_id, event_id FROM audit_unsealed
    WHERE (company_id, event_id) >= (:after_company_id, :after_event_id)
        AND (:begins OR (company_id, event_id) <> (:after_company_id, :after_event_id))
    ORDER BY company_id, event_id
    LIMIT :limit
) AS marked
LEFT JOIN LATERAL (
    SELECT event_id FROM audit_links
    WHERE company_id = marked.company_id AND event_id = marked.event_id
    LIMIT 1
) AS link ON true
LEFT JOIN LATERAL (
    SELECT * FROM audit_events
    WHERE company_id = marked.company_id AND id = marked.event_id
    OFFSET 0
) AS event ON true
ORDER BY marked.company_id, marked.event_id
