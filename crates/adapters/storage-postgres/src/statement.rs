//! Statements that stand in files of their own, below `sql/`, where a database's administrator can read them, too.

use std::{borrow::Cow, marker::PhantomData};

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    result::Error,
    serialize::ToSql,
    sql_types::HasSqlType,
};

/// A statement and the values for its places, each written as `:name`. It is prepared once for each connection, by its
/// text, so the text must not have values in it.
///
/// `A` is the SQL type of the rows that it answers with.
pub(crate) struct Statement<'a, A> {
    text: Cow<'static, str>,
    values: Vec<(&'static str, Value<'a>)>,
    answer: PhantomData<fn() -> A>,
}

type Value<'a> = Box<dyn QueryFragment<Pg> + Send + Sync + 'a>;

impl<'a, A> Statement<'a, A> {
    pub(crate) fn of(text: impl Into<Cow<'static, str>>) -> Self {
        Self {
            text: text.into(),
            values: Vec::new(),
            answer: PhantomData,
        }
    }

    /// Puts a value, which has this SQL type, in all places of this name.
    pub(crate) fn with<ST, T>(mut self, name: &'static str, value: T) -> Self
    where
        Pg: HasSqlType<ST>,
        ST: 'a,
        T: ToSql<ST, Pg> + Send + Sync + 'a,
    {
        self.values
            .push((name, Box::new(Bound(value, PhantomData::<fn() -> ST>))));
        self
    }
}

impl<A> QueryFragment<Pg> for Statement<'_, A> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for piece in pieces(&self.text) {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Place(name) => {
                    let value = self.values.iter().find(|(known, _)| *known == name);
                    let (_, value) = value.ok_or_else(|| without_value(name))?;
                    value.walk_ast(out.reborrow())?;
                }
            }
        }
        Ok(())
    }
}

impl<A> QueryId for Statement<'_, A> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<A> Query for Statement<'_, A> {
    type SqlType = A;
}

struct Bound<ST, T>(T, PhantomData<fn() -> ST>);

impl<ST, T> QueryFragment<Pg> for Bound<ST, T>
where
    Pg: HasSqlType<ST>,
    T: ToSql<ST, Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_bind_param::<ST, T>(&self.0)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Piece<'t> {
    Sql(&'t str),
    Place(&'t str),
}

/// The statement in its parts. A colon before a letter begins the name of a place, so a cast is written as `CAST`.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut parts = text.split(':');
    let first = parts.next().map(Piece::Sql);
    let rest = parts.flat_map(|part| {
        let end = part.find(|it: char| !it.is_ascii_lowercase() && it != '_');
        let (name, sql) = part.split_at(end.unwrap_or(part.len()));
        let piece = if name.is_empty() {
            Piece::Sql(":")
        } else {
            Piece::Place(name)
        };
        [piece, Piece::Sql(sql)]
    });
    first.into_iter().chain(rest)
}

fn without_value(name: &str) -> Error {
    Error::QueryBuilderError(format!("the place {name} has no value").into())
}

#[cfg(test)]
mod tests {
    use diesel::{debug_query, sql_types};

    use super::*;

    fn statement(text: &'static str) -> Statement<'static, sql_types::Bool> {
        Statement::of(text)
    }

    #[test]
    fn values_take_their_places_by_name() {
        let statement = statement("SELECT :name = :other, :name")
            .with::<sql_types::Text, _>("other", "b")
            .with::<sql_types::Text, _>("name", "a");
        let written = debug_query::<Pg, _>(&statement).to_string();
        assert_eq!(written, r#"SELECT $1 = $2, $3 -- binds: ["a", "b", "a"]"#);
    }

    #[test]
    fn a_colon_before_no_name_is_a_colon() {
        let statement = statement("-- As follows: this.\nSELECT ':', :name");
        let statement = statement.with::<sql_types::Text, _>("name", "a");
        let written = debug_query::<Pg, _>(&statement).to_string();
        assert!(written.starts_with("-- As follows: this.\nSELECT ':', $1"));
    }

    #[test]
    fn a_place_without_a_value_is_an_error() {
        let statement = statement("SELECT :name");
        let mut builder = diesel::pg::PgQueryBuilder::new();
        assert!(statement.to_sql(&mut builder, &Pg).is_err());
    }
}
