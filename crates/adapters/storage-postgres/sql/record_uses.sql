-- At most once in each interval, however many nodes tell of it. Locked in the order of the keys, so that no two nodes wait for each other.
WITH later AS (
    SELECT api_keys.company_id, api_keys.id, input.at
    FROM unnest(:company_ids, :ids, :moments) AS input (company_id, id, at)
    JOIN api_keys ON api_keys.company_id = input.company_id AND api_keys.id = input.id
    WHERE api_keys.last_used_at IS NULL OR api_keys.last_used_at <= input.at - make_interval(secs => :interval_seconds)
    ORDER BY api_keys.company_id, api_keys.id
    FOR UPDATE OF api_keys
), changed AS (
    UPDATE api_keys SET last_used_at = later.at
    FROM later
    WHERE api_keys.company_id = later.company_id AND api_keys.id = later.id
    RETURNING api_keys.id
)
SELECT count(*) FROM changed
