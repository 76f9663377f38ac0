DELETE FROM schema_requirements WHERE migration = '0006';
ALTER TABLE credentials
    DROP COLUMN host, DROP COLUMN token_host, DROP COLUMN last_verified_at, DROP COLUMN last_outcome;
