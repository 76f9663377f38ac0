use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, Connection, ExpressionMethods, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, SelectableHelper, SqliteConnection, delete, dsl::case_when, insert_into, update,
};
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::{
        Credential, DeletedCredential, EditedCredential, PathPrefix, RegistryHost, UsedCredential,
        VerifiedCredential,
    },
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    image::Repository,
    timestamp::Timestamp,
};
use pullkey_storage::{
    ChangeError, CredentialPage, CredentialQuery, CredentialStore, CredentialUse, InsertError,
    Inserted, StoreError, USE_INTERVAL,
};

use super::{
    SqliteStore, audit_log, company_store, credential_list::CredentialList,
    credential_serving::CredentialServing, idempotency,
};
use crate::{
    readers::Walk,
    row::{CredentialRow, Row},
    schema::credentials,
    writer::Rollback,
};

#[async_trait]
impl CredentialStore for SqliteStore {
    async fn insert(
        &self,
        created: &Recorded<Credential>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError> {
        let created = created.clone();
        let write = self.writer.write(move |connection| {
            let (company, now) = (created.subject().company(), created.event().at());
            company_store::require_exists(company, connection)?;
            let claim = claim.as_ref();
            if let Some(record) = idempotency::live_record(company, claim, now, connection)? {
                return Ok(Inserted::Remembered(record));
            }
            insert_into(credentials::table)
                .values(CredentialRow::from(created.subject()))
                .execute(connection)?;
            idempotency::remember(company, claim, connection)?;
            audit_log::append_event(created.event(), connection)?;
            Ok(Inserted::Stored)
        });
        write.await
    }

    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError> {
        let row = self.readers.read_inline(|connection| {
            credentials::table
                .find((&company.as_bytes()[..], &id.as_bytes()[..]))
                .select(CredentialRow::as_select())
                .get_result(connection)
                .optional()
        })?;
        row.map(Row::into_entity).transpose()
    }

    async fn find_serving(
        &self,
        company: CompanyId,
        reach: &Reach,
        repository: &Repository,
    ) -> Result<Option<Credential>, StoreError> {
        let serving = CredentialServing {
            company,
            reach,
            repository,
        };
        self.readers
            .read_inline(|connection| connection.transaction(|it| serving.find(it)))?
    }

    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let row = self
            .readers
            .read_inline(|connection| idempotency::find(company, attempt, now, connection))?;
        row.map(Row::into_entity).transpose()
    }

    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        query: CredentialQuery,
    ) -> Result<CredentialPage, StoreError> {
        let list = CredentialList {
            company,
            reach: reach.clone(),
            query,
        };
        // The ids of a narrow reach bound it, too.
        let whole = list.query.filter.search.is_some() && list.reach == Reach::All;
        let walk = if whole { Walk::Search } else { Walk::Page };
        let page = self
            .readers
            .read_blocking(walk, move |connection| list.load(connection));
        page.await?
    }

    async fn update(&self, edited: &Recorded<EditedCredential>) -> Result<(), ChangeError> {
        let edited = edited.clone();
        let write = self.writer.write(move |connection| {
            if !replace(edited.subject(), connection)? {
                return Err(Rollback::Refused(ChangeError::Stale));
            }
            Ok(audit_log::append_event(edited.event(), connection)?)
        });
        write.await
    }

    async fn delete(&self, deleted: &Recorded<DeletedCredential>) -> Result<(), ChangeError> {
        let deleted = deleted.clone();
        let write = self.writer.write(move |connection| {
            if !remove(deleted.subject(), connection)? {
                return Err(Rollback::Refused(ChangeError::Stale));
            }
            Ok(audit_log::append_event(deleted.event(), connection)?)
        });
        write.await
    }

    async fn record_use(&self, used: &Recorded<UsedCredential>) -> Result<(), InsertError> {
        let used = used.clone();
        let write = self.writer.write(move |connection| {
            company_store::require_exists(used.subject().company, connection)?;
            Ok(audit_log::append_event(used.event(), connection)?)
        });
        write.await
    }

    async fn record_verification(
        &self,
        verified: &Recorded<VerifiedCredential>,
    ) -> Result<(), InsertError> {
        let verified = verified.clone();
        let write = self.writer.write(move |connection| {
            company_store::require_exists(verified.subject().company, connection)?;
            keep(verified.subject(), connection)?;
            Ok(audit_log::append_event(verified.event(), connection)?)
        });
        write.await
    }

    async fn record_last_uses(&self, uses: Vec<CredentialUse>) -> Result<(), StoreError> {
        let write = self.writer.write(move |connection| {
            for used in &uses {
                keep_use(used, connection)?;
            }
            Ok(())
        });
        write.await
    }
}

