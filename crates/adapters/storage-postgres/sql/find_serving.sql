-- The credential that serves a repository. For each way to name its registry and each prefix of its path one row is read at
-- most, the newest: however many there are, the best of these few is the best of all.
SELECT
    credential.company_id, credential.id, credential.name, credential.provider, credential.login, credential.username,
    credential.sealed, credential.secret_version, credential.version, credential.created_at, credential.updated_at,
    credential.host, credential.token_host, credential.last_verified_at, credential.last_outcome,
    credential.path_prefix, credential.last_used_at
FROM unnest(:registries) AS named (registry)
CROSS JOIN unnest(:prefixes) AS meant (prefix)
CROSS JOIN LATERAL (
    SELECT * FROM credentials
    WHERE company_id = :company_id AND coalesce(host, provider || '/') = named.registry
        AND coalesce(path_prefix, '') = meant.prefix
    ORDER BY created_at DESC, id DESC
    LIMIT 1
) AS credential
ORDER BY length(meant.prefix) DESC, credential.created_at DESC, credential.id DESC
LIMIT 1
