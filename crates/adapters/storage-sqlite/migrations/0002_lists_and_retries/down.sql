DROP TABLE idempotency_records;
DROP TRIGGER credentials_count_moved;
DROP TRIGGER credentials_count_deleted;
DROP TRIGGER credentials_count_inserted;
DROP TABLE credential_counts;
DROP INDEX credentials_by_name;
DROP INDEX credentials_by_creation;
CREATE INDEX credentials_newest_first ON credentials (company_id, created_at DESC, id DESC);
