use std::{
    collections::{HashMap, hash_map::Entry},
    mem,
    sync::{Mutex, MutexGuard, PoisonError},
};

use pullkey_domain::{
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::ApiKeyUse;

/// When keys were used that the store was not told of yet: of each the latest moment only, so however busy a key is, it is
/// written once for each time that this is emptied.
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

    /// Gives away all that was noted.
    pub(super) fn take(&self) -> Vec<ApiKeyUse> {
        let taken = mem::take(&mut *self.pending()).into_iter();
        let used = |((company, key), at)| ApiKeyUse { company, key, at };
        taken.map(used).collect()
    }

    // Nothing panics while it holds them.
    fn pending(&self) -> MutexGuard<'_, HashMap<(CompanyId, ApiKeyId), Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
