WITH changed AS (
    INSERT INTO companies (id, name, salt, created_at)
    VALUES (:id, :name, :salt, :created_at)
    ON CONFLICT DO NOTHING
    RETURNING id
)
