DROP TABLE retired_ring_keys;
