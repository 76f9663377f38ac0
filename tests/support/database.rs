use std::path::Path;

use diesel::{
    Connection, QueryableByName, RunQueryDsl, SqliteConnection, connection::SimpleConnection,
    sql_query, sql_types::Text,
};
use serde_json::Value;

/// The database of a service, looked into and meddled with from outside.
pub struct Database(SqliteConnection);

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

impl Database {
    /// The one in this file, which may be in use.
    pub fn open(file: &Path) -> Self {
        let file = file.to_str().expect("its path is text");
        let mut connection = SqliteConnection::establish(file).expect("the database opens");
        let patience = "PRAGMA busy_timeout = 5000";
        connection.batch_execute(patience).expect("SQLite waits");
        Self(connection)
    }

    /// Runs these statements.
    pub fn run(&mut self, statements: &str) {
        let done = self.0.batch_execute(statements);
        done.expect("the database takes the statements");
    }

    /// Whether somebody else is writing to it at this moment.
    pub fn is_being_written(&mut self) -> bool {
        let probe = "PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK";
        self.0.batch_execute(probe).is_err()
    }

    /// The rows of a query with one column, `line`, which holds JSON.
    pub fn rows(&mut self, query: &str) -> Vec<Value> {
        let lines: Vec<Line> = sql_query(query)
            .load(&mut self.0)
            .expect("the database answers the query");
        let value = |line: Line| serde_json::from_str(&line.line).expect("the line is JSON");
        lines.into_iter().map(value).collect()
    }

    /// All that is kept of a company, table by table and row by row, but when something was last used, and how far its
    /// events are sealed, which goes on by itself.
    pub fn rows_of(&mut self, company: &str) -> Vec<Value> {
        let id = blob(company);
        let of_company = format!("company_id = {id}");
        let mut kept = self.whole_rows("companies", &format!("id = {id}"));
        for table in self.rows(TABLES_OF_COMPANIES) {
            let table = table.as_str().expect("a table has a name");
            kept.extend(self.whole_rows(table, &of_company));
        }
        kept
    }

    fn whole_rows(&mut self, table: &str, condition: &str) -> Vec<Value> {
        let columns = format!(
            "SELECT json_quote(name) AS line FROM pragma_table_info('{table}')
             WHERE name NOT IN ('last_used_at', 'last_verified_at', 'last_outcome')"
        );
        let columns = self.rows(&columns);
        let columns = columns.iter().filter_map(Value::as_str);
        let quoted: Vec<_> = columns.map(|name| format!("quote(\"{name}\")")).collect();
        let columns = quoted.join(", ");
        self.rows(&format!(
            "SELECT json_array('{table}', {columns}) AS line FROM \"{table}\" WHERE {condition} ORDER BY line"
        ))
    }
}

/// An id as SQLite writes its 16 bytes.
pub fn blob(id: &str) -> String {
    format!("x'{}'", id.replace('-', ""))
}

/// An id as the API writes it, from the 32 digits of its bytes.
pub fn hyphenated(digits: &str) -> String {
    let ends = [0, 8, 12, 16, 20, digits.len()];
    let parts = ends.windows(2).map(|ends| &digits[ends[0]..ends[1]]);
    parts.collect::<Vec<_>>().join("-")
}

const TABLES_OF_COMPANIES: &str = "
    SELECT json_quote(tables.name) AS line
    FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
    WHERE tables.type = 'table' AND columns.name = 'company_id'
        AND tables.name NOT IN ('audit_unsealed', 'audit_links', 'audit_heads')
    ORDER BY tables.name";

#[cfg(test)]
mod tests {
    use tempfile::tempdir;

    use super::*;

    #[test]
    fn an_id_is_read_back_from_its_bytes() {
        let id = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
        let blob = blob(id);
        let digits = blob.trim_matches(['x', '\'']);
        assert_eq!(hyphenated(digits), id);
    }

    #[test]
    fn what_is_kept_of_a_company_is_told_apart_from_what_was_used_and_from_others() {
        let folder = tempdir().unwrap();
        let mut database = Database::open(&folder.path().join("a.db"));
        database.run(
            "CREATE TABLE companies (id BLOB, name TEXT);
             CREATE TABLE things (company_id BLOB, name TEXT, last_used_at INTEGER);
             INSERT INTO companies VALUES (x'01', 'one'), (x'02', 'two');
             INSERT INTO things VALUES (x'01', 'its', 1), (x'02', 'other''s', 1);",
        );
        let kept = database.rows_of("01");
        assert_eq!(kept.len(), 2, "{kept:?}");
        database.run("UPDATE things SET last_used_at = 2");
        database.run("UPDATE things SET name = 'changed' WHERE company_id = x'02'");
        assert_eq!(database.rows_of("01"), kept);
        database.run("UPDATE things SET name = 'changed' WHERE company_id = x'01'");
        assert_ne!(database.rows_of("01"), kept);
    }
}
