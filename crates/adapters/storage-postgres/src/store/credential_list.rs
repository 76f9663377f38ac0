//! Lists of credentials.
//!
//! The credentials of each provider have an index by creation and one by name. There is none over all providers, which
//! would only make creates dearer: a list walks the index of each provider side by side, and takes from each no more than the
//! page has of it.

use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid};
use pullkey_domain::{
    api_key::Reach, credential::RegistryProvider, id::CompanyId, stored::InconsistentRow,
};
use pullkey_storage::{CredentialOrder, CredentialPage, CredentialQuery, Direction, StoreError};

use crate::{
    row::{CredentialRow, Moment, Row},
    schema::credentials,
    statement::Statement,
};

/// What is asked, and of which credentials.
pub(super) struct CredentialList<'a> {
    pub(super) company: CompanyId,
    pub(super) reach: &'a Reach,
    pub(super) query: &'a CredentialQuery,
}

/// The total if it was asked for, and a row. A page without rows has one without its columns.
pub(super) type Listed = (Option<i64>, Option<CredentialRow>);

type Answer = (Nullable<BigInt>, Nullable<credentials::SqlType>);

/// The page, if nothing about any row breaks a rule.
pub(super) fn into_page(listed: Vec<Listed>) -> Result<CredentialPage, StoreError> {
    let total = listed.first().and_then(|(total, _)| *total);
    let rows = listed.into_iter().filter_map(|(_, row)| row);
    let items: Result<_, _> = rows.map(Row::into_entity).collect();
    Ok(CredentialPage {
        items: items?,
        total: total.map(into_count).transpose()?,
    })
}

/// Counts are kept with what they count, so their sum is never negative unless something else altered them.
fn into_count(total: i64) -> Result<u64, StoreError> {
    u64::try_from(total).map_err(|_| StoreError::Corrupt {
        table: "credential_counts",
        source: InconsistentRow::at("count"),
    })
}

impl<'a> CredentialList<'a> {
    /// Whether it may have to walk over everything that the company has.
    pub(super) fn is_search(&self) -> bool {
        // The ids of a narrow reach bound it, too.
        self.query.filter.search.is_some() && *self.reach == Reach::All
    }

