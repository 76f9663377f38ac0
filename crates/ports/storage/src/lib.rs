#![doc = include_str!("../README.md")]

mod api_key_directory;
mod api_key_store;
mod audit_chain;
mod audit_inspection;
mod audit_log;
mod audit_query;
mod company_store;
mod credential_query;
mod credential_store;
mod deadline;
mod error;
mod maintenance;
mod page;
mod rewrapping;
mod ring_key_store;
mod serving_keys;
mod store;
mod store_health;

#[cfg(feature = "contract")]
pub mod contract;
#[cfg(feature = "contract")]
mod memory;

pub use self::{
    api_key_directory::{ApiKeyDirectory, ApiKeyUse, AuthEpoch, KeyWithCompany, USE_INTERVAL},
    api_key_store::{ApiKeyStore, ChangeKeyError, KeyWithUse, Managers},
    audit_chain::{AuditChain, Backlog, ChainEnd, ChainGrowth, NewLink, TURN, UnsealedEvent},
    audit_inspection::{
        AuditInspection, AuditedCompany, AuditedRow, CompanyRowState, LastChange, LinkedEvent,
        MalformedRows, RowKind, StrayEvents,
    },
    audit_log::AuditLog,
    audit_query::{AuditFilter, AuditPart, AuditPlace, AuditQuery},
    company_store::{CompanyStore, InsertCompanyError},
    credential_query::{
        CredentialFilter, CredentialOrder, CredentialPage, CredentialQuery, Direction,
    },
    credential_store::{CredentialStore, CredentialUse, Inserted},
    deadline::Deadline,
    error::{BoxError, ChangeError, InsertError, NoTurn, StoreError},
    maintenance::Maintenance,
    page::{Page, PageRequest},
    rewrapping::{Rewrapping, SealStep},
    ring_key_store::{KnownRingKey, Registration, RingKeyStore},
    serving_keys::ServingKeys,
    store::Store,
    store_health::{Heartbeat, StoreHealth},
};

#[cfg(feature = "contract")]
pub use self::memory::MemoryStore;

#[cfg(feature = "mock")]
pub use self::{
    api_key_directory::MockApiKeyDirectory, api_key_store::MockApiKeyStore,
    audit_chain::MockAuditChain, audit_inspection::MockAuditInspection, audit_log::MockAuditLog,
    company_store::MockCompanyStore, credential_store::MockCredentialStore,
    maintenance::MockMaintenance, rewrapping::MockRewrapping, ring_key_store::MockRingKeyStore,
    store_health::MockStoreHealth,
};
