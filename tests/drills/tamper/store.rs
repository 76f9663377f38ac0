//! The database, in the hands of somebody who owns it.

mod unguarded;

use pullkey_tests::{Installation, Node};
use serde_json::Value as Json;

use super::{
    Kind,
    change::Change,
    value::{Type, Value},
};
use crate::database::Database as _;

/// The database of a service.
pub(super) struct Store {
    pub(super) kind: Kind,
    pub(super) installation: Option<Installation>,
    /// Where its file is, if it is one.
    pub(super) file: std::path::PathBuf,
}

/// A column, as the catalogue has it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: Type,
    pub(super) nullable: bool,
}

/// A table with all of its rows.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The first two columns of nearly every table, which tell its rows apart.
    pub(super) key: Vec<usize>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<Value>>,
}

impl Store {
    pub(super) fn of(node: &Node, installation: Option<Installation>) -> Self {
        let kind = match installation {
            None => Kind::Embedded,
            Some(_) => Kind::Postgres,
        };
        Self {
            kind,
            installation,
            file: node.data().join("pullkey.db"),
        }
    }

    /// Runs statements, all of them or none. No constraint hinders them.
    pub(super) fn run(&self, statements: &str) {
        match &self.installation {
            None => {
                let unbound = "PRAGMA foreign_keys = off; PRAGMA ignore_check_constraints = on;";
                let all = format!("{unbound} BEGIN IMMEDIATE; {statements}; COMMIT");
                pullkey_tests::Database::open(&self.file).run(&all);
            }
            // One string is one transaction.
            Some(it) => drop(it.database().query(statements)),
        }
    }

    /// What a query gives that has one column, `line`, with JSON.
    pub(super) fn lines(&self, query: &str) -> Vec<Json> {
        match &self.installation {
            None => pullkey_tests::Database::open(&self.file).lines(query),
            Some(it) => it.database().clone().lines(query),
        }
    }

