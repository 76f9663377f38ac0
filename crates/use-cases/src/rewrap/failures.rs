use std::collections::{BTreeMap, BTreeSet};

use pullkey_domain::{
    id::{CompanyId, CredentialId},
    ring_key::RingKeyId,
};

/// What could not be sealed anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RewrapFailures {
    /// Credentials whose rows were altered: they break a rule, or their secrets do not open. Of the latter, an event tells.
    pub altered: BTreeSet<(CompanyId, CredentialId)>,
    /// Companies whose own rows break a rule.
    pub unreadable: BTreeSet<CompanyId>,
    /// Keys that this node's ring lacks and another one may have, with how many credentials are sealed under each.
    pub missing: BTreeMap<RingKeyId, u64>,
}

impl RewrapFailures {
    /// Whether there are none.
    pub fn are_none(&self) -> bool {
        *self == Self::default()
    }

    /// How many credentials are known to be left for them.
    pub(super) fn credentials(&self) -> u64 {
        self.altered.len() as u64 + self.missing.values().sum::<u64>()
    }

    pub(super) fn add(&mut self, others: Self) {
        self.altered.extend(others.altered);
        self.unreadable.extend(others.unreadable);
        for (key, credentials) in others.missing {
            *self.missing.entry(key).or_default() += credentials;
        }
    }
}
