use diesel::{
    AppearsOnTable, Column, Expression, QueryResult,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{BigInt, Bool},
    sqlite::Sqlite,
};
use pullkey_storage::Direction;

use crate::schema::credentials;

/// A query for what a list is sorted by, and the id.
pub(super) type Walk<'a> = Box<dyn QueryFragment<Sqlite> + Send + 'a>;

/// That the id of a credential is among those of a page, which several walks make together. Each of them runs in the
/// order of the page, so SQLite goes on with whichever is the next, and stops at the end of the page. diesel has no
/// words for a union of so many as it takes.
pub(super) struct OnPage<'a> {
    pub(super) walks: Vec<Walk<'a>>,
    pub(super) direction: Direction,
    pub(super) limit: i64,
    pub(super) offset: i64,
}

impl Expression for OnPage<'_> {
    type SqlType = Bool;
}

impl ValidGrouping<()> for OnPage<'_> {
    type IsAggregate = is_aggregate::No;
}

impl AppearsOnTable<credentials::table> for OnPage<'_> {}

impl QueryId for OnPage<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Sqlite> for OnPage<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_identifier(credentials::id::NAME)?;
        out.push_sql(" IN (SELECT ");
        out.push_identifier(credentials::id::NAME)?;
        out.push_sql(" FROM (");
        for (nth, walk) in self.walks.iter().enumerate() {
            if nth > 0 {
                out.push_sql(" UNION ALL ");
            }
            walk.walk_ast(out.reborrow())?;
        }
        out.push_sql(match self.direction {
            Direction::Ascending => " ORDER BY 1, 2 LIMIT ",
            Direction::Descending => " ORDER BY 1 DESC, 2 DESC LIMIT ",
        });
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(" OFFSET ");
        out.push_bind_param::<BigInt, _>(&self.offset)?;
        out.push_sql("))");
        Ok(())
    }
}
