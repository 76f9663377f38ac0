use crate::{
    ApiKeyDirectory, ApiKeyStore, AuditChain, AuditInspection, AuditLog, CompanyStore,
    CredentialStore, Maintenance, Rewrapping, RingKeyStore, StoreHealth,
};

/// A whole store: every port in one. For wiring, which hands each use case only the ports that it asks for; an
/// `Arc<dyn Store>` becomes an `Arc<dyn CredentialStore>` by itself.
///
/// Whatever is asked of it MUST be answered by [`Deadline::current`](crate::Deadline::current): a write that was not
/// begun by then MUST never be, and one that is under way then is answered
/// [`OutcomeUnknown`](crate::StoreError::OutcomeUnknown).
///
/// ```
/// use std::sync::Arc;
///
/// use pullkey_storage::{CredentialStore, MemoryStore, Store};
///
/// let store: Arc<dyn Store> = Arc::new(MemoryStore::default());
/// let credentials: Arc<dyn CredentialStore> = store.clone();
/// # let _ = credentials;
/// ```
pub trait Store:
    ApiKeyDirectory
    + ApiKeyStore
    + AuditChain
    + AuditInspection
    + AuditLog
    + CompanyStore
    + CredentialStore
    + Maintenance
    + Rewrapping
    + RingKeyStore
    + StoreHealth
    + 'static
{
}

impl<S> Store for S where
    S: ApiKeyDirectory
        + ApiKeyStore
        + AuditChain
        + AuditInspection
        + AuditLog
        + CompanyStore
        + CredentialStore
        + Maintenance
        + Rewrapping
        + RingKeyStore
        + StoreHealth
        + 'static
{
}

/// One port at a time, as several have methods of the same name.
impl dyn Store {
    /// Credentials.
    pub fn credentials(&self) -> &dyn CredentialStore {
        self
    }

    /// API keys.
    pub fn api_keys(&self) -> &dyn ApiKeyStore {
        self
    }

    /// API keys by their handles.
    pub fn api_key_directory(&self) -> &dyn ApiKeyDirectory {
        self
    }

    /// Companies.
    pub fn companies(&self) -> &dyn CompanyStore {
        self
    }

    /// Work over all companies.
    pub fn maintenance(&self) -> &dyn Maintenance {
        self
    }

    /// Secrets that are sealed anew.
    pub fn rewrapping(&self) -> &dyn Rewrapping {
        self
    }

    /// The audit trail.
    pub fn audit_log(&self) -> &dyn AuditLog {
        self
    }

    /// The chains of the audit trail.
    pub fn audit_chain(&self) -> &dyn AuditChain {
        self
    }

    /// Everything that audit events vouch for.
    pub fn audit_inspection(&self) -> &dyn AuditInspection {
        self
    }

    /// The keys of the ring that were ever used.
    pub fn ring_keys(&self) -> &dyn RingKeyStore {
        self
    }

    /// Its health.
    pub fn health(&self) -> &dyn StoreHealth {
        self
    }
}
