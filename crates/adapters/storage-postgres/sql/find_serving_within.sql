-- The credential that serves a repository, of some that are named, each looked up by its key.
SELECT
    credential.company_id, credential.id, credential.name, credential.provider, credential.login, credential.username,
    credential.sealed, credential.secret_version, credential.version, credential.created_at, credential.updated_at,
    credential.host, credential.token_host, credential.last_verified_at, credential.last_outcome,
    credential.path_prefix, credential.last_used_at
FROM unnest(:ids) AS within (id)
CROSS JOIN LATERAL (
    SELECT * FROM credentials
    WHERE company_id = :company_id AND id = within.id
    LIMIT 1
) AS credential
WHERE coalesce(credential.host, credential.provider || '/') = ANY(:registries)
    AND coalesce(credential.path_prefix, '') = ANY(:prefixes)
ORDER BY length(coalesce(credential.path_prefix, '')) DESC, credential.created_at DESC, credential.id DESC
LIMIT 1
