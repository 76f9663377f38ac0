use async_trait::async_trait;
use pullkey_domain::{
    api_key::{DeletedApiKey, SignedApiKey},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    timestamp::Timestamp,
};

use crate::{ChangeError, InsertError, Inserted, Page, PageRequest, StoreError};

/// Keeps the API keys of companies.
///
/// What was decided on the [authority](Recorded::authority) of a key MUST be stored only if that key is there in that version,
/// in the same act: so whoever lost a key, or something of it, does nothing with it any more.
///
/// Whatever changes a key MUST also store the event that tells of it and raise the epoch: all of it, or nothing. Where an
/// idempotency key is claimed, what [`CredentialStore::insert`](crate::CredentialStore::insert) says of claims holds here,
/// too.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Stores a new key, and the record that claims an idempotency key for it.
    ///
    /// # Errors
    /// - MUST return [`InsertError::CompanyGone`], and store nothing, if the company does not exist or was deleted.
    /// - MUST return [`InsertError::AuthorityStale`], and store nothing, if its authority is not what it was.
    /// - MUST return [`StoreError::Unexpected`], and store nothing, if any company has a key of this handle, this
    ///   company one of this id, or its trail an event of that id.
    async fn insert(
        &self,
        created: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, InsertError>;

    /// Finds a key of this company.
    async fn find(
        &self,
        company: CompanyId,
        id: ApiKeyId,
    ) -> Result<Option<KeyWithUse>, StoreError>;

    /// Lists the company's keys, newest first: by `created_at` descending, ties by id descending.
    async fn list(
        &self,
        company: CompanyId,
        page: PageRequest,
    ) -> Result<Page<KeyWithUse>, StoreError>;

    /// The record of an attempt of this name, whatever it was at, if it counts at this moment: for a repeat of what can be
    /// decided upon no more, as a key that is gone, or an end that came.
    async fn recall(
        &self,
        company: CompanyId,
        attempt: &IdempotencyKey,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError>;

    /// Puts a changed key in the place of what it [replaces](Recorded::replaces). When it was last used stays.
    ///
    /// # Errors
    /// - MUST return [`ChangeKeyError::Stale`], and store nothing, if the key is not there in the version that the
    ///   changed one replaces, or its authority is not what it was.
    /// - MUST return [`ChangeKeyError::LastManagingKey`], and store nothing, if `managers` forbids the change.
    async fn update(
        &self,
        changed: &Recorded<SignedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError>;

    /// The same for a key with a new token, and stores the record that claims an idempotency key for it.
    ///
    /// # Errors
    /// MUST return [`ChangeError::Stale`], store nothing and leave the key of the claim free, if the API key is not there in
    /// the version that the rotated one replaces, or its authority is not what it was.
    async fn rotate(
        &self,
        rotated: &Recorded<SignedApiKey>,
        claim: Option<IdempotencyRecord>,
    ) -> Result<Inserted, ChangeError>;

    /// Removes a key.
    ///
    /// # Errors
    /// - MUST return [`ChangeKeyError::Stale`], and change nothing, if the key is not there in that version, or its authority
    ///   is not what it was.
    /// - MUST return [`ChangeKeyError::LastManagingKey`], and change nothing, if `managers` forbids the change.
    /// - MUST return [`StoreError::Unexpected`], and change nothing, if the trail has an event of that id already.
    async fn delete(
        &self,
        deleted: &Recorded<DeletedApiKey>,
        managers: Managers,
    ) -> Result<(), ChangeKeyError>;
}

/// A key as it is stored. Its row MAC is still to be verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyWithUse {
    /// The key.
    pub key: SignedApiKey,
    /// When somebody was last let in by it, exact to two minutes; `None` if nobody ever was.
    pub last_used_at: Option<Timestamp>,
}

/// Whether a change may take the last key from a company that can make others. Such a key
/// [manages](pullkey_domain::api_key::ApiKey::manages) at the moment of the change's event.
///
/// Rows are counted as they stand: whoever can forge one could as well remove all. Whether one counts that breaks a rule is
/// not laid down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Managers {
    /// If the key managed before and does not afterwards, another one of the company MUST. Of changes at once, each MUST
    /// see what the others leave.
    OneMustRemain,
    /// It may be the last.
    NoneNeedRemain,
}

/// Why a key was not changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ChangeKeyError {
    /// The row is not there, or not in the version that the change was decided upon.
    #[error("the row was changed or deleted meanwhile")]
    Stale,
    /// No other key of the company could make keys.
    #[error("it is the company's last key that can make others")]
    LastManagingKey,
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}
