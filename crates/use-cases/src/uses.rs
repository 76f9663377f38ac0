use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
};

use pullkey_domain::timestamp::Timestamp;

/// When something was used that the store was not told of yet: of each the latest moment only, so however busy it is, it is told
/// once each time.
pub(crate) struct Uses<K>(Mutex<HashMap<K, Timestamp>>);

/// So many are told at once.
pub(crate) const BATCH: usize = 500;

/// Of more than so many, the use is not noted until others were told. It takes some 20 MiB.
const ROOM: usize = 250_000;

impl<K> Default for Uses<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash + Copy> Uses<K> {
    pub(crate) fn note(&self, used: K, at: Timestamp) {
        let mut pending = self.pending();
        let has_room = pending.len() < ROOM;
        if let Some(latest) = pending.get_mut(&used) {
            *latest = at.max(*latest);
        } else if has_room {
            pending.insert(used, at);
        }
    }

    /// All that was noted.
    pub(crate) fn untold(&self) -> Vec<(K, Timestamp)> {
        self.pending()
            .iter()
            .map(|(used, at)| (*used, *at))
            .collect()
    }

    /// Forgets what was told. A later use of the same is still to be told.
    pub(crate) fn settle(&self, told: &[(K, Timestamp)]) {
        let mut pending = self.pending();
        for (used, at) in told {
            if pending.get(used) == Some(at) {
                pending.remove(used);
            }
        }
    }

    // Nothing panics while it holds them.
    fn pending(&self) -> MutexGuard<'_, HashMap<K, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis).unwrap()
    }

    #[test]
    fn the_latest_moment_is_kept_whatever_was_noted_last() {
        let uses = Uses::default();
        for millis in [2, 3, 1] {
            uses.note("one", at(millis));
        }
        assert_eq!(uses.untold(), [("one", at(3))]);
    }

    #[test]
    fn what_was_used_again_while_it_was_told_is_told_again() {
        let uses = Uses::default();
        uses.note("one", at(1));
        uses.note("other", at(1));
        let told = uses.untold();
        uses.note("one", at(2));
        uses.settle(&told);
        assert_eq!(uses.untold(), [("one", at(2))]);
    }

    #[test]
    fn no_more_is_noted_than_there_is_room_for_until_it_was_told() {
        let uses = Uses::default();
        for nth in 0..=ROOM {
            uses.note(nth, at(1));
        }
        uses.note(0, at(2));
        let told = uses.untold();
        assert_eq!(told.len(), ROOM);
        assert!(told.contains(&(0, at(2))));
        uses.settle(&told);
        uses.note(ROOM, at(3));
        assert_eq!(uses.untold(), [(ROOM, at(3))]);
    }
}
