DELETE FROM schema_requirements WHERE migration = '0002';
ALTER TABLE api_keys DROP COLUMN last_used_at;
