-- Ids are the 16 bytes of a UUID, moments are milliseconds since 1970. The company leads the primary key and every index
-- of what belongs to a company, so that no query can do without it.

CREATE TABLE companies (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    salt BLOB CHECK (length(salt) = 32),
    created_at INTEGER NOT NULL,
    deleted_at INTEGER,
    -- A company is deleted exactly when its salt is gone.
    CHECK ((deleted_at IS NULL) = (salt IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX companies_by_age ON companies (created_at, id) WHERE deleted_at IS NULL;

CREATE TABLE credentials (
    company_id BLOB NOT NULL REFERENCES companies (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    name TEXT NOT NULL,
    provider TEXT NOT NULL,
    login TEXT NOT NULL,
    username TEXT NOT NULL,
    sealed BLOB NOT NULL,
    secret_version INTEGER NOT NULL CHECK (secret_version >= 1),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX credentials_newest_first ON credentials (company_id, created_at DESC, id DESC);

CREATE TABLE api_keys (
    company_id BLOB NOT NULL REFERENCES companies (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    handle TEXT NOT NULL,
    name TEXT NOT NULL,
    capabilities TEXT NOT NULL,
    expires_at INTEGER,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    verifier BLOB NOT NULL CHECK (length(verifier) = 32),
    verifier_pepper INTEGER NOT NULL,
    verifier_ends_at INTEGER,
    previous_verifier BLOB CHECK (length(previous_verifier) = 32),
    previous_verifier_pepper INTEGER,
    previous_verifier_ends_at INTEGER,
    row_pepper INTEGER NOT NULL,
    row_mac BLOB NOT NULL CHECK (length(row_mac) = 32),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, id),
    CHECK ((previous_verifier IS NULL) = (previous_verifier_pepper IS NULL)),
    CHECK (previous_verifier IS NOT NULL OR previous_verifier_ends_at IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_newest_first ON api_keys (company_id, created_at DESC, id DESC);

-- The one way to a key without its company: the handle of the token that somebody sent.
CREATE TABLE api_key_handles (
    handle TEXT NOT NULL PRIMARY KEY,
    company_id BLOB NOT NULL,
    api_key_id BLOB NOT NULL,
    UNIQUE (company_id, api_key_id),
    FOREIGN KEY (company_id, api_key_id) REFERENCES api_keys (company_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_events (
    company_id BLOB NOT NULL REFERENCES companies (id),
    id BLOB NOT NULL CHECK (length(id) = 16),
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT,
    request_id TEXT,
    action TEXT NOT NULL,
    target_kind TEXT NOT NULL,
    target_id BLOB NOT NULL CHECK (length(target_id) = 16),
    outcome TEXT NOT NULL,
    version_before INTEGER,
    version_after INTEGER,
    secret_version_before INTEGER,
    secret_version_after INTEGER,
    audit_key INTEGER NOT NULL,
    row_digest BLOB NOT NULL CHECK (length(row_digest) = 32),
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    PRIMARY KEY (company_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_events_newest_first ON audit_events (company_id, at DESC, id DESC);

CREATE TABLE ring_keys (
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    "check" BLOB NOT NULL CHECK (length("check") = 16),
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Grows with every change of a key or company. One row.
CREATE TABLE auth_epoch (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    epoch INTEGER NOT NULL
) STRICT;

INSERT INTO auth_epoch (only, epoch) VALUES (1, 0);
