use async_trait::async_trait;
use diesel::sql_types::{Array, BigInt, Binary, Double, Nullable, Text, Timestamptz, Uuid};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::{
        Credential, DeletedCredential, EditedCredential, PathPrefix, RegistryHost, SearchText,
        UsedCredential, VerifiedCredential,
    },
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    image::Repository,
    timestamp::Timestamp,
};
use pullkey_storage::{
    ChangeError, CredentialPage, CredentialQuery, CredentialStore, CredentialUse, InsertError,
    Inserted, ServingKeys, StoreError, USE_INTERVAL,
};

use super::{
    PostgresStore,
    credential_list::{CredentialList, into_page},
    credential_serving::CredentialServing,
    idempotency::ATTEMPTS,
};
use crate::{
    change::change,
    creates::{Created, NewCredential},
    fault::Fault,
    row::{CredentialRow, Moment, Row},
    statement::Statement,
};

#[async_trait]
impl CredentialStore for PostgresStore {
    async fn insert(
        &self,
        created: &Recorded<Credential>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError> {
        let new = NewCredential {
            created: created.clone(),
            claim,
        };
        // What claimed the key before may end or be swept until it is read. Then the key is free again.
        for _ in 0..ATTEMPTS {
            match self.create(new.clone()).await? {
                Created::Stored => return Ok(Inserted::Stored),
                Created::CompanyGone => return Err(InsertError::CompanyGone),
                Created::ClaimedBefore => (),
            }
            let (company, now) = (created.subject().company(), created.event().at());
            if let Some(record) = self.live_record(company, new.claim.as_ref(), now).await? {
                return Ok(Inserted::Remembered(record));
            }
        }
        Err(StoreError::from(Fault::Contended).into())
    }

    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError> {
        let row = self.finder()?.find(company, id).await?;
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
            keys: &ServingKeys::of(repository),
        };
        let rows = self.finder()?.link().read(|session| {
            let statement = serving.statement();
            async move { statement.load(&mut &*session).await }
        });
        let rows: Vec<CredentialRow> = rows.await?;
        let row = rows.into_iter().next();
        row.map(Row::into_entity).transpose()
    }

    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        self.record_of(company, attempt, now).await
    }

    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        query: CredentialQuery,
    ) -> Result<CredentialPage, StoreError> {
        let list = CredentialList {
            company,
            reach,
            query: &query,
        };
        let link = if list.is_search() {
            &self.links()?.searches
        } else {
            self.pages()?
        };
        let listed = link.read(|session| {
            let statement = list.statement();
            async move { statement.load(&mut &*session).await }
        });
        into_page(listed.await?)
    }

    async fn update(&self, edited: &Recorded<EditedCredential>) -> Result<(), ChangeError> {
        let (credential, replaces) = (edited.subject().credential(), edited.subject().replaces());
        let (name, username) = (credential.name().as_str(), credential.username().as_str());
        let (place, verification) = (credential.place(), credential.verification());
        let update = change!("update_credential.sql" => edited.event())
            .with::<Uuid, _>("company_id", credential.company().as_uuid())
            .with::<Uuid, _>("id", credential.id().as_uuid())
            .with::<BigInt, _>("replaces", replaces.as_i64())
            .with::<Text, _>("name", name)
            .with::<Text, _>("folded_name", SearchText::fold(name))
            .with::<Text, _>("provider", credential.provider().as_str())
            .with::<Text, _>("login", credential.login().as_str())
            .with::<Text, _>("username", username)
            .with::<Text, _>("folded_username", SearchText::fold(username))
            .with::<Binary, _>("sealed", credential.sealed().as_bytes())
            .with::<BigInt, _>("secret_version", credential.secret_version().as_i64())
            .with::<BigInt, _>("version", credential.version().as_i64())
            .with::<Timestamptz, _>("updated_at", Moment::from(credential.updated_at()))
            .with::<Nullable<Text>, _>("host", place.host().map(RegistryHost::as_str))
            .with::<Nullable<Text>, _>("token_host", place.token_host().map(RegistryHost::as_str))
            .with::<Nullable<Text>, _>(
                "path_prefix",
                credential.path_prefix().map(PathPrefix::as_str),
            )
            .with::<Nullable<Timestamptz>, _>(
                "last_verified_at",
                verification.map(|it| Moment::from(it.at)),
            )
            .with::<Nullable<Text>, _>("last_outcome", verification.map(|it| it.outcome.as_str()));
        if self.has_changed(update).await? {
            Ok(())
        } else {
            Err(ChangeError::Stale)
        }
    }

    async fn delete(&self, deleted: &Recorded<DeletedCredential>) -> Result<(), ChangeError> {
        let credential = deleted.subject();
        let delete = change!("delete_credential.sql" => deleted.event())
            .with::<Uuid, _>("company_id", credential.company.as_uuid())
            .with::<Uuid, _>("id", credential.id.as_uuid())
            .with::<BigInt, _>("version", credential.version.as_i64());
        if self.has_changed(delete).await? {
            Ok(())
        } else {
            Err(ChangeError::Stale)
        }
    }

    async fn record_verification(
        &self,
        verified: &Recorded<VerifiedCredential>,
    ) -> Result<(), InsertError> {
        let credential = verified.subject();
        let (at, outcome) = (
            credential.verification.at,
            credential.verification.outcome.as_str(),
        );
        let record = change!("record_verification.sql" => verified.event())
            .with::<Uuid, _>("company_id", credential.company.as_uuid())
            .with::<Uuid, _>("id", credential.id.as_uuid())
            .with::<BigInt, _>("secret_version", credential.secret_version.as_i64())
            .with::<Timestamptz, _>("verified_at", Moment::from(at))
            .with::<Text, _>("came_of_it", outcome);
        if self.has_changed(record).await? {
            Ok(())
        } else {
            Err(InsertError::CompanyGone)
        }
    }

    async fn record_last_uses(&self, uses: Vec<CredentialUse>) -> Result<(), StoreError> {
        let companies: Vec<_> = uses.iter().map(|it| it.company.as_uuid()).collect();
        let ids: Vec<_> = uses.iter().map(|it| it.credential.as_uuid()).collect();
        let moments: Vec<_> = uses.iter().map(|it| Moment::from(it.at)).collect();
        let record = Statement::<BigInt>::of(include_str!("../../sql/record_last_uses.sql"))
            .with::<Array<Uuid>, _>("company_ids", companies)
            .with::<Array<Uuid>, _>("ids", ids)
            .with::<Array<Timestamptz>, _>("moments", moments)
            .with::<Double, _>("interval_seconds", USE_INTERVAL.as_secs_f64());
        // Credentials that are gone have nothing to change.
        self.has_changed(record).await.map(drop)
    }

    async fn record_use(&self, used: &Recorded<UsedCredential>) -> Result<(), InsertError> {
        let record = change!("record_use.sql" => used.event())
            .with::<Uuid, _>("company_id", used.subject().company.as_uuid());
        if self.has_changed(record).await? {
            Ok(())
        } else {
            Err(InsertError::CompanyGone)
        }
    }
}

impl PostgresStore {
    async fn create(&self, new: NewCredential) -> Result<Created, StoreError> {
        Ok(self.links()?.creates.create(new).await?)
    }
}
