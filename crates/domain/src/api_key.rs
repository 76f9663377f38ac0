//! API keys: what lets an internal service in, and how far.
//!
//! ```
//! # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
//! let token = ApiKeyToken::generate(|bytes| bytes.fill(7));
//! let new = NewApiKey { handle: token.handle(), ..new_api_key() };
//! let change = new.issue(verifier(), act()).unwrap();
//! assert_eq!(change.subject().handle(), &token.handle());
//! ```

mod capability;
mod edit;
mod issue;
mod permission;
mod signed;
mod stored;
mod token;
mod verifier;

use crate::{
    audit::{Act, Action, Change, Target, UnsignedEvent, Versions},
    encoding::Parts,
    id::{ApiKeyId, CompanyId},
    name::name,
    timestamp::Timestamp,
    version::RowVersion,
};

pub use self::{
    capability::{Capabilities, Capability, InvalidCapability, Reach},
    edit::{ApiKeyEdit, DeletedApiKey, Escalation},
    issue::{ExpiryInPast, NewApiKey},
    permission::{Permission, UnknownPermission},
    signed::{RowMac, SignedApiKey},
    stored::{StoredApiKey, StoredVerifier},
    token::{ApiKeyHandle, ApiKeyToken, MalformedToken},
    verifier::Verifier,
};

name! {
    /// The name that people gave to an API key: 1 to 255 characters, any but NUL. Not unique.
    ///
    /// ```
    /// use pullkey_domain::api_key::ApiKeyName;
    ///
    /// assert!(ApiKeyName::parse("deployments").is_ok());
    /// ```
    ApiKeyName
}

/// An API key whose row is genuine: it was just made, or its row MAC was verified.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let key = api_key();
/// assert!(key.is_live(now()));
/// assert!(key.capabilities().allow(Permission::CredentialRead, None));
/// assert!(!key.capabilities().allow(Permission::CredentialCreate, None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    id: ApiKeyId,
    company: CompanyId,
    handle: ApiKeyHandle,
    name: ApiKeyName,
    capabilities: Capabilities,
    expires_at: Option<Timestamp>,
    enabled: bool,
    verifier: Verifier,
    previous: Option<Verifier>,
    version: RowVersion,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl ApiKey {
    /// Its id.
    pub fn id(&self) -> ApiKeyId {
        self.id
    }

    /// The company that it lets in to.
    pub fn company(&self) -> CompanyId {
        self.company
    }

    /// The public part of its token.
    pub fn handle(&self) -> &ApiKeyHandle {
        &self.handle
    }

    /// The name that people gave it.
    pub fn name(&self) -> &ApiKeyName {
        &self.name
    }

    /// What it may do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// When it ends; never, if `None`.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    /// Whether it is switched on.
    pub fn is_enabled(&self) -> bool {
        self.enabled
    }

    /// Whether it lets anybody in at this moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.enabled && self.expires_at.is_none_or(|end| now < end)
    }

    /// Whether it can make other keys of its company at this moment. One that can must remain, or nobody but an operator
    /// could let anybody in.
    pub fn manages(&self, now: Timestamp) -> bool {
        self.is_live(now) && self.capabilities.allow(Permission::ApiKeyCreate, None)
    }

    /// The key as whoever has a token of this verifier holds it: it may end for them earlier than for others. `None` if it
    /// lets them in no more at this moment.
    ///
    /// Of a verifier, only the MAC and its pepper count: a rotation gives it an end.
    pub fn held_by(&self, verifier: &Verifier, now: Timestamp) -> Option<Self> {
        let mut own = [Some(&self.verifier), self.previous.as_ref()]
            .into_iter()
            .flatten();
        let held = own.find(|own| own.is_of_the_token_of(verifier) && own.is_live(now))?;
        self.is_live(now).then(|| {
            let ends = [self.expires_at, held.ends_at()];
            Self {
                expires_at: ends.into_iter().flatten().min(),
                ..self.clone()
            }
        })
    }

    /// The same key, with another verifier of the same token in the place of `before`: one that another pepper made. Nobody
    /// sees a difference, so it is neither a change nor a version of its own.
    ///
    /// ```
    /// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
    /// let turned = Verifier::current(RingKeyId::new(5), [9; 32]);
    /// let key = api_key().verified_by(api_key().verifier(), &turned);
    /// assert_eq!(key.verifier(), &turned);
    /// assert_eq!(key.version(), api_key().version());
    /// ```
    #[must_use]
    pub fn verified_by(self, before: &Verifier, after: &Verifier) -> Self {
        let turn = |own: Verifier| match own.ends_at() {
            _ if !own.is_of_the_token_of(before) => own,
            Some(end) => after.clone().until(end),
            None => after.clone(),
        };
        Self {
            verifier: turn(self.verifier),
            previous: self.previous.map(turn),
            ..self
        }
    }

    /// The verifier of its token.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The verifier of the token before, while it still counts.
    pub fn previous_verifier(&self) -> Option<&Verifier> {
        self.previous.as_ref()
    }

    /// How often it was written.
    pub fn version(&self) -> RowVersion {
        self.version
    }

    /// When it was created.
    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// When it was last modified.
    pub fn updated_at(&self) -> Timestamp {
        self.updated_at
    }

    /// The stored columns except verifiers, pepper ids and the row MAC, as the row digest of its events covers them.
    pub fn digest_input(&self) -> Vec<u8> {
        let parts = Parts::of("pullkey/api-key-row")
            .part(self.company.as_bytes())
            .part(self.id.as_bytes())
            .part(self.handle.as_str())
            .part(self.name.as_str())
            .part([u8::from(self.enabled)])
            .optional(self.expires_at.map(|end| end.as_millis().to_be_bytes()))
            .part(self.version.to_be_bytes())
            .part(self.created_at.as_millis().to_be_bytes())
            .part(self.updated_at.as_millis().to_be_bytes());
        self.capabilities.add_to(parts).finish()
    }

    /// What the row MAC covers: everything by which a key could be widened, prolonged, moved or given another token. The
    /// version is part of it, so that an old row that is put back is also behind its last event.
    pub fn mac_input(&self) -> Vec<u8> {
        let parts = Parts::of("pullkey/api-key-mac")
            .part(self.id.as_bytes())
            .part(self.handle.as_str())
            .part(self.company.as_bytes())
            .optional(self.expires_at.map(|end| end.as_millis().to_be_bytes()))
            .part([u8::from(self.enabled)])
            .part(self.version.to_be_bytes())
            .part(self.verifier.to_bytes())
            .optional(self.previous.as_ref().map(Verifier::to_bytes));
        self.capabilities.add_to(parts).finish()
    }

    fn versions(&self) -> Versions {
        Versions {
            row: self.version,
            secret: None,
        }
    }

    fn changed(
        self,
        action: Action,
        before: Option<Versions>,
        after: Option<Versions>,
        act: Act,
    ) -> Change<Self> {
        let event = UnsignedEvent::of(self.company, Target::ApiKey(self.id), action, act)
            .between(before, after)
            .over(self.digest_input());
        Change::new(self, event)
    }
}

#[cfg(test)]
mod tests;
