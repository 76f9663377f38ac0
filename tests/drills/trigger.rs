use pullkey_throwaway_postgres::Database;

/// A bug of a service as a trigger in PostgreSQL: some rows are spoiled on their way, or taken away again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trigger {
    /// `BEFORE` or `AFTER` what, on which table.
    pub(crate) on: &'static str,
    /// To which rows it happens.
    pub(crate) when: &'static str,
    /// What happens, in PL/pgSQL.
    pub(crate) happens: &'static str,
}

/// The record of a create is not part of its own transaction, and is lost.
pub(crate) const LOST_RECORD: Trigger = Trigger {
    on: "AFTER INSERT ON idempotency_records",
    when: "random() < 0.1",
    happens: "DELETE FROM idempotency_records WHERE company_id = NEW.company_id AND key = NEW.key;",
};

impl Trigger {
    /// Plants it.
    pub(crate) fn plant(self, database: &Database) {
        let Self { on, when, happens } = self;
        let function = format!(
            "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql
             AS 'BEGIN {happens} RETURN NEW; END'"
        );
        database.query(&function);
        database.query(&format!(
            "CREATE TRIGGER planted {on} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION planted()"
        ));
    }
}
