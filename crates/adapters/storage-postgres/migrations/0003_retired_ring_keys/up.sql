-- Keys of the ring that nobody may write with any more. Whoever disables one says so here first, so that a node which still
-- has it for its primary stops before the rows that are left are counted.
CREATE TABLE retired_ring_keys (
    kind text COLLATE "C" NOT NULL,
    id bigint NOT NULL,
    PRIMARY KEY (kind, id)
);

INSERT INTO schema_requirements (migration, oldest_program) VALUES ('0003', '0.1.0');
