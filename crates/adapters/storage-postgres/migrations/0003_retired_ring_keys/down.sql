DELETE FROM schema_requirements WHERE migration = '0003';
DROP TABLE retired_ring_keys;
