//! Companies: the tenants. Each one's secrets are sealed under a key of its own.
//!
//! ```
//! # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
//! let salt = CompanySalt::from_bytes([7; 32]);
//! assert_eq!(company().salt(), &salt);
//! ```

mod salt;
mod stored;

use crate::{
    audit::{Act, Action, Change, Target, UnsignedEvent},
    encoding::Parts,
    id::CompanyId,
    name::name,
    timestamp::Timestamp,
};

pub use self::{salt::CompanySalt, stored::StoredCompany};

name! {
    /// The name of a company: 1 to 255 characters, any but NUL. Not unique.
    ///
    /// ```
    /// use pullkey_domain::company::CompanyName;
    ///
    /// assert!(CompanyName::parse("Acme").is_ok());
    /// ```
    CompanyName
}

/// A company that exists. A deleted one is no `Company` any more: its salt is gone, and with it every secret.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let name = CompanyName::parse("Acme").unwrap();
/// let salt = CompanySalt::from_bytes([7; 32]);
/// let change = Company::create(CompanyId::parse(ID).unwrap(), name, salt, act());
/// assert_eq!(change.event().action(), Action::CompanyCreate);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Company {
    id: CompanyId,
    name: CompanyName,
    salt: CompanySalt,
    created_at: Timestamp,
}

/// A company that is to be deleted: its salt is wiped, its API keys go at once, its credentials afterwards.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let change = company().delete(act());
/// assert_eq!(change.subject().deleted_at, now());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedCompany {
    /// Its id, which is never given again.
    pub id: CompanyId,
    /// From when on it is gone.
    pub deleted_at: Timestamp,
}

/// A company whose secrets are sealed anew, under another key of the ring. It stays as it is, and so do its credentials but
/// for their sealed bytes; one event tells of all of them.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let change = company().rewrap(act());
/// assert_eq!(change.subject().id, company().id());
/// assert_eq!(change.event().action(), Action::CredentialRewrap);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RewrappedCompany {
    /// Its id.
    pub id: CompanyId,
}

impl Company {
    /// Makes a company.
    pub fn create(id: CompanyId, name: CompanyName, salt: CompanySalt, act: Act) -> Change<Self> {
        let company = Self {
            id,
            name,
            salt,
            created_at: act.at,
        };
        let event = UnsignedEvent::of(id, Target::Company(id), Action::CompanyCreate, act)
            .over(company.digest_input());
        Change::new(company, event)
    }

    /// Deletes it.
    pub fn delete(self, act: Act) -> Change<DeletedCompany> {
        let deleted = DeletedCompany {
            id: self.id,
            deleted_at: act.at,
        };
        let target = Target::Company(self.id);
        let event = UnsignedEvent::of(self.id, target, Action::CompanyDelete, act)
            .over(self.digest_input());
        Change::new(deleted, event)
    }

    /// Tells that its secrets are sealed anew.
    pub fn rewrap(&self, act: Act) -> Change<RewrappedCompany> {
        let target = Target::Company(self.id);
        let event = UnsignedEvent::of(self.id, target, Action::CredentialRewrap, act)
            .over(self.digest_input());
        Change::new(RewrappedCompany { id: self.id }, event)
    }

    /// Its id.
    pub fn id(&self) -> CompanyId {
        self.id
    }

    /// Its name.
    pub fn name(&self) -> &CompanyName {
        &self.name
    }

    /// The salt of its keys.
    pub fn salt(&self) -> &CompanySalt {
        &self.salt
    }

    /// When it was created.
    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// The stored columns except the salt, as the row digest of its events covers them.
    pub fn digest_input(&self) -> Vec<u8> {
        Parts::of("pullkey/company-row")
            .part(self.id.as_bytes())
            .part(self.name.as_str())
            .part(self.created_at.as_millis().to_be_bytes())
            .finish()
    }
}

#[cfg(test)]
mod tests;
