WITH admitted AS (
    SELECT id AS company_id FROM companies WHERE id = :company_id AND deleted_at IS NULL
)
