//! Columns of 0 or 1, whose numbers may turn out to be neither.

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, Output, ToSql},
    sql_types,
    sqlite::{Sqlite, SqliteValue},
};
use pullkey_domain::stored::InconsistentRow;

/// A column of 0 or 1. To diesel, any other number is true, so that what is not what was signed would be read as if it were.
#[derive(Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Bool)]
pub(crate) struct Flag(Option<bool>);

impl Flag {
    pub(super) fn read(self, column: &'static str) -> Result<bool, InconsistentRow> {
        self.0.ok_or(InconsistentRow::at(column))
    }
}

impl From<bool> for Flag {
    fn from(flag: bool) -> Self {
        Self(Some(flag))
    }
}

impl ToSql<sql_types::Bool, Sqlite> for Flag {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        let flag = self.0.ok_or("neither 0 nor 1")?;
        out.set_value(i32::from(flag));
        Ok(serialize::IsNull::No)
    }
}

impl FromSql<sql_types::Bool, Sqlite> for Flag {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let number = <i64 as FromSql<sql_types::BigInt, Sqlite>>::from_sql(value)?;
        Ok(Self(match number {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }))
    }
}
