-- Every company of which anything is stored that an event tells of, by id.
WITH RECURSIVE told AS (
    -- From one to the next, however many events each has.
    (
        SELECT company_id AS id FROM audit_events WHERE company_id >= :from
        ORDER BY company_id LIMIT 1
    ) UNION ALL (
        SELECT (
            SELECT event.company_id FROM audit_events AS event WHERE event.company_id > told.id
            ORDER BY event.company_id LIMIT 1
        ) FROM told WHERE told.id IS NOT NULL
    )
), ids AS (
    (
        SELECT id FROM companies WHERE id >= :from
        ORDER BY id LIMIT :limit
    ) UNION (
        SELECT id FROM told WHERE id IS NOT NULL LIMIT :limit
    ) UNION (
        SELECT company_id FROM audit_heads WHERE company_id >= :from
        ORDER BY company_id LIMIT :limit
    )
    ORDER BY id LIMIT :limit
)
SELECT
    ids.id, companies.id IS NOT NULL, companies.deleted_at IS NOT NULL,
    deletion.company_id, deletion.id, deletion.at, left(deletion.actor_kind, 256), left(deletion.actor_id, 256),
    left(deletion.request_id, 256), left(deletion.action, 256), left(deletion.target_kind, 256), deletion.target_id,
    left(deletion.outcome, 256), deletion.version_before, deletion.version_after, deletion.secret_version_before,
    deletion.secret_version_after, deletion.audit_key, deletion.row_digest, deletion.mac
FROM ids
LEFT JOIN companies ON companies.id = ids.id
LEFT JOIN LATERAL (
    SELECT event.* FROM audit_events AS event
    WHERE event.company_id = ids.id AND event.target_id = ids.id AND event.action = 'company.delete'
    ORDER BY event.at, event.id
    LIMIT 1
) AS deletion ON true
ORDER BY ids.id
