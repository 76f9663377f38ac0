-- Keys of the ring that nobody may write with any more. Whoever disables one says so here first, so that a service which
-- still has it for its primary stops before the rows that are left are counted.
CREATE TABLE retired_ring_keys (
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;
