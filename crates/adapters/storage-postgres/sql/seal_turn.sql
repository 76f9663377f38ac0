-- Whether somebody else has the turn. One that would last for longer than any does was made up.
SELECT EXISTS (
    SELECT FROM audit_turn
    WHERE sealer <> :sealer AND ends_at > clock_timestamp()
        AND ends_at <= clock_timestamp() + make_interval(secs => :turn_seconds)
)
