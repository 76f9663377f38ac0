-- Those of these credentials that there are, each looked up by its key.
SELECT
    sought.nth,
    credential.company_id, credential.id, credential.name, credential.provider, credential.login, credential.username,
    credential.sealed, credential.secret_version, credential.version, credential.created_at, credential.updated_at,
    credential.host, credential.token_host, credential.last_verified_at, credential.last_outcome,
    credential.path_prefix, credential.last_used_at
FROM unnest(:company_ids, :ids) WITH ORDINALITY AS sought (company_id, id, nth)
CROSS JOIN LATERAL (
    SELECT * FROM credentials
    WHERE company_id = sought.company_id AND id = sought.id
    LIMIT 1
) AS credential
