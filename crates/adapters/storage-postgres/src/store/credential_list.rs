//! Lists of credentials.
//!
//! The credentials of each provider have an index by creation and one by name. There is none over all providers, which
//! would only make creates dearer: a list walks the index of each provider that the company has, no further than the end
//! of the page, and takes the page out of what they give.

use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid};
use pullkey_domain::{api_key::Reach, id::CompanyId, stored::InconsistentRow};
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
            "SELECT counted.total, {COLUMNS} \
             FROM ({total}) AS counted (total) \
             LEFT JOIN (({page}) AS page \
             JOIN credentials ON credentials.company_id = :company_id AND credentials.id = page.id) ON true \
             ORDER BY {order}",
            total = self.total(),
            page = self.page(),
            order = self.order("credentials"),
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

    /// The ids of the page.
    fn page(&self) -> String {
        let (filter, behind, order) = (self.filter(), self.behind(), self.order("credentials"));
        match self.reach {
            Reach::All => format!(
                "SELECT walk.id FROM \
                 (SELECT DISTINCT provider FROM credential_counts WHERE company_id = :company_id) AS held \
                 CROSS JOIN LATERAL (SELECT * FROM (SELECT {place}, id FROM credentials \
                 WHERE company_id = :company_id AND provider = held.provider{filter}{behind} \
                 ORDER BY {order} LIMIT {bound}) AS bounded LIMIT :end) AS walk \
                 ORDER BY {walks} LIMIT :limit OFFSET :offset",
                bound = bound(self.end()),
                place = self.place(),
                walks = self.order("walk"),
            ),
            Reach::Only(_) => format!(
                "SELECT id FROM credentials WHERE company_id = :company_id{filter}{behind} \
                 ORDER BY {order} LIMIT :limit OFFSET :offset"
            ),
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

    /// How many credentials there are up to the end of the page.
    fn end(&self) -> i64 {
        i64::from(self.query.limit) + i64::from(self.query.offset)
    }

    fn order(&self, table: &str) -> String {
        let place = self.place();
        match self.query.direction {
            Direction::Ascending => format!("{table}.{place}, {table}.id"),
            Direction::Descending => format!("{table}.{place} DESC, {table}.id DESC"),
        }
    }

    fn bind(&self, statement: Statement<'a, Answer>) -> Statement<'a, Answer> {
        let mut statement = statement
            .with::<Uuid, _>("company_id", self.company.as_uuid())
            .with::<BigInt, _>("limit", i64::from(self.query.limit))
            .with::<BigInt, _>("offset", i64::from(self.query.offset))
            .with::<BigInt, _>("end", self.end());
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
const COLUMNS: &str = "credentials.company_id, credentials.id, credentials.name, credentials.provider, \
    credentials.login, credentials.username, credentials.sealed, credentials.secret_version, credentials.version, \
    credentials.created_at, credentials.updated_at";
