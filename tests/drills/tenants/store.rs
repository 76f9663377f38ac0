use pullkey_throwaway_postgres::Session;
use serde_json::Value;

use super::operations::Kind;
use crate::database::{Database, id};

/// The database of a service, looked into and meddled with past it.
pub(super) enum Store {
    Embedded(pullkey_tests::Database),
    Postgres(Session),
}

type Embedded = pullkey_tests::Database;
type Postgres = pullkey_throwaway_postgres::Database;

const TABLES_OF_COMPANIES: &str = "
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'company_id'
        AND table_name NOT IN ('audit_unsealed', 'audit_links', 'audit_heads')
    ORDER BY table_name";

impl Store {
    /// How many things of this kind a company has, the sum of their versions, and how many events tell of them.
    pub(super) fn counted(&mut self, company: &str, kind: Kind) -> [i64; 3] {
        let (array, company) = (self.array(), self.id(company));
        let (table, word) = (kind.table(), kind.word());
        let row = &self.lines(&format!(
            "SELECT {array}(count(*), coalesce(sum(version), 0), (
                SELECT count(*) FROM audit_events
                WHERE company_id = {company} AND target_kind = '{word}'
            )) AS line FROM {table} WHERE company_id = {company}"
        ))[0];
        [0, 1, 2].map(|place| row[place].as_i64().unwrap_or_default())
    }

    /// How many events a company has.
    pub(super) fn events(&mut self, company: &str) -> i64 {
        let (array, company) = (self.array(), self.id(company));
        let counted = self.lines(&format!(
            "SELECT {array}(count(*)) AS line FROM audit_events WHERE company_id = {company}"
        ));
        counted[0][0].as_i64().unwrap_or_default()
    }

    /// The ids of the newest events of a company, as many as a page has.
    pub(super) fn newest_events(&mut self, company: &str) -> Vec<Value> {
        let (array, digits, company) = (self.array(), self.digits("id"), self.id(company));
        let ids = self.lines(&format!(
            "SELECT {array}({digits}) AS line FROM audit_events
             WHERE company_id = {company} ORDER BY at DESC, id DESC LIMIT 25"
        ));
        ids.iter().map(|row| id(&row[0]).into()).collect()
    }

    /// All that is kept of a company, table by table and row by row, but when something was last used, and how far its events
    /// are sealed, which goes on by itself.
    pub(super) fn rows_of(&mut self, company: &str) -> Vec<Value> {
        match self {
            Self::Embedded(database) => database.rows_of(company),
            Self::Postgres(session) => {
                let company = Postgres::id(company);
                let mut kept = whole_rows(session, "companies", &format!("id = {company}"));
                for table in session.query(TABLES_OF_COMPANIES).lines() {
                    let of_company = format!("company_id = {company}");
                    kept.extend(whole_rows(session, table, &of_company));
                }
                kept
            }
        }
    }

    /// Has each creation of such a thing change all of them that this company has, unless it is its own.
    pub(super) fn stray(&mut self, company: &str, kind: Kind) {
        let (company, table) = (self.id(company), kind.table());
        let strays =
            format!("UPDATE {table} SET version = version + 1 WHERE company_id = {company};");
        match self {
            Self::Embedded(database) => database.run(&format!(
                "CREATE TRIGGER planted AFTER INSERT ON {table} WHEN NEW.company_id <> {company}
                 BEGIN {strays} END"
            )),
            Self::Postgres(session) => {
                session.query(&format!(
                    "CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql
                     AS $$ BEGIN {strays} RETURN NEW; END $$;
                     CREATE TRIGGER planted AFTER INSERT ON {table} FOR EACH ROW
                     WHEN (NEW.company_id <> {company}) EXECUTE FUNCTION planted()"
                ));
            }
        }
    }

    fn lines(&mut self, query: &str) -> Vec<Value> {
        match self {
            Self::Embedded(database) => Embedded::rows(database, query),
            Self::Postgres(session) => parsed(&session.query(query)),
        }
    }

    /// The function that makes JSON of some values.
    fn array(&self) -> &'static str {
        match self {
            Self::Embedded(_) => Embedded::ARRAY,
            Self::Postgres(_) => Postgres::ARRAY,
        }
    }

    /// What makes 32 digits of an id.
    fn digits(&self, id: &str) -> String {
        match self {
            Self::Embedded(_) => Embedded::digits(id),
            Self::Postgres(_) => Postgres::digits(id),
        }
    }

    /// An id as it is written in a query.
    fn id(&self, id: &str) -> String {
        match self {
            Self::Embedded(_) => Embedded::id(id),
            Self::Postgres(_) => Postgres::id(id),
        }
    }
}

fn parsed(lines: &str) -> Vec<Value> {
    let parsed = lines.lines().map(serde_json::from_str);
    parsed.map(|line| line.expect("the line is JSON")).collect()
}

fn whole_rows(session: &mut Session, table: &str, condition: &str) -> Vec<Value> {
    let used = "ARRAY['last_used_at', 'last_verified_at', 'last_outcome']";
    parsed(&session.query(&format!(
        "SELECT json_build_array('{table}', to_jsonb(whole) - {used}) AS line
         FROM {table} AS whole WHERE {condition} ORDER BY to_jsonb(whole)::text"
    )))
}
