//! What registries said, for as long as it may be relied on.

use std::{convert::Infallible, pin::Pin};

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// What is known for a while, in memory only.
pub(crate) struct Kept<V>(Cache<Key, Known<V>>);

/// What something is known by.
pub(crate) type Key = [u8; 32];

/// What is known, and until when.
#[derive(Clone)]
pub(crate) struct Known<V> {
    pub(crate) value: V,
    pub(crate) until: Instant,
}

impl<V: Clone> Kept<V> {
    /// So much at once, of which what was not asked for lately makes way.
    pub(crate) fn at_most(most: usize) -> Self {
        Self(Cache::new(most))
    }

    /// What is known.
    pub(crate) fn get(&self, key: &Key) -> Option<V> {
        let known = self.0.get(key)?;
        (known.until > Instant::now()).then_some(known.value)
    }

    /// What is known, else what comes of asking. Of several who ask at once, one does, and tells the others, however short
    /// the time for which that is known. The asking is boxed, as it is far larger than the waiting.
    pub(crate) async fn get_or<F: Future<Output = Known<V>>>(
        &self,
        key: &Key,
        asking: Pin<Box<F>>,
    ) -> V {
        self.0.remove_if(key, |known| known.until <= Instant::now());
        let asked = async { Ok::<_, Infallible>(asking.await) };
        let Ok(known) = self.0.get_or_insert_async(key, asked).await;
        known.value
    }

    /// Knows better from now on.
    pub(crate) fn put(&self, key: Key, known: Known<V>) {
        self.0.insert(key, known);
    }

    /// Lets go of what counts no more.
    pub(crate) fn forget_ended(&self) {
        let now = Instant::now();
        self.0.retain(|_, known| known.until > now);
    }

    /// Forgets what turned out to be wrong, unless something else is known by now.
    pub(crate) fn forget_if(&self, key: &Key, is_wrong: impl Fn(&V) -> bool) {
        self.0.remove_if(key, |known| is_wrong(&known.value));
    }
}

/// That by which something of these parts is known.
pub(crate) fn key<const PARTS: usize>(parts: [&[u8]; PARTS]) -> Key {
    let parts = parts.into_iter().map(Sha256::digest);
    let all = parts.fold(Sha256::new(), Digest::chain_update);
    all.finalize().into()
}
