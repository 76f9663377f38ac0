-- Which events are not linked yet. Whoever stores an event marks it here in the same transaction.
CREATE TABLE audit_unsealed (
    company_id BLOB NOT NULL CHECK (length(company_id) = 16),
    event_id BLOB NOT NULL CHECK (length(event_id) = 16),
    PRIMARY KEY (company_id, event_id)
) STRICT, WITHOUT ROWID;

INSERT INTO audit_unsealed (company_id, event_id) SELECT company_id, id FROM audit_events;

-- The chain of each company's events. Rows are only ever added.
CREATE TABLE audit_links (
    company_id BLOB NOT NULL CHECK (length(company_id) = 16),
    seq INTEGER NOT NULL,
    event_id BLOB NOT NULL CHECK (length(event_id) = 16),
    audit_key INTEGER NOT NULL,
    link BLOB NOT NULL CHECK (length(link) = 32),
    PRIMARY KEY (company_id, seq),
    UNIQUE (company_id, event_id)
) STRICT, WITHOUT ROWID;

-- Where each chain ends.
CREATE TABLE audit_heads (
    company_id BLOB NOT NULL PRIMARY KEY CHECK (length(company_id) = 16),
    seq INTEGER NOT NULL,
    link BLOB NOT NULL CHECK (length(link) = 32),
    audit_key INTEGER NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT, WITHOUT ROWID;

-- Who seals for now. No row, or one.
CREATE TABLE audit_turn (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
    sealer BLOB NOT NULL CHECK (length(sealer) = 16),
    ends_at INTEGER NOT NULL
) STRICT;
