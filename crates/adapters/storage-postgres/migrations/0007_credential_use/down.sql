DELETE FROM schema_requirements WHERE migration = '0007';
DROP INDEX credentials_by_registry;
ALTER TABLE credentials DROP COLUMN path_prefix, DROP COLUMN last_used_at;
