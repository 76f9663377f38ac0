\set credential random(0, 19999)
\set company :credential / 200
SELECT
    company_id, id, name, provider, login, username, sealed, secret_version, version, created_at, updated_at
FROM credentials
WHERE company_id = CAST('20000000-0000-8000-8000-' || lpad(to_hex(CAST(:company AS bigint)), 12, '0') AS uuid)
    AND id = CAST('10000000-0000-8000-8000-' || lpad(to_hex(CAST(:credential AS bigint)), 12, '0') AS uuid);
