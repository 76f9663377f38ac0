-- At most once in each interval, however many nodes tell of it. Locked in the order of their keys, so that no two nodes wait for each other.
WITH later AS (
    SELECT credentials.company_id, credentials.id, input.at
    FROM unnest(:company_ids, :ids, :moments) AS input (company_id, id, at)
    JOIN credentials ON credentials.company_id = input.company_id AND credentials.id = input.id
    WHERE credentials.last_used_at IS NULL OR credentials.last_used_at <= input.at - make_interval(secs => :interval_seconds)
    ORDER BY credentials.company_id, credentials.id
    FOR UPDATE OF credentials
), changed AS (
    UPDATE credentials SET last_used_at = later.at
    FROM later
    WHERE credentials.company_id = later.company_id AND credentials.id = later.id
    RETURNING credentials.id
)
SELECT count(*) FROM changed
