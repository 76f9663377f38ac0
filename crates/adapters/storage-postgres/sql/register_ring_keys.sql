-- Whoever registers keys raises the epoch, so of two who saw the same epoch one registers nothing.
WITH turn AS (
    INSERT INTO auth_epoch (only_row, epoch) VALUES (true, :epoch + 1)
    ON CONFLICT (only_row) DO UPDATE SET epoch = excluded.epoch WHERE auth_epoch.epoch = :epoch
    RETURNING epoch
), registered AS (
    INSERT INTO ring_keys (kind, id, "check")
    SELECT key.kind, key.id, key."check" FROM turn, unnest(:kinds, :ids, :checks) AS key (kind, id, "check")
    ON CONFLICT DO NOTHING
)
SELECT count(*) FROM turn
