use std::{hash::Hash, time::Duration};

use quick_cache::sync::Cache;

/// What let somebody in within the last hour, from wherever that was: handles of keys, or tokens.
pub(super) struct ValidLately<K>(Cache<K, Duration>);

const LIFETIME: Duration = Duration::from_hours(1);
/// Only valid keys get in here, so nobody pushes them out who has none. Of more than so many, those go first that were
/// used least.
const CAPACITY: usize = 100_000;

impl<K: Eq + Hash> Default for ValidLately<K> {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl<K: Copy + Eq + Hash> ValidLately<K> {
    /// The store vouched for it.
    pub(super) fn note(&self, valid: K, now: Duration) {
        self.0.insert(valid, now);
    }

    /// Whether it did within the last hour.
    pub(super) fn include(&self, sent: &K, now: Duration) -> bool {
        let noted = self.0.get(sent);
        noted.is_some_and(|at| now.saturating_sub(at) < LIFETIME)
    }
}

#[cfg(test)]
mod tests {
    use pullkey_domain::api_key::ApiKeyHandle;

    use super::*;

    #[test]
    fn a_handle_counts_for_an_hour_from_its_last_use() {
        let (handles, minute) = (ValidLately::default(), Duration::from_mins(1));
        let handle = ApiKeyHandle::parse("0123456789ABCDEF").unwrap();
        assert!(!handles.include(&handle, Duration::ZERO));
        handles.note(handle, Duration::ZERO);
        assert!(handles.include(&handle, 59 * minute));
        assert!(!handles.include(&handle, 60 * minute));
        handles.note(handle, 59 * minute);
        assert!(handles.include(&handle, 60 * minute));
    }

    #[test]
    fn only_so_many_are_remembered() {
        let handles = ValidLately::default();
        for number in 0..CAPACITY + 1_000 {
            let handle = ApiKeyHandle::parse(&format!("{number:016}")).unwrap();
            handles.note(handle, Duration::ZERO);
        }
        assert!(handles.0.len() <= CAPACITY);
    }
}
