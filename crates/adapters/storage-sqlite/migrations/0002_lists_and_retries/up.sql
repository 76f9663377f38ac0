-- Every list of credentials walks one of these, forwards or backwards, for one provider or for each, so that a rare
-- provider is found without a walk over all of the company's. Each more would make every create dearer.
DROP INDEX credentials_newest_first;
CREATE INDEX credentials_by_creation ON credentials (company_id, provider, created_at, id);
CREATE INDEX credentials_by_name ON credentials (company_id, provider, name, id, username);

-- How many credentials a company has for each provider, so that a total costs the same however many they are, and a
-- list knows which indexes to walk. The triggers below keep it, whoever writes.
CREATE TABLE credential_counts (
    company_id BLOB NOT NULL REFERENCES companies (id),
    provider TEXT NOT NULL,
    count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (company_id, provider)
) STRICT, WITHOUT ROWID;

INSERT INTO credential_counts (company_id, provider, count)
    SELECT company_id, provider, count(*) FROM credentials GROUP BY company_id, provider;

CREATE TRIGGER credentials_count_inserted AFTER INSERT ON credentials BEGIN
    INSERT INTO credential_counts (company_id, provider, count) VALUES (NEW.company_id, NEW.provider, 1)
        ON CONFLICT (company_id, provider) DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER credentials_count_deleted AFTER DELETE ON credentials BEGIN
    UPDATE credential_counts SET count = max(count - 1, 0)
        WHERE company_id = OLD.company_id AND provider = OLD.provider;
END;

CREATE TRIGGER credentials_count_moved AFTER UPDATE OF company_id, provider ON credentials
    WHEN (OLD.company_id, OLD.provider) <> (NEW.company_id, NEW.provider)
BEGIN
    UPDATE credential_counts SET count = max(count - 1, 0)
        WHERE company_id = OLD.company_id AND provider = OLD.provider;
    INSERT INTO credential_counts (company_id, provider, count) VALUES (NEW.company_id, NEW.provider, 1)
        ON CONFLICT (company_id, provider) DO UPDATE SET count = count + 1;
END;

-- What is remembered of creates that named an idempotency key.
CREATE TABLE idempotency_records (
    company_id BLOB NOT NULL REFERENCES companies (id),
    "key" TEXT NOT NULL,
    fingerprint_pepper INTEGER NOT NULL,
    fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    ends_at INTEGER NOT NULL,
    PRIMARY KEY (company_id, "key")
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_records_by_end ON idempotency_records (company_id, ends_at);
