ALTER TABLE credentials DROP COLUMN host;
ALTER TABLE credentials DROP COLUMN token_host;
ALTER TABLE credentials DROP COLUMN last_verified_at;
ALTER TABLE credentials DROP COLUMN last_outcome;
