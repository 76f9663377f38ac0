//! Text columns, whose bytes may turn out to be no text.

use std::borrow::Cow;

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, Output, ToSql},
    sql_types,
    sqlite::{Sqlite, SqliteValue},
};
use pullkey_domain::stored::InconsistentRow;

/// A column of text. SQLite keeps whatever bytes it was given, so what is read may turn out to be none.
#[derive(Debug, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql_types::Text)]
pub(crate) struct Text<'a>(Option<Cow<'a, str>>);

impl Text<'_> {
    /// The text, if it is one.
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }

    pub(super) fn read(self, column: &'static str) -> Result<String, InconsistentRow> {
        let text = self.0.ok_or(InconsistentRow::at(column))?;
        Ok(text.into_owned())
    }
}

impl<'a> From<&'a str> for Text<'a> {
    fn from(text: &'a str) -> Self {
        Self(Some(text.into()))
    }
}

impl From<String> for Text<'_> {
    fn from(text: String) -> Self {
        Self(Some(text.into()))
    }
}

impl ToSql<sql_types::Text, Sqlite> for Text<'_> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        let text = self.0.as_deref().ok_or("not text")?;
        ToSql::<sql_types::Text, Sqlite>::to_sql(text, out)
    }
}

impl FromSql<sql_types::Text, Sqlite> for Text<'_> {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<sql_types::Binary, Sqlite>>::from_sql(value)?;
        Ok(Self(String::from_utf8(bytes).ok().map(Cow::Owned)))
    }
}
