use std::time::Duration;

use super::{ApiKey, ApiKeyName, Capabilities, ExpiryInPast, Permission, Verifier};
use crate::{
    audit::{Act, Action, Change, Target, UnsignedEvent},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
    version::RowVersion,
};

/// What to change of an API key. What is `None` stays.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let edit = ApiKeyEdit { capabilities: "AUDIT:READ".parse().ok(), ..ApiKeyEdit::default() };
/// let change = api_key().edit(edit, act()).unwrap().expect("a change");
/// assert!(change.subject().capabilities().allow(Permission::AuditRead, None));
/// ```
#[derive(Debug, Clone, Default)]
pub struct ApiKeyEdit {
    /// A new name.
    pub name: Option<ApiKeyName>,
    /// Other capabilities.
    pub capabilities: Option<Capabilities>,
    /// Another end, or, with `Some(None)`, none.
    pub expires_at: Option<Option<Timestamp>>,
}

/// An API key that is to be removed.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let change = api_key().delete(act());
/// assert_eq!(change.subject().id, api_key().id());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// Its company.
    pub company: CompanyId,
    /// The version that was decided upon.
    pub version: RowVersion,
}

/// Why one key may not make, change or hand out another: it would become more than itself.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let wider = NewApiKey { capabilities: Capabilities::all(), ..new_api_key() };
/// let wider = wider.issue(verifier(), act()).unwrap();
/// let refused = api_key().may_hand_out(wider.subject());
/// assert!(matches!(refused, Err(Escalation::Capabilities(_))));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Escalation {
    /// The other key may do something that this one may not.
    #[error("the API key in use lacks the permission {0}, or has it for other credentials only")]
    Capabilities(Permission),
    /// The other key would outlive this one.
    #[error("the API key in use ends before the other key would")]
    Lifetime,
}

impl ApiKey {
    /// Whether the holder of this key may bring about `other`, as it is before or after a change.
    ///
    /// # Errors
    /// [`Escalation`] with what the other key has more.
    pub fn may_hand_out(&self, other: &Self) -> Result<(), Escalation> {
        self.require_all_of(other)?;
        if other.outlives(self) {
            return Err(Escalation::Lifetime);
        }
        Ok(())
    }

    /// Whether the holder of this key may make `before` into `after`, whose token somebody has already. What lies beyond
    /// this key's own end may stay there, or come nearer, but gains nothing: not another capability, and not to be
    /// switched on.
    ///
    /// # Errors
    /// [`Escalation`] with what one of them has more.
    pub fn may_change(&self, before: &Self, after: &Self) -> Result<(), Escalation> {
        self.require_all_of(before)?;
        self.require_all_of(after)?;
        let gains = after.outlives(before)
            || (after.enabled && !before.enabled)
            || !before.capabilities.cover(&after.capabilities);
        if gains && after.outlives(self) {
            return Err(Escalation::Lifetime);
        }
        Ok(())
    }

    fn require_all_of(&self, other: &Self) -> Result<(), Escalation> {
        let lacking = self.capabilities.lacking(&other.capabilities);
        lacking.map_or(Ok(()), |it| Err(Escalation::Capabilities(it.permission())))
    }

    fn outlives(&self, other: &Self) -> bool {
        match (self.expires_at, other.expires_at) {
            (Some(own), Some(others)) => own > others,
            (None, Some(_)) => true,
            (_, None) => false,
        }
    }

    /// Changes name, capabilities or end; `None` if every given value is what stood there.
    ///
    /// # Errors
    /// [`ExpiryInPast`] if it is given another end that is not later than now.
    pub fn edit(self, edit: ApiKeyEdit, act: Act) -> Result<Option<Change<Self>>, ExpiryInPast> {
        let mut after = self.clone();
        if let Some(name) = edit.name {
            after.name = name;
        }
        if let Some(capabilities) = edit.capabilities {
            after.capabilities = capabilities;
        }
        if let Some(expires_at) = edit.expires_at {
            after.expires_at = expires_at;
        }
        if after == self {
            return Ok(None);
        }
        let moved = after.expires_at != self.expires_at;
        if moved && after.expires_at.is_some_and(|end| end <= act.at) {
            return Err(ExpiryInPast);
        }
        Ok(Some(self.becomes(after, Action::ApiKeyUpdate, act)))
    }

    /// Switches it on or off; `None` if it is so already.
    pub fn switch(self, enabled: bool, act: Act) -> Option<Change<Self>> {
        if self.enabled == enabled {
            return None;
        }
        let after = Self {
            enabled,
            ..self.clone()
        };
        Some(self.becomes(after, Action::ApiKeyToggle, act))
    }

    /// Gives it a new token. The one until now counts for `overlap` longer, not at all if that is zero; one that was
    /// replaced before stops counting at once, so that at most two ever do.
    pub fn rotate(self, verifier: Verifier, overlap: Duration, act: Act) -> Change<Self> {
        let previous =
            (!overlap.is_zero()).then(|| self.verifier.clone().until(act.at.after(overlap)));
        let after = Self {
            verifier,
            previous,
            ..self.clone()
        };
        self.becomes(after, Action::ApiKeyRotate, act)
    }

    /// Removes it.
    pub fn delete(self, act: Act) -> Change<DeletedApiKey> {
        let deleted = DeletedApiKey {
            id: self.id,
            company: self.company,
            version: self.version,
        };
        let target = Target::ApiKey(self.id);
        let event = UnsignedEvent::of(self.company, target, Action::ApiKeyDelete, act)
            .between(Some(self.versions()), None)
            .over(self.digest_input());
        Change::new(deleted, event)
    }

    fn becomes(self, mut after: Self, action: Action, act: Act) -> Change<Self> {
        after.version = self.version.next();
        after.updated_at = act.at.strictly_after(self.updated_at);
        let versions = Some(after.versions());
        after.changed(action, Some(self.versions()), versions, act)
    }
}

#[cfg(test)]
mod tests;
