, raised AS (
    INSERT INTO auth_epoch (only_row, epoch)
    SELECT true, 1 FROM changed
    ON CONFLICT (only_row) DO UPDATE SET epoch = auth_epoch.epoch + 1
)
