use async_trait::async_trait;
use pullkey_domain::{
    api_key::Reach,
    audit::Recorded,
    credential::{
        Credential, DeletedCredential, EditedCredential, UsedCredential, VerifiedCredential,
    },
    id::{CompanyId, CredentialId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    image::Repository,
    timestamp::Timestamp,
};

use crate::{ChangeError, CredentialPage, CredentialQuery, InsertError, StoreError};

/// Keeps the credentials of companies.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait CredentialStore: Send + Sync {
    /// Stores a new credential, the event that tells of it, and the record that claims an idempotency key for it: all
    /// of them, or nothing.
    ///
    /// Once it returns, all MUST survive a crash of this service and of the machine. Of several calls at once with one
    /// key of one company, by whatever nodes, one MUST store, and the others MUST wait for its end and then answer by
    /// it.
    ///
    /// # Errors
    /// - MUST return [`InsertError::CompanyGone`], and store nothing, if the company does not exist or was deleted.
    /// - MUST return [`StoreError::Unexpected`], and store nothing, if the company has a credential of this id, or its
    ///   trail an event of that id, already.
    ///
    /// Whatever is refused MUST leave its key free.
    async fn insert(
        &self,
        created: &Recorded<Credential>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError>;

    /// Finds a credential of this company. `None` if it has no such credential, whoever else may have it: absence is
    /// an answer, not a failure.
    async fn find(
        &self,
        company: CompanyId,
        id: CredentialId,
    ) -> Result<Option<Credential>, StoreError>;

    /// Finds the credential that serves a repository: of those of this company within `reach` that
    /// [serve](Credential::serves) it, the one of the greatest [precedence](Credential::precedence). `None` if none does.
    ///
    /// It MUST cost the same however many credentials the company has, for that registry or for others; within a narrow
    /// reach, it MAY cost what a look-up of each of its credentials does.
    async fn find_serving(
        &self,
        company: CompanyId,
        reach: &Reach,
        repository: &Repository,
    ) -> Result<Option<Credential>, StoreError>;

    /// The record of an attempt of this name, whatever it was at, if it counts at this moment: for a repeat of what would
    /// have to be tried elsewhere before it is stored.
    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError>;

    /// Lists the company's credentials within `reach`. The total MUST count what the filter lets through within
    /// `reach`, and nobody else's; it and the credentials MUST be read at one moment.
    ///
    /// Without a search, a page and its total SHOULD cost the same however many credentials the company has; with one,
    /// they MUST NOT cost more than a walk over this company's.
    async fn list(
        &self,
        company: CompanyId,
        reach: &Reach,
        query: CredentialQuery,
    ) -> Result<CredentialPage, StoreError>;

    /// Puts an edited credential in the place of what was edited, and stores the event that tells of it: both, or
    /// neither. Idempotency records stay as they are.
    ///
    /// # Errors
    /// MUST return [`ChangeError::Stale`], and store nothing, if the credential is not there in the version that the
    /// edited one replaces.
    async fn update(&self, edited: &Recorded<EditedCredential>) -> Result<(), ChangeError>;

    /// Removes a credential, and stores the event that tells of it: both, or neither. Idempotency records stay.
    ///
    /// # Errors
    /// MUST return [`ChangeError::Stale`], and store nothing, if the credential is not there in the version that was
    /// decided upon.
    async fn delete(&self, deleted: &Recorded<DeletedCredential>) -> Result<(), ChangeError>;

    /// Stores an event that tells of something done with a credential. Whether the credential is still there makes no
    /// difference: it was when it was used.
    ///
    /// # Errors
    /// MUST return [`InsertError::CompanyGone`], and store nothing, if the company does not exist or was deleted.
    async fn record_use(&self, used: &Recorded<UsedCredential>) -> Result<(), InsertError>;

    /// Stores an event that tells of a login that was tried, and keeps what came of it on the credential: both, or neither.
    ///
    /// If the credential is gone, has another version of its secret by now, or knows of a later verification, it MUST stay
    /// as it is, and the event MUST be stored all the same. Neither its version nor when it was updated MAY change. An
    /// [`update`](Self::update) that keeps the version of the secret MUST keep what is stored of this, unless it was given
    /// what came of a later one.
    ///
    /// # Errors
    /// MUST return [`InsertError::CompanyGone`], and store nothing, if the company does not exist or was deleted.
    async fn record_verification(
        &self,
        verified: &Recorded<VerifiedCredential>,
    ) -> Result<(), InsertError>;

    /// Keeps when credentials were last used, all in one commit: of each at most once. A use that is not [`USE_INTERVAL`](crate::USE_INTERVAL) later
    /// than the one that is known MUST be passed over, so that however many nodes tell of it, a row is written once in that
    /// time. Neither version nor when it was updated MAY change, and an [`update`](Self::update) MUST keep what is stored of
    /// this. Credentials that are gone are passed over.
    async fn record_last_uses(&self, uses: Vec<CredentialUse>) -> Result<(), StoreError>;
}

/// When a credential was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CredentialUse {
    /// Whose it is.
    pub company: CompanyId,
    /// Which.
    pub credential: CredentialId,
    /// When.
    pub at: Timestamp,
}

/// What became of an insert that was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inserted {
    /// It was stored.
    Stored,
    /// Nothing was stored: the company has a live record of this key, one that ends after the event of this insert. It
    /// may be of another payload.
    Remembered(IdempotencyRecord),
}
