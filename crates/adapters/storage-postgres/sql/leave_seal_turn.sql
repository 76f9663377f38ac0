-- Ends the sealer's own turn.
UPDATE audit_turn SET ends_at = clock_timestamp() WHERE sealer = :sealer RETURNING sealer