    /// Rows and total in one statement, so that both are of one moment. Its text has no values in it.
    pub(super) fn statement(&self) -> Statement<'a, Answer> {
        let text = format!(
            "SELECT counted.total, page.* FROM ({total}) AS counted (total) \
             LEFT JOIN (SELECT * FROM ({walk}) AS walk ORDER BY {order} LIMIT :limit OFFSET :offset) AS page ON true \
             ORDER BY {order}",
            total = self.total(),
            walk = self.walk(),
            order = self.order(),
        );
        self.bind(Statement::of(text))
    }

    fn total(&self) -> String {
        let filter = self.filter();
        if !self.query.with_total {
            "SELECT CAST(NULL AS bigint)".to_owned()
        } else if *self.reach == Reach::All && self.query.filter.search.is_none() {
            format!(
                "SELECT CAST(coalesce(sum(count), 0) AS bigint) FROM credential_counts \
                 WHERE company_id = :company_id{filter}"
            )
        } else {
            format!("SELECT count(*) FROM credentials WHERE company_id = :company_id{filter}")
        }
    }

    /// The credentials that the page is cut out of: of each provider, as many as could stand before its end.
    fn walk(&self) -> String {
        let (filter, behind, order) = (self.filter(), self.behind(), self.order());
        // The same columns as those of the page: other ones would be picked out of each row.
        let walk = format!(
            "SELECT {COLUMNS} FROM credentials WHERE company_id = :company_id{filter}{behind}"
        );
        let bound = bound(i64::from(self.query.limit) + i64::from(self.query.offset));
        let bounded = |walk| format!("({walk} ORDER BY {order} LIMIT {bound})");
        match (self.reach, self.query.filter.provider) {
            (Reach::Only(_), _) => walk,
            (Reach::All, Some(_)) => bounded(walk),
            (Reach::All, None) => {
                let of = |provider: RegistryProvider| {
                    bounded(format!("{walk} AND provider = '{}'", provider.as_str()))
                };
                let all = RegistryProvider::ALL.map(of).join(" UNION ALL ");
                bounded(format!("SELECT * FROM ({all}) AS walks"))
            }
        }
    }

    /// What is asked of each credential.
    fn filter(&self) -> String {
        let mut filter = String::new();
        if let Reach::Only(_) = self.reach {
            filter.push_str(" AND id = ANY(:ids)");
        }
        if self.query.filter.provider.is_some() {
            filter.push_str(" AND provider = :provider");
        }
        if self.query.filter.search.is_some() {
            filter.push_str(
                " AND (strpos(folded_name, :sought) > 0 OR strpos(folded_username, :sought) > 0)",
            );
        }
        filter
    }

    /// That it stands behind the place that the list goes on from. Compared as a row, which PostgreSQL finds in the
    /// index, however many share the first column.
    fn behind(&self) -> String {
        let place = match self.query.order {
            CredentialOrder::Creation(None) | CredentialOrder::Name(None) => return String::new(),
            CredentialOrder::Creation(Some(_)) | CredentialOrder::Name(Some(_)) => self.place(),
        };
        let beyond = match self.query.direction {
            Direction::Ascending => '>',
            Direction::Descending => '<',
        };
        format!(" AND ({place}, id) {beyond} (:after, :after_id)")
    }

    /// The column that the list is sorted by.
    fn place(&self) -> &'static str {
        match self.query.order {
            CredentialOrder::Creation(_) => "created_at",
            CredentialOrder::Name(_) => "name",
        }
    }

    fn order(&self) -> String {
        let place = self.place();
        match self.query.direction {
            Direction::Ascending => format!("{place}, id"),
            Direction::Descending => format!("{place} DESC, id DESC"),
        }
    }

    fn bind(&self, statement: Statement<'a, Answer>) -> Statement<'a, Answer> {
        let mut statement = statement
            .with::<Uuid, _>("company_id", self.company.as_uuid())
            .with::<BigInt, _>("limit", i64::from(self.query.limit))
            .with::<BigInt, _>("offset", i64::from(self.query.offset));
        if let Reach::Only(ids) = self.reach {
            let ids: Vec<_> = ids.iter().map(|id| id.as_uuid()).collect();
            statement = statement.with::<Array<Uuid>, _>("ids", ids);
        }
        if let Some(provider) = self.query.filter.provider {
            statement = statement.with::<Text, _>("provider", provider.as_str());
        }
        if let Some(search) = &self.query.filter.search {
            statement = statement.with::<Text, _>("sought", search.folded());
        }
        match &self.query.order {
            CredentialOrder::Creation(Some((at, id))) => statement
                .with::<Timestamptz, _>("after", Moment::from(*at))
                .with::<Uuid, _>("after_id", id.as_uuid()),
            CredentialOrder::Name(Some((name, id))) => statement
                .with::<Text, _>("after", name.as_str())
                .with::<Uuid, _>("after_id", id.as_uuid()),
            CredentialOrder::Creation(None) | CredentialOrder::Name(None) => statement,
        }
    }
}

/// A number that is no less, to stand in the text beside the place of the number itself. Of a place, PostgreSQL would take a
/// tenth of all rows to be meant, and plan each list anew rather than once for all. Few numbers make few statements.
fn bound(end: i64) -> i64 {
    let mut bounds = std::iter::successors(Some(128_i64), |bound| bound.checked_mul(8));
    bounds.find(|bound| *bound >= end).unwrap_or(i64::MAX)
}

/// As [`CredentialRow`] has them.
const COLUMNS: &str = "company_id, id, name, provider, login, username, sealed, secret_version, version, created_at, \
    updated_at, host, token_host, last_verified_at, last_outcome, path_prefix, last_used_at";
