-- Of each row that a company has many of there will be 5,000, each with another id, name or moment, about half of them before it.

-- So that PostgreSQL knows at once that they are visible to all.
SET synchronous_commit = on;

INSERT INTO credentials
SELECT another.* FROM credentials AS one, generate_series(1, 4999) AS nth, LATERAL jsonb_populate_record(one,
    jsonb_build_object(
        'id', md5(one.company_id || ' ' || nth)::uuid,
        'name', (ARRAY['hub ', 'Hub '])[nth % 2 + 1] || md5(nth::text),
        'folded_name', 'hub ' || md5(nth::text),
        'created_at', one.created_at + (nth - 2500) * interval '1 second',
        'host', CASE WHEN nth % 14 = 2 THEN 'git.example' END,
        'path_prefix', CASE WHEN nth % 3 = 0 THEN 'acme' WHEN nth % 100 = 1 THEN 'acme/app' END,
        'provider', CASE
            WHEN nth = 1 THEN 'custom'
            WHEN nth % 100 = 0 THEN 'gcr'
            WHEN nth % 500 = 3 THEN 'digitalOcean'
            WHEN nth % 7 = 0 THEN 'ecr'
            WHEN nth % 7 = 1 THEN 'github'
            WHEN nth % 7 = 2 THEN 'gitlab'
            ELSE 'dockerHub'
        END
    )) AS another;

TRUNCATE credential_counts;
INSERT INTO credential_counts
SELECT company_id, provider, get_byte(uuid_send(id), 0) % 16, count(*) FROM credentials GROUP BY 1, 2, 3;

INSERT INTO audit_events
SELECT another.* FROM audit_events AS one, generate_series(1, 4999) AS nth, LATERAL jsonb_populate_record(one,
    jsonb_build_object(
        'id', md5(one.company_id || ' ' || nth)::uuid,
        'at', one.at + (nth - 2500) * interval '1 second',
        'target_id', CASE WHEN nth % 100 = 0 THEN one.target_id ELSE md5(nth::text)::uuid END,
        'actor_kind', CASE WHEN nth % 2 = 0 THEN one.actor_kind ELSE 'system' END,
        'actor_id', CASE WHEN nth % 2 = 0 THEN one.actor_id END,
        'action', CASE WHEN nth % 1000 = 1 THEN 'credential.delete' ELSE 'credential.open_failed' END
    )) AS another
WHERE one.action = 'credential.create';

-- All events are linked but so many that PostgreSQL might look for their links and events by a walk over all there are.
TRUNCATE audit_unsealed;
INSERT INTO audit_unsealed
SELECT company_id, id
FROM (SELECT company_id, id, row_number() OVER (ORDER BY company_id, id) AS nth FROM audit_events) AS event
WHERE nth % 50 = 0;

INSERT INTO audit_links
SELECT company_id, row_number() OVER (PARTITION BY company_id ORDER BY at, id), id, audit_key, sha256(uuid_send(id))
FROM audit_events AS event
WHERE NOT EXISTS (SELECT FROM audit_unsealed AS marked WHERE marked.company_id = event.company_id AND marked.event_id = event.id);

INSERT INTO audit_heads
SELECT DISTINCT ON (company_id) company_id, seq, link, audit_key, sha256(link)
FROM audit_links ORDER BY company_id, seq DESC;

INSERT INTO api_keys
SELECT another.* FROM api_keys AS one, generate_series(1, 4999) AS nth, LATERAL jsonb_populate_record(one,
    jsonb_build_object(
        'id', md5(one.company_id || ' ' || nth)::uuid,
        'handle', substr(md5(one.company_id || ' ' || nth), 1, 16),
        'created_at', one.created_at + (nth - 2500) * interval '1 second'
    )) AS another;

INSERT INTO api_key_handles
SELECT handle, company_id, id FROM api_keys ON CONFLICT DO NOTHING;

INSERT INTO idempotency_records
SELECT another.* FROM idempotency_records AS one, generate_series(1, 4999) AS nth, LATERAL jsonb_populate_record(one,
    jsonb_build_object('key', md5(nth::text), 'ends_at', one.ends_at + nth * interval '1 second')) AS another;

INSERT INTO companies
SELECT md5(nth::text)::uuid, name, salt, created_at + nth * interval '1 second', deleted_at
FROM (SELECT * FROM companies LIMIT 1) AS one, generate_series(1, 4998) AS nth;
