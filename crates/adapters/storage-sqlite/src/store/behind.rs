use diesel::{
    AppearsOnTable, Expression, QueryResult,
    expression::ValidGrouping,
    query_builder::{AstPass, QueryFragment},
    sql_types::Bool,
    sqlite::Sqlite,
};
use pullkey_storage::Direction;

/// That some columns, taken together, stand behind a place: `(name, id) > (?, ?)`. SQLite seeks the place in an index
/// of these columns, however many rows share the first of its values; diesel has no words for that.
#[derive(Debug, Clone, Copy, ValidGrouping)]
pub(super) struct Behind<C, P> {
    columns: C,
    place: P,
    direction: Direction,
}

impl<C, P> Behind<C, P> {
    pub(super) fn new(columns: C, place: P, direction: Direction) -> Self {
        Self {
            columns,
            place,
            direction,
        }
    }
}

impl<C, P> Expression for Behind<C, P>
where
    C: Expression,
    P: Expression<SqlType = C::SqlType>,
{
    type SqlType = Bool;
}

impl<C, P, T> AppearsOnTable<T> for Behind<C, P>
where
    Self: Expression,
    C: AppearsOnTable<T>,
    P: AppearsOnTable<T>,
{
}

impl<C, P> QueryFragment<Sqlite> for Behind<C, P>
where
    C: QueryFragment<Sqlite>,
    P: QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("(");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(match self.direction {
            Direction::Ascending => ") > (",
            Direction::Descending => ") < (",
        });
        self.place.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}
