-- Where a credential may be sent besides its provider's own host, and what came of its login when it was last tried: that is no
-- part of the credential itself, and neither its version nor a digest of its row knows of it.
ALTER TABLE credentials
    ADD COLUMN host text COLLATE "C",
    ADD COLUMN token_host text COLLATE "C",
    ADD COLUMN last_verified_at timestamptz,
    ADD COLUMN last_outcome text COLLATE "C";

INSERT INTO schema_requirements (migration, oldest_program) VALUES ('0006', '0.1.0');
