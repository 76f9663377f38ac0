WITH changed AS (
    DELETE FROM api_keys
    WHERE company_id = :company_id AND id = :id AND version = :version
    RETURNING handle
), unnamed AS (
    DELETE FROM api_key_handles
    WHERE handle IN (SELECT handle FROM changed) AND company_id = :company_id AND api_key_id = :id
)