    /// The function that makes JSON of some values.
    fn array(&self) -> &'static str {
        match self.kind {
            Kind::Embedded => <pullkey_tests::Database as crate::database::Database>::ARRAY,
            Kind::Postgres => {
                <pullkey_throwaway_postgres::Database as crate::database::Database>::ARRAY
            }
        }
    }

    /// The names of all tables, by the catalogue, but for those in which this drill keeps something.
    pub(super) fn table_names(&self) -> Vec<String> {
        let names = self.lines(match self.kind {
            Kind::Embedded => {
                "SELECT json_quote(name) AS line FROM sqlite_schema
                 WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            }
            Kind::Postgres => {
                "SELECT to_json(tablename) AS line FROM pg_tables
                 WHERE schemaname = 'public' ORDER BY tablename"
            }
        });
        let names = names.iter().map(crate::database::text);
        let is_copy = |name: &String| name.starts_with("early_") || name.starts_with("kept_");
        names.filter(|name| !is_copy(name)).collect()
    }

    /// The columns of a table, by the catalogue: name, type, and whether they may be empty.
    pub(super) fn columns(&self, table: &str) -> Vec<(String, String, bool)> {
        let columns = self.lines(&match self.kind {
            Kind::Embedded => format!(
                "SELECT json_array(name, type, \"notnull\" = 0) AS line FROM pragma_table_info('{table}')"
            ),
            Kind::Postgres => format!(
                "SELECT json_build_array(column_name, data_type, (is_nullable = 'YES')::int) AS line
                 FROM information_schema.columns
                 WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY ordinal_position"
            ),
        });
        let column = |it: &Json| {
            let text = crate::database::text;
            (text(&it[0]), text(&it[1]), it[2] == 1)
        };
        columns.iter().map(column).collect()
    }

    /// A table with its rows, in the order of its key.
    pub(super) fn table(&self, name: &'static str, key: &[&str], columns: Vec<Column>) -> Table {
        let place = |wanted: &&str| columns.iter().position(|it| it.name == **wanted);
        let key: Vec<_> = key.iter().filter_map(place).collect();
        let read = columns
            .iter()
            .map(|it| it.kind.reading(self.kind, &it.name));
        let read: Vec<_> = read.collect();
        let order: Vec<_> = key.iter().map(|at| columns[*at].name.as_str()).collect();
        let (array, order) = (self.array(), order.join(", "));
        let rows = self.lines(&format!(
            "SELECT {array}({}) AS line FROM {name} ORDER BY {order}",
            read.join(", ")
        ));
        let values = |row: &Json| {
            let each = columns.iter().enumerate();
            each.map(|(at, it)| it.kind.read(&row[at])).collect()
        };
        Table {
            name,
            key,
            rows: rows.iter().map(values).collect(),
            columns,
        }
    }

    /// Makes these changes, all at once.
    pub(super) fn change(&self, table: &Table, changes: &[Change]) {
        let statements = changes.iter().map(|it| {
            let column = &table.columns[it.column];
            let value = column.kind.written(self.kind, &it.value);
            let row = self.condition(table, it.row);
            format!(
                "UPDATE {} SET \"{}\" = {value} WHERE {row}",
                table.name, column.name
            )
        });
        self.run(&statements.collect::<Vec<_>>().join(";"));
    }

    /// Gives these columns of each first row the contents of the second one, as they were kept.
    pub(super) fn swap(&self, table: &Table, columns: &[usize], pairs: &[(usize, usize)]) {
        let all = table.columns.iter().enumerate().map(|(at, column)| {
            let from = if columns.contains(&at) {
                "other"
            } else {
                "own"
            };
            format!("{from}.{}", column.name)
        });
        let (all, name) = (all.collect::<Vec<_>>().join(", "), table.name);
        let conditions: Vec<_> = pairs
            .iter()
            .map(|(row, from)| (self.condition(table, *row), self.condition(table, *from)))
            .collect();
        // First all, then all: no key is there twice in between.
        let deleted = conditions
            .iter()
            .map(|(row, _)| format!("DELETE FROM {name} WHERE {row}"));
        let inserted = conditions.iter().map(|(row, from)| {
            format!(
                "INSERT INTO {name} SELECT {all} FROM (SELECT * FROM kept_{name} WHERE {row}) AS own,
                 (SELECT * FROM kept_{name} WHERE {from}) AS other"
            )
        });
        self.run(&deleted.chain(inserted).collect::<Vec<_>>().join(";"));
    }

    /// How many events tell of each credential that its secret did not open.
    pub(super) fn failed_openings(&self) -> Vec<(String, i64)> {
        let digits = match self.kind {
            Kind::Embedded => pullkey_tests::Database::digits("target_id"),
            Kind::Postgres => pullkey_throwaway_postgres::Database::digits("target_id"),
        };
        let counted = self.lines(&format!(
            "SELECT {}({digits}, count(*)) AS line FROM audit_events
             WHERE action = 'credential.open_failed' GROUP BY target_id",
            self.array()
        ));
        let each = counted.iter();
        each.map(|it| {
            (
                crate::database::id(&it[0]),
                it[1].as_i64().unwrap_or_default(),
            )
        })
        .collect()
    }

    /// Whether events wait to be sealed.
    pub(super) fn has_marks(&self) -> bool {
        let counted = self.lines(&format!(
            "SELECT {}(count(*)) AS line FROM audit_unsealed",
            self.array()
        ));
        counted[0][0] != 0
    }

    /// What tells a row from all others.
    pub(super) fn condition(&self, table: &Table, row: usize) -> String {
        let each = table.key.iter().map(|at| {
            let column = &table.columns[*at];
            let value = column.kind.written(self.kind, &table.rows[row][*at]);
            format!("\"{}\" = {value}", column.name)
        });
        each.collect::<Vec<_>>().join(" AND ")
    }

    /// Keeps tables as they are under a name, in place of what was kept there.
    pub(super) fn keep(&self, tables: &[&str], name: &str) {
        let each = tables.iter().map(|table| {
            format!(
                "DROP TABLE IF EXISTS {name}_{table}; CREATE TABLE {name}_{table} AS SELECT * FROM {table}"
            )
        });
        self.run(&each.collect::<Vec<_>>().join(";"));
    }

    /// Puts back what was kept.
    pub(super) fn put_back(&self, tables: &[&str], name: &str) {
        let each = tables
            .iter()
            .map(|it| format!("DELETE FROM {it}; INSERT INTO {it} SELECT * FROM {name}_{it}"));
        self.run(&each.collect::<Vec<_>>().join(";"));
    }

    /// How many rows are not as they were kept, but for when something was last used.
    pub(super) fn altered_rows(&self, table: &Table) -> i64 {
        let columns = table.columns.iter().map(|it| it.name.as_str());
        let columns: Vec<_> = columns
            .filter(|it| *it != "last_used_at")
            .map(|it| format!("\"{it}\""))
            .collect();
        let (columns, name, array) = (columns.join(", "), table.name, self.array());
        let counted = self.lines(&format!(
            "SELECT {array}(count(*)) AS line FROM
             (SELECT {columns} FROM {name} EXCEPT SELECT {columns} FROM kept_{name}) AS altered"
        ));
        counted[0][0].as_i64().unwrap_or(-1)
    }
}

impl Table {
    /// The number of a column.
    pub(super) fn column(&self, name: &str) -> usize {
        let at = self.columns.iter().position(|it| it.name == name);
        at.expect("the table has the column")
    }

    /// An id in a row.
    pub(super) fn id(&self, row: usize, column: &str) -> String {
        self.rows[row][self.column(column)].id()
    }

    /// What tells a row apart from the others.
    pub(super) fn key_of(&self, row: &[Value]) -> Vec<Value> {
        self.key.iter().map(|at| row[*at].clone()).collect()
    }

    /// A change, for people.
    pub(super) fn told(&self, change: &Change) -> String {
        let key = self.key.last().map(|at| self.rows[change.row][*at].clone());
        let row = key.map_or_else(String::new, |key| match key {
            Value::Number(number) => number.to_string(),
            other => other.id(),
        });
        let column = &self.columns[change.column].name;
        format!("{}.{column} of {row} {}", self.name, change.what)
    }
}
