WITH changed AS (
    DELETE FROM credentials
    WHERE company_id = :company_id AND id = :id AND version = :version
    RETURNING company_id, provider
), counted AS (
    INSERT INTO credential_counts (company_id, provider, shard, count)
    SELECT company_id, provider, (SELECT CAST(floor(random() * 16) AS integer)), -1 FROM changed
    ON CONFLICT (company_id, provider, shard) DO UPDATE SET count = credential_counts.count + excluded.count
)
