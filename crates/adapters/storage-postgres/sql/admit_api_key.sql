WITH admitted AS (
    SELECT company_id FROM api_keys
    WHERE company_id = :company_id AND id = :id AND version = :replaces
    FOR UPDATE
)
