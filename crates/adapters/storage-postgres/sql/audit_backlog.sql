-- How much is not sealed, up to some number, and since when.
SELECT count(*), min(event.at)
FROM (SELECT company_id, event_id FROM audit_unsealed LIMIT :limit) AS marked
LEFT JOIN LATERAL (
    SELECT at FROM audit_events
    WHERE company_id = marked.company_id AND id = marked.event_id
    OFFSET 0
) AS event ON true
