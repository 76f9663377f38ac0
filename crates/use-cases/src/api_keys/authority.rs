use pullkey_domain::api_key::{ApiKey, Escalation};
use pullkey_storage::Managers;

use crate::By;

/// On whose authority keys are made and changed.
#[derive(Debug, Clone)]
pub enum Authority<'a> {
    /// Of whoever runs the service. Nothing bounds it.
    Operator(By),
    /// Of the holder of this key, who hands out no more than it has.
    Holder(&'a ApiKey, By),
}

impl Authority<'_> {
    pub(super) fn by(&self) -> By {
        let (Self::Operator(by) | Self::Holder(_, by)) = self;
        by.clone()
    }

    /// Whether it suffices to bring about this key, and to give its token to somebody.
    pub(super) fn may_hand_out(&self, key: &ApiKey) -> Result<(), Escalation> {
        match self {
            Self::Operator(_) => Ok(()),
            Self::Holder(own, _) => own.may_hand_out(key),
        }
    }

    /// Whether it suffices to make the first of the other, whose token somebody has already.
    pub(super) fn may_change(&self, before: &ApiKey, after: &ApiKey) -> Result<(), Escalation> {
        match self {
            Self::Operator(_) => Ok(()),
            Self::Holder(own, _) => own.may_change(before, after),
        }
    }

    /// Whether a company may be left without a key that can make others.
    pub(super) fn managers(&self) -> Managers {
        match self {
            Self::Operator(_) => Managers::NoneNeedRemain,
            Self::Holder(..) => Managers::OneMustRemain,
        }
    }
}
