//! What the store has, compared with the lines.

use super::{
    Kind, Store,
    lines::{ALL, Lines, OTHERS, TABLES},
    store::{Column, Table},
    value::Type,
};
use crate::drill::{Broken, Verdict, hold};

/// The columns of the tables that are altered.
pub(super) struct Catalogue(Vec<(&'static str, Vec<Column>)>);

impl Catalogue {
    /// Reads it, and compares it with the lines.
    pub(super) fn read(store: &Store) -> Result<Self, Broken> {
        for table in store.table_names() {
            let known = TABLES.contains(&table.as_str());
            let other = OTHERS.iter().any(|(name, _)| *name == table);
            hold(known || other, || {
                format!("the table {table} has no line in drills/tamper/lines.rs")
            })?;
        }
        let mut columns = Vec::new();
        for lines in ALL {
            columns.push((lines.table, compare(lines, store)?));
        }
        Ok(Self(columns))
    }

    /// A table as it is now.
    pub(super) fn table(&self, lines: &Lines, store: &Store) -> Table {
        let columns = self.0.iter().find(|(name, _)| *name == lines.table);
        let (name, columns) = columns.expect("the catalogue has it");
        store.table(name, lines.key, columns.clone())
    }
}

/// The columns of a table, if each has its line and each line its column.
fn compare(lines: &Lines, store: &Store) -> Result<Vec<Column>, Broken> {
    let table = lines.table;
    let mut columns = Vec::new();
    for (name, word, nullable) in store.columns(table) {
        let is_there = lines.has(&name, store.kind);
        let known = Type::named(&word).filter(|_| is_there);
        let kind = known.ok_or_else(|| {
            Broken(format!(
                "the column {table}.{name}, a {word}, has no line in drills/tamper/lines.rs"
            ))
        })?;
        columns.push(Column {
            name,
            kind,
            nullable,
        });
    }
    has_each(lines, &columns, store.kind)?;
    Ok(columns)
}

fn has_each(lines: &Lines, columns: &[Column], kind: Kind) -> Verdict {
    for line in lines
        .of_columns
        .iter()
        .filter(|it| lines.has(it.column, kind))
    {
        hold(columns.iter().any(|it| it.name == line.column), || {
            format!("there is no column {}.{}", lines.table, line.column)
        })?;
    }
    Ok(())
}
