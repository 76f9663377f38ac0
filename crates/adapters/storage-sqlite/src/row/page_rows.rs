//! What every list has in common: a part of its rows, and the count of all.

use diesel::{
    QueryResult, RunQueryDsl, SqliteConnection,
    query_dsl::methods::{LimitDsl, LoadQuery, OffsetDsl},
};
use pullkey_storage::{Page, PageRequest, StoreError};

use super::Row;

/// The rows of a page, and how many the whole list has.
pub(crate) struct PageRows<R> {
    rows: Vec<R>,
    total: i64,
}

impl<R: Row> PageRows<R> {
    /// Reads what was asked for of a list, and counts all of it: in one transaction, or else they may not fit.
    pub(crate) fn load<'q, L, C>(
        list: L,
        count: C,
        page: PageRequest,
        connection: &mut SqliteConnection,
    ) -> QueryResult<Self>
    where
        L: LimitDsl<Output: OffsetDsl<Output: LoadQuery<'q, SqliteConnection, R>>>,
        C: LoadQuery<'q, SqliteConnection, i64>,
    {
        let part = list.limit(page.limit.into()).offset(page.offset.into());
        Ok(Self {
            rows: part.load(connection)?,
            total: count.get_result(connection)?,
        })
    }

    /// The page, if nothing about any row breaks a rule.
    pub(crate) fn into_page(self) -> Result<Page<R::Entity>, StoreError> {
        let items: Result<_, _> = self.rows.into_iter().map(Row::into_entity).collect();
        Ok(Page {
            items: items?,
            // A count is never negative.
            total: self.total.unsigned_abs(),
        })
    }
}
