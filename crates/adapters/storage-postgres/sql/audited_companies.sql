-- Every company of which anything is stored that an event tells of, by id.
WITH ids AS (
    (
        SELECT id FROM companies WHERE id >= :after AND (:begins OR id <> :after)
        ORDER BY id LIMIT :limit
    ) UNION (
        SELECT DISTINCT company_id FROM audit_events WHERE company_id >= :after AND (:begins OR company_id <> :after)
        ORDER BY company_id LIMIT :limit
    ) UNION (
        SELECT company_id FROM audit_heads WHERE company_id >= :after AND (:begins OR company_id <> :after)
        ORDER BY company_id LIMIT :limit
    )
    ORDER BY id LIMIT :limit
)
SELECT
    ids.id, companies.id IS NOT NULL, companies.deleted_at IS NOT NULL,
    deletion.company_id, deletion.id, deletion.at, deletion.actor_kind, deletion.actor_id, deletion.request_id,
    deletion.action, deletion.target_kind, deletion.target_id, deletion.outcome, deletion.version_before,
    deletion.version_after, deletion.secret_version_before, deletion.secret_version_after, deletion.audit_key,
    deletion.row_digest, deletion.mac
FROM ids
LEFT JOIN companies ON companies.id = ids.id
LEFT JOIN LATERAL (
    SELECT event.* FROM audit_events AS event
    WHERE event.company_id = ids.id AND event.target_id = ids.id AND event.action = 'company.delete'
    ORDER BY event.at, event.id
    LIMIT 1
) AS deletion ON true
ORDER BY ids.id
