//! Which credential serves a repository.

use diesel::{
    AppearsOnTable, Expression, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, SelectableHelper, SqliteConnection,
    dsl::sql,
    expression::{ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Bool, Integer, Text},
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
                rows.extend(newest.get_result(connection).optional()?);
            }
            if !rows.is_empty() {
                return Ok(self.first_of(rows));
            }
        }
        Ok(Ok(None))
    }

    /// Of those that are named, each looked up by its key. Only what serves is read as a whole.
    fn find_within(
        &self,
        ids: &[CredentialId],
        connection: &mut SqliteConnection,
    ) -> QueryResult<Found> {
        let keys = ServingKeys::of(self.repository);
        let ids = ids.iter().map(|id| id.as_bytes().to_vec());
        let prefix_length = sql::<Integer>("length(ifnull(path_prefix, ''))");
        let row = credentials::table
            .filter(credentials::company_id.eq(&self.company.as_bytes()[..]))
            .filter(credentials::id.eq_any(ids))
            .filter(MeantOneOf(&keys))
            .order((
                prefix_length.desc(),
                credentials::created_at.desc(),
                credentials::id.desc(),
            ))
            .select(CredentialRow::as_select())
            .first(connection)
            .optional()?;
        Ok(self.first_of(row.into_iter().collect()))
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

/// That a credential is one for one of these registries, and meant for one of these prefixes. The words are other ones than
/// those that the index is over, so that it is not walked for what the named ones are looked up for.
struct MeantOneOf<'a>(&'a ServingKeys);

impl Expression for MeantOneOf<'_> {
    type SqlType = Bool;
}

impl ValidGrouping<()> for MeantOneOf<'_> {
    type IsAggregate = is_aggregate::No;
}

impl AppearsOnTable<credentials::table> for MeantOneOf<'_> {}

impl QueryId for MeantOneOf<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Sqlite> for MeantOneOf<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let lists = [
            ("(ifnull(host, provider || '/') IN (", &self.0.registries),
            (") AND ifnull(path_prefix, '') IN (", &self.0.prefixes),
        ];
        for (begin, list) in lists {
            out.push_sql(begin);
            for (nth, word) in list.iter().enumerate() {
                if nth > 0 {
                    out.push_sql(", ");
                }
                out.push_bind_param::<Text, _>(word)?;
            }
        }
        out.push_sql("))");
        Ok(())
    }
}
