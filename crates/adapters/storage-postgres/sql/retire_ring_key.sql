WITH retired AS (
    INSERT INTO retired_ring_keys (kind, id)
    SELECT :kind, :id WHERE :retired
    ON CONFLICT DO NOTHING
    RETURNING id
), taken_back AS (
    DELETE FROM retired_ring_keys WHERE kind = :kind AND id = :id AND NOT :retired
)
SELECT count(*) FROM retired
