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

use super::{Principal, token_mark::TokenMark};

/// Those who were let in during the last seconds.
///
/// What is kept belongs to a generation, and every invalidation starts a new one. So a look-up that began before an
/// invalidation leaves nothing behind that counts after it, whenever it ends. Nor does one that began before a token was
/// refused count for that token: who was refused is not let in again by what was read earlier. Others of the same key are:
/// its handle is public, and whoever sends wrong secrets for it must not have its holder forgotten.
pub(super) struct PrincipalCache {
    kept: Cache<ApiKeyHandle, Kept>,
    refused: Cache<TokenMark, u64>,
    /// Grows with each look-up and each refusal, so that it can be told which came first.
    turns: AtomicU64,
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
    turn: u64,
    at: Duration,
}

/// Nobody is remembered for longer, whatever happens to the store.
const LIFETIME: Duration = Duration::from_secs(5);
const CAPACITY: usize = 10_000;
/// Whoever sends many wrong tokens makes refusals be forgotten. Then only an invalidation helps, a moment later.
const REFUSALS: usize = 1_000;

impl Default for PrincipalCache {
    fn default() -> Self {
        Self {
            kept: Cache::new(CAPACITY),
            refused: Cache::new(REFUSALS),
            turns: AtomicU64::new(0),
            generation: AtomicU64::new(0),
            epoch: Mutex::new(None),
        }
    }
}

impl PrincipalCache {
    pub(super) fn find(
        &self,
        handle: &ApiKeyHandle,
        token: TokenMark,
        now: Duration,
    ) -> Option<Arc<Principal>> {
        let kept = self.kept.get(handle)?;
        let fresh = now.saturating_sub(kept.load.at) < LIFETIME;
        let current = kept.load.generation == self.generation.load(Ordering::SeqCst);
        let refused = self.refused.get(&token);
        let refused_since = refused.is_some_and(|turn| kept.load.turn < turn);
        (fresh && current && !refused_since).then_some(kept.principal)
    }

    pub(super) fn begin_load(&self, now: Duration) -> Load {
        Load {
            generation: self.generation.load(Ordering::SeqCst),
            turn: self.turns.fetch_add(1, Ordering::SeqCst),
            at: now,
        }
    }

    /// This token was refused.
    pub(super) fn refuse(&self, token: TokenMark) {
        let turn = self.turns.fetch_add(1, Ordering::SeqCst);
        self.refused.insert(token, turn);
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

    #[cfg(test)]
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use pullkey_domain::api_key::ApiKeyToken;

    use super::*;
    use crate::{
        authentication::token_mark::Marker,
        fixtures::{a_company, a_signed_key},
    };

    #[test]
    fn what_was_read_before_a_refusal_lets_nobody_in_after_it() {
        let cache = PrincipalCache::default();
        let (marker, token) = (
            Marker::default(),
            ApiKeyToken::generate(|bytes| bytes.fill(1)),
        );
        let mark = marker.mark(&token);
        let other = ApiKeyToken::another(token.handle(), |bytes| bytes.fill(2));
        let other = marker.mark(&other);
        let key = a_signed_key().into_unverified();
        let handle = *key.handle();
        let company = a_company();
        let principal = Arc::new(Principal { key, company });
        let now = Duration::ZERO;

        let (slow, begun_later) = (cache.begin_load(now), cache.begin_load(now));
        cache.keep(handle, &principal, begun_later);
        cache.refuse(mark);
        assert!(cache.find(&handle, mark, now).is_none());
        assert!(
            cache.find(&handle, other, now).is_some(),
            "refused it was not"
        );
        cache.keep(handle, &principal, slow);
        assert!(cache.find(&handle, mark, now).is_none());

        let after = cache.begin_load(now);
        cache.keep(handle, &principal, after);
        assert!(cache.find(&handle, mark, now).is_some());
    }
}
