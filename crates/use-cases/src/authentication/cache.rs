use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use pullkey_domain::api_key::ApiKeyHandle;
use pullkey_storage::AuthEpoch;
use quick_cache::sync::Cache;

use super::Principal;

/// Those who were let in during the last seconds.
///
/// What is kept belongs to a generation, and every invalidation starts a new one. So a look-up that began before an
/// invalidation leaves nothing behind that counts after it, whenever it ends.
pub(super) struct PrincipalCache {
    kept: Cache<ApiKeyHandle, Kept>,
    generation: AtomicU64,
    epoch: Mutex<Option<AuthEpoch>>,
}

#[derive(Clone)]
struct Kept {
    principal: Arc<Principal>,
    load: Load,
}

/// When the look-up of somebody began.
#[derive(Clone, Copy)]
pub(super) struct Load {
    generation: u64,
    at: Duration,
}

/// Nobody is remembered for longer, whatever happens to the store.
const LIFETIME: Duration = Duration::from_secs(5);
const CAPACITY: usize = 10_000;

impl Default for PrincipalCache {
    fn default() -> Self {
        Self {
            kept: Cache::new(CAPACITY),
            generation: AtomicU64::new(0),
            epoch: Mutex::new(None),
        }
    }
}

impl PrincipalCache {
    pub(super) fn find(&self, handle: &ApiKeyHandle, now: Duration) -> Option<Arc<Principal>> {
        let kept = self.kept.get(handle)?;
        let fresh = now.saturating_sub(kept.load.at) < LIFETIME;
        let current = kept.load.generation == self.generation.load(Ordering::SeqCst);
        (fresh && current).then_some(kept.principal)
    }

    pub(super) fn begin_load(&self, now: Duration) -> Load {
        Load {
            generation: self.generation.load(Ordering::SeqCst),
            at: now,
        }
    }

    pub(super) fn keep(&self, handle: ApiKeyHandle, principal: &Arc<Principal>, load: Load) {
        let principal = Arc::clone(principal);
        self.kept.insert(handle, Kept { principal, load });
    }

    /// Takes note of the store's epoch, and forgets everybody if it is not the one seen last.
    pub(super) fn observe(&self, epoch: AuthEpoch) {
        let mut seen = self.epoch.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.replace(epoch) != Some(epoch) {
            self.forget_everybody();
        }
    }

    pub(super) fn forget_everybody(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.kept.clear();
    }
}
