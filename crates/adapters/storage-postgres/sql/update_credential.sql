WITH replaced AS (
    SELECT company_id, id, provider FROM credentials
    WHERE company_id = :company_id AND id = :id AND version = :replaces
    FOR UPDATE
), changed AS (
    UPDATE credentials SET
        name = :name, folded_name = :folded_name, provider = :provider, login = :login, username = :username,
        folded_username = :folded_username, sealed = :sealed, secret_version = :secret_version, version = :version,
        updated_at = :updated_at, host = :host, token_host = :token_host, path_prefix = :path_prefix,
        -- What came of another secret tells nothing about this one. What came of this one in between is kept.
        last_verified_at = CASE
            WHEN credentials.secret_version = :secret_version
                AND last_verified_at > coalesce(:last_verified_at, '-infinity') THEN last_verified_at
            ELSE :last_verified_at
        END,
        last_outcome = CASE
            WHEN credentials.secret_version = :secret_version
                AND last_verified_at > coalesce(:last_verified_at, '-infinity') THEN last_outcome
            ELSE :last_outcome
        END
    FROM replaced
    WHERE credentials.company_id = :company_id AND credentials.id = replaced.id
    RETURNING credentials.company_id, credentials.provider, replaced.provider AS former_provider
), counted AS (
    INSERT INTO credential_counts (company_id, provider, shard, count)
    SELECT moved.company_id, moved.provider, (SELECT CAST(floor(random() * 16) AS integer)), moved.count
    FROM changed, LATERAL (VALUES
        (changed.company_id, changed.provider, 1),
        (changed.company_id, changed.former_provider, -1)
    ) AS moved (company_id, provider, count)
    WHERE changed.provider <> changed.former_provider
    ORDER BY moved.provider
    ON CONFLICT (company_id, provider, shard) DO UPDATE SET count = credential_counts.count + excluded.count
)
