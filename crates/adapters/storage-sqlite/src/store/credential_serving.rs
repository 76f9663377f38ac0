//! Which credential serves a repository.

use diesel::{
    AppearsOnTable, Expression, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, SelectableHelper, SqliteConnection,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Bool, Text},
    sqlite::Sqlite,
};
use pullkey_domain::{
    api_key::Reach,
    credential::Credential,
    id::{CompanyId, CredentialId},
    image::Repository,
};
use pullkey_storage::{ServingKeys, StoreError};

use crate::{
    row::{CredentialRow, Row},
    schema::credentials,
};

/// What is asked, and of which credentials.
pub(super) struct CredentialServing<'a> {
    pub(super) company: CompanyId,
    pub(super) reach: &'a Reach,
    pub(super) repository: &'a Repository,
}

impl CredentialServing<'_> {
    /// Reads what serves: in one transaction, or else a credential could change from what is not looked for any more to what
    /// was looked for before.
    pub(super) fn find(&self, connection: &mut SqliteConnection) -> QueryResult<Found> {
        match self.reach {
            Reach::All => self.find_by_keys(connection),
            Reach::Only(ids) => self.find_within(ids, connection),
        }
    }

    /// From the longest prefix on: what has it goes before everything with a shorter one. For each way to name the registry one
    /// row is read at most, the newest.
    fn find_by_keys(&self, connection: &mut SqliteConnection) -> QueryResult<Found> {
        let keys = ServingKeys::of(self.repository);
        for prefix in &keys.prefixes {
            let mut rows = Vec::new();
            for registry in &keys.registries {
                let newest = credentials::table
                    .filter(credentials::company_id.eq(&self.company.as_bytes()[..]))
                    .filter(Meant { registry, prefix })
                    .order((credentials::created_at.desc(), credentials::id.desc()))
                    .select(CredentialRow::as_select());
                rows.extend(newest.first(connection).optional()?);
            }
            if !rows.is_empty() {
                return Ok(self.first_of(rows));
            }
        }
        Ok(Ok(None))
    }

    fn find_within(
        &self,
        ids: &[CredentialId],
        connection: &mut SqliteConnection,
    ) -> QueryResult<Found> {
        let mut rows = Vec::new();
        for id in ids {
            let named = credentials::table
                .find((&self.company.as_bytes()[..], &id.as_bytes()[..]))
                .select(CredentialRow::as_select());
            rows.extend(named.first(connection).optional()?);
        }
        Ok(self.first_of(rows))
    }

    fn first_of(&self, rows: Vec<CredentialRow<'static>>) -> Found {
        let rows: Result<Vec<Credential>, _> = rows.into_iter().map(Row::into_entity).collect();
        let serving = rows?.into_iter().filter(|it| it.serves(self.repository));
        Ok(serving.max_by_key(Credential::precedence))
    }
}

/// What serves, if nothing about any row breaks a rule.
pub(super) type Found = Result<Option<Credential>, StoreError>;

/// That a credential is one for this registry, and meant for this prefix: word by word what the index is over.
struct Meant<'a> {
    registry: &'a str,
    prefix: &'a str,
}

impl Expression for Meant<'_> {
    type SqlType = Bool;
}

impl ValidGrouping<()> for Meant<'_> {
    type IsAggregate = is_aggregate::No;
}

impl AppearsOnTable<credentials::table> for Meant<'_> {}

impl QueryId for Meant<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Sqlite> for Meant<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("(coalesce(host, provider || '/') = ");
        out.push_bind_param::<Text, _>(self.registry)?;
        out.push_sql(" AND coalesce(path_prefix, '') = ");
        out.push_bind_param::<Text, _>(self.prefix)?;
        out.push_sql(")");
        Ok(())
    }
}
