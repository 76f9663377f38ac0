, changed AS (
    DELETE FROM api_keys USING won
    WHERE api_keys.company_id = :company_id AND api_keys.id = :id AND api_keys.version = :version
    RETURNING api_keys.handle
), unnamed AS (
    DELETE FROM api_key_handles
    WHERE handle IN (SELECT handle FROM changed) AND company_id = :company_id AND api_key_id = :id
)
