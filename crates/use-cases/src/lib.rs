#![doc = include_str!("../README.md")]

mod api_keys;
mod attempts;
mod audit_chain;
mod audit_events;
mod authentication;
mod companies;
mod credentials;
mod cursor;
mod pullkey;
mod rewrap;
mod ring_ledger;
mod ring_turning;
mod surroundings;
mod upkeep;
mod uses;

#[cfg(test)]
mod fixtures;

pub use self::{
    api_keys::{
        ApiKeys, Authority, ChangeApiKeyError, ChangedApiKey, CreateApiKey, CreateApiKeyError,
        Holder, IssuedApiKey, ListedApiKey, LostAuthority, RotateApiKey, RotateApiKeyError,
    },
    attempts::RepeatError,
    audit_chain::{
        AuditVerification, ExportError, ExportedHeads, Finding, HeadExport, Sealed, Sealer,
        Tampering, Told, Verified,
    },
    audit_events::{AuditEvents, ListAuditEvents, ListAuditEventsError, ListedAuditEvents},
    authentication::{Authentication, AuthenticationError, ClientNetwork, Principal},
    companies::{Companies, CreateCompany, DeleteCompanyError},
    credentials::{
        Attempt, ChangeCredentialError, CreateCredential, CreateCredentialError, CreatedCredential,
        CredentialSort, Credentials, EditCredential, EditCredentialError, FindCredentialError,
        ListCredentials, ListCredentialsError, ListStart, ListedCredentials, LoginRejected,
        OpenCredentialError, Precondition, PullFrom, PullImage, PullImageError, Registries,
        TrialLimits, TriedLogin, TryLoginError, VerifyCredentialError, WholeLogin,
    },
    cursor::CursorError,
    pullkey::Pullkey,
    rewrap::{Rewrap, RewrapFailures, RewrapRun},
    ring_ledger::{ReconcileError, RingLedger, RingMismatch, UnusableKey},
    ring_turning::RingTurning,
    surroundings::{By, Clock, Entropy, IdSource, Surroundings},
    upkeep::{Swept, Upkeep},
};

// What the signatures above name, so that a caller needs no port of its own.
pub use pullkey_cipher::{MissingKey, RowMacError};
pub use pullkey_registry::{Extent, Fetched, Obstacle, Part, PullError, Verdict};
pub use pullkey_storage::{
    AuditFilter, Backlog, CredentialFilter, InsertCompanyError, InsertError, Page, PageRequest,
    RowKind, StoreError,
};
