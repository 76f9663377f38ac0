-- The company leads the primary key and every index of what belongs to a company, so that no query can do without it and
-- the tables can be distributed by it. No table refers to another: the statements that write join the company, and a
-- reference would lock its row for each of its rows. Texts are compared by their bytes.

CREATE TABLE companies (
    id uuid PRIMARY KEY,
    name text COLLATE "C" NOT NULL,
    salt bytea CHECK (octet_length(salt) = 32),
    created_at timestamptz NOT NULL,
    deleted_at timestamptz,
    -- A company is deleted exactly when its salt is gone.
    CHECK ((deleted_at IS NULL) = (salt IS NOT NULL))
);

CREATE INDEX companies_by_age ON companies (created_at, id) WHERE deleted_at IS NULL;

-- The folded copies are what a search looks into; whoever writes a name writes its copy.
CREATE TABLE credentials (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    name text COLLATE "C" NOT NULL,
    folded_name text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    login text COLLATE "C" NOT NULL,
    username text COLLATE "C" NOT NULL,
    folded_username text COLLATE "C" NOT NULL,
    sealed bytea NOT NULL,
    secret_version bigint NOT NULL CHECK (secret_version >= 1),
    version bigint NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, id)
);

-- Every list of credentials walks one of these, forwards or backwards, for one provider or for each, so that a rare
-- provider is found without a walk over all of the company's. Each more would make every create dearer.
CREATE INDEX credentials_by_creation ON credentials (company_id, provider, created_at, id);
CREATE INDEX credentials_by_name ON credentials (company_id, provider, name, id);

-- How many credentials a company has for each provider, so that a total costs the same however many they are. The sum of
-- the shards counts: each statement adds to one that it draws, so that nodes hardly wait for each other, and what one added
-- another may take off.
CREATE TABLE credential_counts (
    company_id uuid NOT NULL,
    provider text COLLATE "C" NOT NULL,
    shard smallint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (company_id, provider, shard)
) WITH (fillfactor = 50);

-- What is remembered of creates that named an idempotency key.
CREATE TABLE idempotency_records (
    company_id uuid NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint_pepper bigint NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status bigint NOT NULL,
    body bytea NOT NULL,
    claimed_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, key)
);

CREATE INDEX idempotency_records_by_end ON idempotency_records (company_id, ends_at);

CREATE TABLE api_keys (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    handle text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    capabilities text COLLATE "C" NOT NULL,
    expires_at timestamptz,
    enabled boolean NOT NULL,
    verifier bytea NOT NULL CHECK (octet_length(verifier) = 32),
    verifier_pepper bigint NOT NULL,
    verifier_ends_at timestamptz,
    previous_verifier bytea CHECK (octet_length(previous_verifier) = 32),
    previous_verifier_pepper bigint,
    previous_verifier_ends_at timestamptz,
    row_pepper bigint NOT NULL,
    row_mac bytea NOT NULL CHECK (octet_length(row_mac) = 32),
    version bigint NOT NULL CHECK (version >= 1),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (company_id, id),
    CHECK ((previous_verifier IS NULL) = (previous_verifier_pepper IS NULL)),
    CHECK (previous_verifier IS NOT NULL OR previous_verifier_ends_at IS NULL)
);

CREATE INDEX api_keys_newest_first ON api_keys (company_id, created_at, id);

-- The one way to a key without its company: the handle of the token that somebody sent.
CREATE TABLE api_key_handles (
    handle text COLLATE "C" PRIMARY KEY,
    company_id uuid NOT NULL,
    api_key_id uuid NOT NULL
);

CREATE TABLE audit_events (
    company_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_kind text COLLATE "C" NOT NULL,
    actor_id text COLLATE "C",
    request_id text COLLATE "C",
    action text COLLATE "C" NOT NULL,
    target_kind text COLLATE "C" NOT NULL,
    target_id uuid NOT NULL,
    outcome text COLLATE "C" NOT NULL,
    version_before bigint,
    version_after bigint,
    secret_version_before bigint,
    secret_version_after bigint,
    audit_key bigint NOT NULL,
    row_digest bytea NOT NULL CHECK (octet_length(row_digest) = 32),
    mac bytea NOT NULL CHECK (octet_length(mac) = 32),
    PRIMARY KEY (company_id, id)
);

CREATE INDEX audit_events_newest_first ON audit_events (company_id, at, id);

CREATE TABLE ring_keys (
    kind text COLLATE "C" NOT NULL,
    id bigint NOT NULL,
    "check" bytea NOT NULL CHECK (octet_length("check") = 16),
    PRIMARY KEY (kind, id)
);

-- Grows with every change of a key or company. One row.
CREATE TABLE auth_epoch (
    only_row boolean PRIMARY KEY CHECK (only_row),
    epoch bigint NOT NULL
);

INSERT INTO auth_epoch (only_row, epoch) VALUES (true, 0);

-- The oldest program that can serve the schema once this migration has run: each adds a row of its own.
CREATE TABLE schema_requirements (
    migration text COLLATE "C" PRIMARY KEY,
    oldest_program text COLLATE "C" NOT NULL
);

INSERT INTO schema_requirements (migration, oldest_program) VALUES ('0001', '0.1.0');
