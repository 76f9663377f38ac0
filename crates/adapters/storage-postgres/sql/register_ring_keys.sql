-- Whoever registers keys raises the epoch, so of two who saw the same epoch one registers nothing.
WITH turn AS (
    UPDATE auth_epoch SET epoch = epoch + 1 WHERE epoch = :epoch RETURNING epoch
), registered AS (
    INSERT INTO ring_keys (kind, id, "check")
    SELECT key.kind, key.id, key."check" FROM turn, unnest(:kinds, :ids, :checks) AS key (kind, id, "check")
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM turn
