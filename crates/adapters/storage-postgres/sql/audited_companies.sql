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
    EXISTS (
        SELECT FROM audit_events AS event
        WHERE event.company_id = ids.id AND event.target_id = ids.id AND event.action = 'company.delete'
    )
FROM ids
LEFT JOIN companies ON companies.id = ids.id
ORDER BY ids.id
