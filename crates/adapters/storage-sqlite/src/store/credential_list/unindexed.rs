use diesel::{
    AppearsOnTable, Expression, QueryResult,
    expression::ValidGrouping,
    query_builder::{AstPass, QueryFragment, QueryId},
    sqlite::Sqlite,
};

/// A column that SQLite is to use no index for: `+provider`. The value is the same.
#[derive(Debug, Clone, Copy, QueryId, ValidGrouping)]
pub(super) struct Unindexed<C>(pub(super) C);

impl<C: Expression> Expression for Unindexed<C> {
    type SqlType = C::SqlType;
}

impl<C: AppearsOnTable<T>, T> AppearsOnTable<T> for Unindexed<C> {}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Unindexed<C> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("+");
        self.0.walk_ast(out.reborrow())
    }
}
