-- For which paths at its registry a credential is meant. And when images were last pulled with it, which is no part of the
-- credential itself: neither its version nor a digest of its row knows of it.
ALTER TABLE credentials
    ADD COLUMN path_prefix text COLLATE "C",
    ADD COLUMN last_used_at timestamptz;

-- The credential that serves a repository is found however many its company has, for that registry or for others. A provider
-- stands for its own host with a slash behind it, which no host has.
CREATE INDEX credentials_by_registry ON credentials (
    company_id, coalesce(host, provider || '/'), coalesce(path_prefix, ''), created_at, id
);

INSERT INTO schema_requirements (migration, oldest_program) VALUES ('0007', '0.1.0');
