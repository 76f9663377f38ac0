//! Lists of credentials. Every one of them walks one index, of this company only, and sorts nothing.

mod behind;

use diesel::{
    ExpressionMethods, IntoSql, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection,
    sql_types::{BigInt, Binary, Text},
    sqlite::Sqlite,
};
use pullkey_domain::{api_key::Reach, id::CompanyId, stored::InconsistentRow};
use pullkey_storage::{
    CredentialFilter, CredentialOrder, CredentialPage, CredentialQuery, Direction, StoreError,
};

use self::behind::Behind;
use crate::{
    row::{CredentialRow, Row},
    schema::{credential_counts, credentials},
    search::is_found,
};

/// What was read of a list.
pub(super) struct CredentialRows {
    rows: Vec<CredentialRow<'static>>,
    /// Those of the parts that make up the list.
    counts: Option<Vec<i64>>,
}

type Query<'a> = credentials::BoxedQuery<'a, Sqlite>;

/// Reads what was asked for, and counts: in one transaction, or else they may not fit.
pub(super) fn load(
    company: CompanyId,
    reach: &Reach,
    query: &CredentialQuery,
    connection: &mut SqliteConnection,
) -> QueryResult<CredentialRows> {
    let own = filtered(&company, reach, &query.filter);
    let rows = ordered(own, &query.order, query.direction)
        .limit(query.limit.into())
        .offset(query.offset.into())
        .select(CredentialRow::as_select())
        .load(connection)?;
    let counts = query
        .with_total
        .then(|| counts(&company, reach, &query.filter, connection));
    Ok(CredentialRows {
        rows,
        counts: counts.transpose()?,
    })
}

impl CredentialRows {
    /// The page, if nothing about any row breaks a rule.
    pub(super) fn into_page(self) -> Result<CredentialPage, StoreError> {
        let items: Result<_, _> = self.rows.into_iter().map(Row::into_entity).collect();
        let total = self.counts.map(|counts| {
            let counts = counts.into_iter().map(u64::try_from);
            counts.sum::<Result<u64, _>>()
        });
        Ok(CredentialPage {
            items: items?,
            total: total.transpose().map_err(|_| StoreError::Corrupt {
                table: "credential_counts",
                source: InconsistentRow::at("count"),
            })?,
        })
    }
}

fn filtered<'a>(
    company: &'a CompanyId,
    reach: &'a Reach,
    filter: &'a CredentialFilter,
) -> Query<'a> {
    let of_company = credentials::company_id.eq(&company.as_bytes()[..]);
    let mut query = credentials::table.filter(of_company).into_boxed();
    if let Reach::Only(ids) = reach {
        let ids = ids.iter().map(|id| &id.as_bytes()[..]);
        query = query.filter(credentials::id.eq_any(ids));
    }
    if let Some(provider) = filter.provider {
        query = query.filter(credentials::provider.eq(provider.as_str()));
    }
    if let Some(search) = &filter.search {
        let found = is_found(search.folded(), credentials::name, credentials::username);
        query = query.filter(found);
    }
    query
}

fn ordered<'a>(
    mut query: Query<'a>,
    order: &'a CredentialOrder,
    direction: Direction,
) -> Query<'a> {
    match order {
        CredentialOrder::Creation(after) => {
            let columns = (credentials::created_at, credentials::id);
            if let Some((at, id)) = after {
                let id = (&id.as_bytes()[..]).into_sql::<Binary>();
                let place = (at.as_millis().into_sql::<BigInt>(), id);
                query = query.filter(Behind::new(columns, place, direction));
            }
            match direction {
                Direction::Ascending => query.order(columns),
                Direction::Descending => query.order((columns.0.desc(), columns.1.desc())),
            }
        }
        CredentialOrder::Name(after) => {
            let columns = (credentials::name, credentials::id);
            if let Some((name, id)) = after {
                let id = (&id.as_bytes()[..]).into_sql::<Binary>();
                let place = (name.as_str().into_sql::<Text>(), id);
                query = query.filter(Behind::new(columns, place, direction));
            }
            match direction {
                Direction::Ascending => query.order(columns),
                Direction::Descending => query.order((columns.0.desc(), columns.1.desc())),
            }
        }
    }
}

/// Those that are kept, where they say it all: one for each provider.
fn counts(
    company: &CompanyId,
    reach: &Reach,
    filter: &CredentialFilter,
    connection: &mut SqliteConnection,
) -> QueryResult<Vec<i64>> {
    if *reach != Reach::All || filter.search.is_some() {
        let counted = filtered(company, reach, filter).count();
        return Ok(vec![counted.get_result(connection)?]);
    }
    let own = credential_counts::company_id.eq(&company.as_bytes()[..]);
    let kept = credential_counts::table.select(credential_counts::count);
    match filter.provider {
        None => kept.filter(own).load(connection),
        Some(provider) => {
            let of_provider = credential_counts::provider.eq(provider.as_str());
            kept.filter(own).filter(of_provider).load(connection)
        }
    }
}