/// Keeps when a credential was last used, at most once a minute.
fn keep_use(used: &CredentialUse, connection: &mut SqliteConnection) -> QueryResult<()> {
    let at = used.at.as_millis();
    let place = (
        &used.company.as_bytes()[..],
        &used.credential.as_bytes()[..],
    );
    let interval = i64::try_from(USE_INTERVAL.as_millis()).unwrap_or(i64::MAX);
    let known = credentials::last_used_at;
    let earlier = credentials::table
        .find(place)
        .filter(known.is_null().or(known.le(at - interval)));
    update(earlier)
        .set(credentials::last_used_at.eq(at))
        .execute(connection)
        .map(drop)
}

/// Keeps what came of a verification, if the credential still has the secret that was tried.
fn keep(verified: &VerifiedCredential, connection: &mut SqliteConnection) -> QueryResult<()> {
    let at = verified.verification.at.as_millis();
    let place = (
        &verified.company.as_bytes()[..],
        &verified.id.as_bytes()[..],
    );
    let known = credentials::last_verified_at;
    let tried = credentials::table
        .find(place)
        .filter(credentials::secret_version.eq(verified.secret_version.as_i64()))
        .filter(known.is_null().or(known.le(at)));
    update(tried)
        .set((
            credentials::last_verified_at.eq(at),
            credentials::last_outcome.eq(verified.verification.outcome.as_str()),
        ))
        .execute(connection)
        .map(drop)
}

/// Whether what it replaces was there, in that version. What no edit can change is not written.
fn replace(edited: &EditedCredential, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let credential = edited.credential();
    let (company, id) = (credential.company(), credential.id());
    let place = credential.place();
    let verification = credential.verification();
    let verified_at = verification.map(|it| it.at.as_millis());
    let outcome = verification.map(|it| it.outcome.as_str());
    // What came of another secret tells nothing about this one. What came of this one in between is kept.
    let is_newer = || {
        let is_same = credentials::secret_version.eq(credential.secret_version().as_i64());
        is_same.and(credentials::last_verified_at.gt(verified_at.unwrap_or(i64::MIN)))
    };
    let replaced = credentials::table
        .find((&company.as_bytes()[..], &id.as_bytes()[..]))
        .filter(credentials::version.eq(edited.replaces().as_i64()));
    let rows = update(replaced)
        .set((
            credentials::name.eq(credential.name().as_str()),
            credentials::provider.eq(credential.provider().as_str()),
            credentials::login.eq(credential.login().as_str()),
            credentials::username.eq(credential.username().as_str()),
            credentials::sealed.eq(credential.sealed().as_bytes()),
            credentials::secret_version.eq(credential.secret_version().as_i64()),
            credentials::version.eq(credential.version().as_i64()),
            credentials::updated_at.eq(credential.updated_at().as_millis()),
            credentials::host.eq(place.host().map(RegistryHost::as_str)),
            credentials::token_host.eq(place.token_host().map(RegistryHost::as_str)),
            credentials::path_prefix.eq(credential.path_prefix().map(PathPrefix::as_str)),
            credentials::last_verified_at
                .eq(case_when(is_newer(), credentials::last_verified_at).otherwise(verified_at)),
            credentials::last_outcome
                .eq(case_when(is_newer(), credentials::last_outcome).otherwise(outcome)),
        ))
        .execute(connection)?;
    Ok(rows == 1)
}

/// Whether it was there, in that version.
fn remove(credential: &DeletedCredential, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let place = (
        &credential.company.as_bytes()[..],
        &credential.id.as_bytes()[..],
    );
    let decided_upon = credentials::table
        .find(place)
        .filter(credentials::version.eq(credential.version.as_i64()));
    let removed = delete(decided_upon).execute(connection)?;
    Ok(removed == 1)
}
