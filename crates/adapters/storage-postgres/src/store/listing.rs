use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Nullable},
};
use pullkey_storage::{Page, PageRequest, StoreError};

use crate::row::Row;

/// A part of a list, and the count of all of it: one statement, so that both are of one moment.
pub(super) struct Listing<L, C> {
    rows: L,
    count: C,
    order: &'static str,
    limit: i64,
    offset: i64,
}

impl<L, C> Listing<L, C> {
    /// The asked part of these rows, in the order of these columns of theirs.
    pub(super) fn of(rows: L, count: C, order: &'static str, page: PageRequest) -> Self {
        Self {
            rows,
            count,
            order,
            limit: page.limit.into(),
            offset: page.offset.into(),
        }
    }
}

/// A row of a listing. A part without rows has one without its own columns.
pub(super) type Listed<R> = (i64, Option<R>);

/// The part, if nothing about any row breaks a rule.
pub(super) fn into_page<R: Row>(listed: Vec<Listed<R>>) -> Result<Page<R::Entity>, StoreError> {
    // A count is never negative, and is in every row.
    let total = listed.first().map_or(0, |(total, _)| total.unsigned_abs());
    let rows = listed.into_iter().filter_map(|(_, row)| row);
    let items: Result<_, _> = rows.map(Row::into_entity).collect();
    Ok(Page {
        items: items?,
        total,
    })
}

impl<L: Query, C> Query for Listing<L, C> {
    type SqlType = (BigInt, Nullable<L::SqlType>);
}

impl<L, C> QueryId for Listing<L, C> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<L, C> QueryFragment<Pg> for Listing<L, C>
where
    L: QueryFragment<Pg>,
    C: QueryFragment<Pg>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT counted.total, page.* FROM (");
        self.count.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted (total) LEFT JOIN (");
        self.rows.walk_ast(out.reborrow())?;
        out.push_sql(" ORDER BY ");
        out.push_sql(self.order);
        out.push_sql(" LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)?;
        out.push_sql(" OFFSET ");
        out.push_bind_param::<BigInt, _>(&self.offset)?;
        out.push_sql(") AS page ON true ORDER BY ");
        out.push_sql(self.order);
        Ok(())
    }
}
