-- Where a credential may be sent besides its provider's own host, and what came of its login when it was last tried: that is no
-- part of the credential itself, and neither its version nor a digest of its row knows of it.
ALTER TABLE credentials ADD COLUMN host TEXT;
ALTER TABLE credentials ADD COLUMN token_host TEXT;
ALTER TABLE credentials ADD COLUMN last_verified_at INTEGER;
ALTER TABLE credentials ADD COLUMN last_outcome TEXT;
