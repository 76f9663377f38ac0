-- How much is not sealed, up to some number, and since when.
SELECT count(*), min(event.at)
FROM (SELECT company_id, event_id FROM audit_unsealed LIMIT :limit) AS marked
LEFT JOIN audit_events AS event ON event.company_id = marked.company_id AND event.id = marked.event_id
