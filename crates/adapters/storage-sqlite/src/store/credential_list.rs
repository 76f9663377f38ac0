//! Lists of credentials.
//!
//! The credentials of each provider have an index by creation and one by name. There is none over all providers, which
//! would only make creates dearer: a list walks the index of each provider that the company has, and merges these walks
//! as it goes. Rows are read once it is known which of them make the page, so that what is left out before it costs
//! little.

mod on_page;
mod unindexed;

use diesel::{
    ExpressionMethods, IntoSql, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection,
    dsl::AsExprOf,
    sql_types::{BigInt, Binary, Text},
    sqlite::Sqlite,
};
use pullkey_domain::{
    api_key::Reach,
    credential::Credential,
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{CredentialOrder, CredentialPage, CredentialQuery, Direction, StoreError};

use self::{
    on_page::{OnPage, Walk},
    unindexed::Unindexed,
};
use super::behind::Behind;
use crate::{
    row::{CredentialCount, CredentialCountRow, CredentialRow, Row},
    schema::{credential_counts, credentials},
    search::is_found,
};

/// What is asked, and of which credentials.
pub(super) struct CredentialList {
    pub(super) company: CompanyId,
    pub(super) reach: Reach,
    pub(super) query: CredentialQuery,
}

type Query<'a> = credentials::BoxedQuery<'a, Sqlite>;

impl CredentialList {
    /// Reads what was asked for: in one transaction, or else rows and total may not fit.
    pub(super) fn load(
        &self,
        connection: &mut SqliteConnection,
    ) -> QueryResult<Result<CredentialPage, StoreError>> {
        let counts: Result<Vec<_>, _> = self.counts(connection)?.into_iter().collect();
        let counts = match counts {
            Ok(counts) => counts,
            Err(corrupt) => return Ok(Err(corrupt)),
        };
        let rows = self.rows(&counts, connection)?;
        let total = if !self.query.with_total {
            None
        } else if self.reach == Reach::All && self.query.filter.search.is_none() {
            // Only counts that were altered come near the greatest number.
            let count = |sum: u64, it: &CredentialCount| sum.saturating_add(it.count);
            Some(counts.iter().fold(0, count))
        } else {
            let count: i64 = self.matching().count().get_result(connection)?;
            // It is never negative.
            Some(count.unsigned_abs())
        };
        let items: Result<Vec<_>, _> = rows.into_iter().map(Row::into_entity).collect();
        Ok(items.map(|mut items| {
            self.sort(&mut items);
            CredentialPage { items, total }
        }))
    }

    /// How many credentials the company has for each provider, or for the one that is asked for.
    fn counts(
        &self,
        connection: &mut SqliteConnection,
    ) -> QueryResult<Vec<Result<CredentialCount, StoreError>>> {
        let rows: Vec<CredentialCountRow> = credential_counts::table
            .filter(credential_counts::company_id.eq(&self.company.as_bytes()[..]))
            .select(CredentialCountRow::as_select())
            .load(connection)?;
        let mut counts: Vec<_> = rows.into_iter().map(Row::into_entity).collect();
        if let Some(asked) = self.query.filter.provider {
            counts.retain(|it| it.as_ref().is_ok_and(|it| it.provider == asked.as_str()));
        }
        Ok(counts)
    }

    /// The rows of the page, in no order.
    fn rows(
        &self,
        counts: &[CredentialCount],
        connection: &mut SqliteConnection,
    ) -> QueryResult<Vec<CredentialRow<'static>>> {
        let walks: Vec<_> = match &self.reach {
            Reach::All => {
                let providers = counts.iter().map(|it| &*it.provider);
                providers.map(|it| self.walk(self.of(it))).collect()
            }
            Reach::Only(_) => vec![self.walk(self.matching())],
        };
        if walks.is_empty() {
            return Ok(Vec::new());
        }
        let page = OnPage {
            walks,
            direction: self.query.direction,
            limit: self.query.limit.into(),
            offset: self.query.offset.into(),
        };
        credentials::table
            .filter(credentials::company_id.eq(&self.company.as_bytes()[..]))
            .filter(page)
            .select(CredentialRow::as_select())
            .load(connection)
    }

    /// What the filter lets through within reach.
    fn matching(&self) -> Query<'_> {
        match (&self.reach, self.query.filter.provider) {
            (Reach::All, None) => self.found(),
            (Reach::All, Some(provider)) => self.of(provider.as_str()),
            (Reach::Only(ids), provider) => {
                let ids = ids.iter().map(|id| &id.as_bytes()[..]);
                let within = self.found().filter(credentials::id.eq_any(ids));
                match provider {
                    None => within,
                    // By their ids, however many others the provider has.
                    Some(it) => within.filter(Unindexed(credentials::provider).eq(it.as_str())),
                }
            }
        }
    }

    /// What the filter lets through of one provider's.
    fn of<'a>(&'a self, provider: &'a str) -> Query<'a> {
        self.found().filter(credentials::provider.eq(provider))
    }

    /// What is found of the company's.
    fn found(&self) -> Query<'_> {
        let of_company = credentials::company_id.eq(&self.company.as_bytes()[..]);
        let own = credentials::table.filter(of_company).into_boxed();
        match &self.query.filter.search {
            None => own,
            Some(search) => own.filter(is_found(
                search.folded(),
                credentials::name,
                credentials::username,
            )),
        }
    }

    /// A walk through the index that fits the order, from the place on that was asked for.
    fn walk<'a>(&'a self, query: Query<'a>) -> Walk<'a> {
        let direction = self.query.direction;
        match &self.query.order {
            CredentialOrder::Creation(after) => {
                let columns = (credentials::created_at, credentials::id);
                let query = match after {
                    None => query,
                    Some((at, id)) => {
                        let place = (at.as_millis().into_sql::<BigInt>(), bound(id));
                        query.filter(Behind::new(columns, place, direction))
                    }
                };
                Box::new(query.select(columns))
            }
            CredentialOrder::Name(after) => {
                let columns = (credentials::name, credentials::id);
                let query = match after {
                    None => query,
                    Some((name, id)) => {
                        let place = (name.as_str().into_sql::<Text>(), bound(id));
                        query.filter(Behind::new(columns, place, direction))
                    }
                };
                Box::new(query.select(columns))
            }
        }
    }

    /// The order of the walks. Names are compared by their bytes, as the index has them.
    fn sort(&self, page: &mut [Credential]) {
        match self.query.order {
            CredentialOrder::Creation(_) => page.sort_by_key(|it| (it.created_at(), it.id())),
            CredentialOrder::Name(_) => {
                page.sort_by(|a, b| (a.name().as_str(), a.id()).cmp(&(b.name().as_str(), b.id())));
            }
        }
        if self.query.direction == Direction::Descending {
            page.reverse();
        }
    }
}

fn bound(id: &CredentialId) -> AsExprOf<&[u8], Binary> {
    (&id.as_bytes()[..]).into_sql::<Binary>()
}
