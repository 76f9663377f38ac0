#![doc = include_str!("../README.md")]

mod api_keys;
mod authentication;
mod companies;
mod credentials;
mod pullkey;
mod ring_ledger;
mod surroundings;

#[cfg(test)]
mod fixtures;

pub use self::{
    api_keys::{
        ApiKeys, CreateApiKey, CreateApiKeyError, IssuedApiKey, ListedApiKey, RevokeApiKeyError,
    },
    authentication::{Authentication, AuthenticationError, Principal},
    companies::{Companies, CreateCompany},
    credentials::{CreateCredential, Credentials, FindCredentialError},
    pullkey::Pullkey,
    ring_ledger::{ReconcileError, RingLedger, RingMismatch},
    surroundings::{By, Clock, Entropy, IdSource, Surroundings},
};

// What the signatures above name, so that a caller needs no port of its own.
pub use pullkey_cipher::{MissingKey, RowMacError};
pub use pullkey_storage::{InsertCompanyError, InsertError, Page, PageRequest, StoreError};
