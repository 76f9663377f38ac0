WITH changed AS (
    SELECT id FROM companies WHERE id = :company_id AND deleted_at IS NULL
), verified AS (
    -- Only the secret that was tried has use for what came of it.
    UPDATE credentials SET last_verified_at = :verified_at, last_outcome = :came_of_it
    FROM changed
    WHERE credentials.company_id = :company_id AND credentials.id = :id AND secret_version = :secret_version
        AND (last_verified_at IS NULL OR last_verified_at <= :verified_at)
)
