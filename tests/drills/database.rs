use pullkey_tests::{blob, hyphenated};
use serde_json::Value;

/// The database of a store, looked into past the service.
pub(crate) trait Database {
    /// The function that makes JSON of some values.
    const ARRAY: &str;

    /// What makes 32 digits of an id.
    fn digits(id: &str) -> String;

    /// An id as it is written in a query.
    fn id(id: &str) -> String;

    /// What a query gives that has one column, `line`, with JSON.
    fn lines(&mut self, query: &str) -> Vec<Value>;

    /// These columns of the rows that belong to a company.
    fn rows(&mut self, columns: &[&str], table: &str, company: &str, rest: &str) -> Vec<Value> {
        let (array, columns, company) = (Self::ARRAY, columns.join(", "), Self::id(company));
        self.lines(&format!(
            "SELECT {array}({columns}) AS line FROM {table} WHERE {table}.company_id = {company} {rest}"
        ))
    }
}

impl Database for pullkey_tests::Database {
    const ARRAY: &str = "json_array";

    fn digits(id: &str) -> String {
        format!("lower(hex({id}))")
    }

    fn id(id: &str) -> String {
        blob(id)
    }

    fn lines(&mut self, query: &str) -> Vec<Value> {
        Self::rows(self, query)
    }
}

impl Database for pullkey_throwaway_postgres::Database {
    const ARRAY: &str = "json_build_array";

    fn digits(id: &str) -> String {
        format!("encode(uuid_send({id}), 'hex')")
    }

    fn id(id: &str) -> String {
        format!("'{id}'")
    }

    fn lines(&mut self, query: &str) -> Vec<Value> {
        let lines = self.query(query);
        let parsed = lines.lines().map(serde_json::from_str);
        parsed.map(|line| line.expect("the line is JSON")).collect()
    }
}

/// The company that the first start of a node on an embedded database made.
pub(crate) fn first_company(database: &mut pullkey_tests::Database) -> String {
    let oldest = "
        SELECT json_quote(lower(hex(id))) AS line FROM companies ORDER BY created_at LIMIT 1";
    id(database.lines(oldest).first().expect("there is a company"))
}

/// The text in a column.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The id in a column, which has its digits.
pub(crate) fn id(value: &Value) -> String {
    hyphenated(&text(value))
}
