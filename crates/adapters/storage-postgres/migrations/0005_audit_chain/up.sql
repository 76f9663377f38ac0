-- Which events are not linked yet. Whoever stores an event marks it here in the same statement, so one that commits late is
-- never passed over. Rows come and go quickly: they are swept up before a scan has to step over many that are gone.
CREATE TABLE audit_unsealed (
    company_id uuid NOT NULL,
    event_id uuid NOT NULL,
    PRIMARY KEY (company_id, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

INSERT INTO audit_unsealed (company_id, event_id) SELECT company_id, id FROM audit_events;

-- The chain of each company's events. Rows are only ever added.
CREATE TABLE audit_links (
    company_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_id uuid NOT NULL,
    audit_key bigint NOT NULL,
    link bytea NOT NULL CHECK (octet_length(link) = 32),
    PRIMARY KEY (company_id, seq),
    UNIQUE (company_id, event_id)
);

-- Where each chain ends.
CREATE TABLE audit_heads (
    company_id uuid PRIMARY KEY,
    seq bigint NOT NULL,
    link bytea NOT NULL CHECK (octet_length(link) = 32),
    audit_key bigint NOT NULL,
    mac bytea NOT NULL CHECK (octet_length(mac) = 32)
) WITH (fillfactor = 50);

-- Who seals for now. No row, or one.
CREATE TABLE audit_turn (
    only_row boolean PRIMARY KEY CHECK (only_row),
    sealer uuid NOT NULL,
    ends_at timestamptz NOT NULL
);

INSERT INTO schema_requirements (migration, oldest_program) VALUES ('0005', '0.1.0');
