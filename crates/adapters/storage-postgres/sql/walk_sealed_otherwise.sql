-- A step over the credentials of a company, whatever they are sealed under: no step has to read more than its rows. Where none
-- is sealed otherwise, there is a row without the columns of any.
WITH walked AS (
    SELECT
        company_id, id, name, provider, login, username, sealed, secret_version, version, created_at, updated_at, host,
        token_host, last_verified_at, last_outcome, path_prefix, last_used_at
    FROM credentials
    WHERE company_id = :company_id AND id >= :from
    ORDER BY id
    LIMIT :limit
), last AS (
    SELECT id FROM walked
    ORDER BY id
    OFFSET :limit - 1
)
SELECT
    (SELECT id FROM last), company_id, id, name, provider, login, username, sealed, secret_version, version, created_at,
    updated_at, host, token_host, last_verified_at, last_outcome, path_prefix, last_used_at
FROM (VALUES (true)) AS step
LEFT JOIN walked ON substr(sealed, 1, octet_length(:mark)) <> :mark
ORDER BY walked.id
