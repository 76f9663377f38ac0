//! What SQLite may keep although nobody ever wrote it so: whoever can write to the file can switch off its checks.
//!
//! Ids of another length belong to nothing, and are left out before a page is counted, as a page that they fill would look
//! like the last one. What is longer than it ever was is not read, as it may be longer than memory: it is told as broken.

use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression, declare_sql_function,
    expression::ValidGrouping,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types,
    sqlite::Sqlite,
};

#[declare_sql_function]
extern "SQL" {
    /// How many bytes these are.
    fn length(bytes: sql_types::Binary) -> sql_types::BigInt;
}

/// The length of an id.
pub(crate) const ID: i64 = 16;

/// A text column of an event; a text that is longer than any ever was, as bytes that are none. The name of a system user has
/// up to 255 characters, of up to four bytes.
#[derive(Debug, Clone, Copy, ValidGrouping)]
pub(crate) struct Bounded<C>(pub(crate) C);

/// A column of so many bytes; as none, if there are more or fewer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exactly<C, const LENGTH: usize>(pub(crate) C);

impl<C: Expression> Expression for Bounded<C> {
    type SqlType = C::SqlType;
}

impl<C: AppearsOnTable<T>, T> AppearsOnTable<T> for Bounded<C> {}

impl<C: SelectableExpression<T>, T> SelectableExpression<T> for Bounded<C> {}

impl<C: QueryId> QueryId for Bounded<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Bounded<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        // Which SQLite knows without reading it.
        out.push_sql("iif(octet_length(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") > 1020, CAST(x'ff' AS TEXT), ");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

impl<C: ValidGrouping<G>, G, const LENGTH: usize> ValidGrouping<G> for Exactly<C, LENGTH> {
    type IsAggregate = C::IsAggregate;
}

impl<C: Expression, const LENGTH: usize> Expression for Exactly<C, LENGTH> {
    type SqlType = C::SqlType;
}

impl<C: AppearsOnTable<T>, T, const LENGTH: usize> AppearsOnTable<T> for Exactly<C, LENGTH> {}

impl<C: SelectableExpression<T>, T, const LENGTH: usize> SelectableExpression<T>
    for Exactly<C, LENGTH>
{
}

impl<C: QueryId, const LENGTH: usize> QueryId for Exactly<C, LENGTH> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, const LENGTH: usize> QueryFragment<Sqlite> for Exactly<C, LENGTH>
where
    C: QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("iif(length(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(&format!(") = {LENGTH}, "));
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(", x'')");
        Ok(())
    }
}
