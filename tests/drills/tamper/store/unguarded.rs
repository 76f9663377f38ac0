//! A store without constraints.

use super::Store;
use crate::kind::Kind;

impl Store {
    /// Takes away what would keep its owner from writing what he likes.
    pub(in crate::tamper) fn unguard(&self) {
        match self.kind {
            Kind::Embedded => pullkey_tests::Database::open(&self.file).run(
                "PRAGMA writable_schema = on;
                 DROP TRIGGER credentials_count_moved; DROP TRIGGER credentials_count_deleted;
                 DROP TRIGGER credentials_count_inserted;
                 UPDATE sqlite_schema SET sql = replace(replace(sql, ' NOT NULL,', ','), ' NOT NULL CHECK', ' CHECK');
                 PRAGMA writable_schema = reset",
            ),
            Kind::Postgres => self.run(
                "DO $$ DECLARE guard record; BEGIN
                   FOR guard IN SELECT conrelid::regclass AS owner, conname AS name FROM pg_constraint
                     WHERE contype = 'c' AND connamespace = 'public'::regnamespace
                   LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', guard.owner, guard.name); END LOOP;
                   FOR guard IN SELECT attrelid::regclass AS owner, attname AS name FROM pg_attribute
                     JOIN pg_class ON pg_class.oid = attrelid
                     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND attnotnull
                       AND NOT EXISTS (SELECT FROM pg_index
                         WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey))
                   LOOP EXECUTE format('ALTER TABLE %s ALTER COLUMN %I DROP NOT NULL', guard.owner, guard.name); END LOOP;
                 END $$",
            ),
        }
    }
}
