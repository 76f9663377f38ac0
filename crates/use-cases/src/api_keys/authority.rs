use std::{fmt, sync::Arc};

use pullkey_cipher::{MissingKey, RowMacError};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyToken, Escalation, Permission},
    audit::Recorded,
    id::{ApiKeyId, CompanyId},
    ring_key::RingKeyKind,
    timestamp::Timestamp,
};
use pullkey_storage::{Managers, StoreError};

use super::ApiKeys;
use crate::{By, UnusableKey};

/// On whose authority keys are made and changed.
#[derive(Debug, Clone)]
pub enum Authority {
    /// Of whoever runs the service. Nothing bounds it.
    Operator(By),
    /// Of the holder of a key, who hands out no more than it has.
    Holder(Holder, By),
}

/// Whoever sent a token of a key.
#[derive(Clone)]
pub struct Holder {
    /// The key.
    pub key: ApiKeyId,
    /// What they sent: a rotation may have replaced it since they were let in.
    pub token: Arc<ApiKeyToken>,
}

impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Holder({})", self.key)
    }
}

/// Why an authority is none any more, though somebody was let in with it a moment ago.
#[derive(Debug, thiserror::Error)]
pub enum LostAuthority {
    /// The key lets its holder in no more.
    #[error("the API key in use is not valid any more")]
    Refused,
    /// The key lost the permission.
    #[error("the API key in use lacks the permission {0} by now")]
    Lacks(Permission),
    /// That cannot be told: its row names a pepper that cannot be used.
    #[error("the pepper of an API key's row cannot be used")]
    Pepper(#[from] UnusableKey),
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What an authority comes to at this moment.
pub(super) enum Standing {
    /// Nothing bounds it.
    Operator,
    /// A key, as its holder has it.
    Holder(Box<ApiKey>),
}

impl Authority {
    pub(super) fn by(&self) -> By {
        let (Self::Operator(by) | Self::Holder(_, by)) = self;
        by.clone()
    }
}

impl ApiKeys {
    /// What the authority comes to for whatever takes this permission. A key is read anew: whoever holds one that was
    /// revoked, or lost something, must not undo that or keep what they had by other keys, though a node remembers them for
    /// a moment.
    pub(super) async fn standing(
        &self,
        company: CompanyId,
        authority: &Authority,
        permission: Permission,
    ) -> Result<Standing, LostAuthority> {
        let Authority::Holder(holder, _) = authority else {
            return Ok(Standing::Operator);
        };
        let found = self.store.find(company, holder.key).await?;
        let key = match self
            .authority
            .verify_row(found.ok_or(LostAuthority::Refused)?.key)
        {
            Ok(key) => key,
            Err(RowMacError::Forged) => return Err(LostAuthority::Refused),
            Err(RowMacError::MissingKey(missing)) => return Err(self.without(missing).await),
        };
        let now = self.surroundings.clock.now();
        let verifier = match self.authority.matches(&holder.token, &key, now) {
            Ok(matched) => matched.ok_or(LostAuthority::Refused)?,
            Err(missing) => return Err(self.without(missing).await),
        };
        let held = key.held_by(&verifier, now);
        let held = held.ok_or(LostAuthority::Refused)?;
        if !held.capabilities().allow(permission, None) {
            return Err(LostAuthority::Lacks(permission));
        }
        Ok(Standing::Holder(Box::new(held)))
    }

    async fn without(&self, missing: MissingKey) -> LostAuthority {
        let judged = self.ring_ledger.judge(RingKeyKind::Pepper, missing);
        judged.await.into()
    }
}

impl Standing {
    /// Whether it suffices to bring about this key, and to give its token to somebody.
    pub(super) fn may_hand_out(&self, key: &ApiKey) -> Result<(), Escalation> {
        match self {
            Self::Operator => Ok(()),
            Self::Holder(own) => own.may_hand_out(key),
        }
    }

    /// Whether it suffices to make the first of the other, whose token somebody has already.
    pub(super) fn may_change(&self, before: &ApiKey, after: &ApiKey) -> Result<(), Escalation> {
        match self {
            Self::Operator => Ok(()),
            Self::Holder(own) => own.may_change(before, after),
        }
    }

    /// The change as decided by this.
    pub(super) fn of<T>(&self, recorded: Recorded<T>) -> Recorded<T> {
        match self {
            Self::Operator => recorded,
            Self::Holder(own) => recorded.on_authority_of(own),
        }
    }

    /// Whether the company must keep a key that can make others, if this one goes.
    pub(super) fn managers(&self, key: &ApiKey, now: Timestamp) -> Managers {
        match self {
            Self::Holder(_) if key.manages(now) => Managers::OneMustRemain,
            Self::Holder(_) | Self::Operator => Managers::NoneNeedRemain,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixtures::{another_key, holder};

    #[test]
    fn what_is_shown_of_a_holder_for_debugging_is_the_key_without_the_token() {
        let key = another_key("AUDIT:READ", None);
        let super::Authority::Holder(shown, _) = holder(&key) else {
            panic!("not bound by a key");
        };
        assert_eq!(format!("{shown:?}"), format!("Holder({})", key.id()));
    }
}
