DROP INDEX credentials_by_registry;
ALTER TABLE credentials DROP COLUMN path_prefix;
ALTER TABLE credentials DROP COLUMN last_used_at;
