use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    expression::ValidGrouping,
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
};

/// A text column of an event, cut where none was ever as long: what is longer was altered, and may be longer than memory.
/// The name of a system user has up to 255 characters.
#[derive(Debug, Clone, Copy, ValidGrouping)]
pub(crate) struct Bounded<C>(pub(crate) C);

impl<C: Expression> Expression for Bounded<C> {
    type SqlType = C::SqlType;
}

impl<C: AppearsOnTable<T>, T> AppearsOnTable<T> for Bounded<C> {}

impl<C: SelectableExpression<T>, T> SelectableExpression<T> for Bounded<C> {}

impl<C: QueryId> QueryId for Bounded<C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for Bounded<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("left(");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(", 256)");
        Ok(())
    }
}
