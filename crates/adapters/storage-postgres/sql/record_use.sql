WITH changed AS (
    SELECT id FROM companies WHERE id = :company_id AND deleted_at IS NULL
)
