\set company random(0, 99)
\set provider random(0, 6)
WITH stored AS (
    INSERT INTO credentials (
        company_id, id, name, folded_name, provider, login, username, folded_username, sealed, secret_version, version,
        created_at, updated_at
    )
    SELECT
        companies.id, gen_random_uuid(), 'Registry 0000c0de', 'registry 0000c0de',
        (CAST('{gcr,ecr,dockerHub,github,gitlab,digitalOcean,custom}' AS text[]))[CAST(:provider AS integer) + 1],
        'password', 'user-1234567', 'user-1234567', decode(repeat('07', 173), 'hex'), 1, 1, now(), now()
    FROM companies
    WHERE companies.id = CAST('20000000-0000-8000-8000-' || lpad(to_hex(CAST(:company AS bigint)), 12, '0') AS uuid)
        AND companies.deleted_at IS NULL
    RETURNING company_id, id, provider
), told AS (
    INSERT INTO audit_events (
        company_id, id, at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome, version_after,
        secret_version_after, audit_key, row_digest, mac
    )
    SELECT
        company_id, gen_random_uuid(), now(), 'api_key', '00000000-0000-8000-8000-00000000000a', 'a-request',
        'credential.create', 'credential', id, 'success', 1, 1, 9, decode(repeat('07', 32), 'hex'),
        decode(repeat('07', 32), 'hex')
    FROM stored
), counted AS (
    INSERT INTO credential_counts (company_id, provider, shard, count)
    SELECT company_id, provider, pg_backend_pid() % 16, 1 FROM stored
    ON CONFLICT (company_id, provider, shard) DO UPDATE SET count = credential_counts.count + excluded.count
)
SELECT count(*) FROM stored;
