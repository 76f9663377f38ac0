//! Statements that stand in files of their own, below `sql/`, where a database's administrator can read them, too.

use std::{borrow::Cow, marker::PhantomData, ops::Range};

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
    /// Read once: diesel walks over them several times.
    parts: Vec<Part>,
    values: Vec<(&'static str, Value<'a>)>,
    answer: PhantomData<fn() -> A>,
}

type Value<'a> = Box<dyn QueryFragment<Pg> + Send + Sync + 'a>;

impl<'a, A> Statement<'a, A> {
    pub(crate) fn of(text: impl Into<Cow<'static, str>>) -> Self {
        let text = text.into();
        Self {
            parts: parts(&text),
            text,
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

impl<A> Statement<'_, A> {
    /// Which of the values has this name. The one whose turn it is, if they were put in the order of their places.
    fn nth_of(&self, name: &str, turn: usize) -> QueryResult<usize> {
        let count = self.values.len();
        let mut from_there = (turn..count).chain(0..turn.min(count));
        let found = from_there.find(|nth| self.values[*nth].0 == name);
        found.ok_or_else(|| without_value(name))
    }
}

impl<A> QueryFragment<Pg> for Statement<'_, A> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut turn = 0;
        for part in &self.parts {
            match part {
                Part::Sql(at) => out.push_sql(&self.text[at.clone()]),
                Part::Place(at) => {
                    turn = self.nth_of(&self.text[at.clone()], turn)?;
                    self.values[turn].1.walk_ast(out.reborrow())?;
                    turn += 1;
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

/// Where in the text a part of it stands.
enum Part {
    Sql(Range<usize>),
    /// The name of a place, without its colon.
    Place(Range<usize>),
}

/// The statement in its parts. A colon before a letter begins the name of a place, so a cast is written as `CAST`.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut told = 0;
    for (colon, _) in text.match_indices(':') {
        let name = colon + 1;
        let length = text[name..].find(|it: char| !it.is_ascii_lowercase() && it != '_');
        let end = length.map_or(text.len(), |length| name + length);
        if end > name {
            parts.push(Part::Sql(told..colon));
            parts.push(Part::Place(name..end));
            told = end;
        }
    }
    parts.push(Part::Sql(told..text.len()));
    parts
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
    fn the_last_place_may_have_the_first_value() {
        let statement = statement("SELECT :first, :last, :last, :first")
            .with::<sql_types::Text, _>("first", "a")
            .with::<sql_types::Text, _>("last", "z");
        let written = debug_query::<Pg, _>(&statement).to_string();
        assert_eq!(
            written,
            r#"SELECT $1, $2, $3, $4 -- binds: ["a", "z", "z", "a"]"#
        );
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
