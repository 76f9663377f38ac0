use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use pullkey_domain::{
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::ApiKeyUse;

/// When keys were used that the store was not told of yet: of each the latest moment only, so however busy a key is, it is
/// told once each time.
#[derive(Default)]
pub(super) struct KeyUses(Mutex<HashMap<(CompanyId, ApiKeyId), Timestamp>>);

impl KeyUses {
    pub(super) fn note(&self, used: ApiKeyUse) {
        match self.pending().entry((used.company, used.key)) {
            Entry::Vacant(entry) => {
                entry.insert(used.at);
            }
            Entry::Occupied(mut entry) => {
                let latest = used.at.max(*entry.get());
                entry.insert(latest);
            }
        }
    }

    /// All that was noted.
    pub(super) fn untold(&self) -> Vec<ApiKeyUse> {
        let pending = self.pending();
        let used = |(&(company, key), &at)| ApiKeyUse { company, key, at };
        pending.iter().map(used).collect()
    }

    /// Forgets what was told. A later use of the same key is still to be told.
    pub(super) fn settle(&self, told: &[ApiKeyUse]) {
        let mut pending = self.pending();
        for used in told {
            if let Entry::Occupied(entry) = pending.entry((used.company, used.key))
                && *entry.get() == used.at
            {
                entry.remove();
            }
        }
    }

    // Nothing panics while it holds them.
    fn pending(&self) -> MutexGuard<'_, HashMap<(CompanyId, ApiKeyId), Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
