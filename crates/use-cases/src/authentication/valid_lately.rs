use std::{hash::Hash, time::Duration};

use quick_cache::sync::Cache;

/// What let somebody in within the last hour, from wherever that was: handles of keys, or tokens.
pub(super) struct ValidLately<K>(Cache<K, Valid>);

#[derive(Clone, Copy)]
struct Valid {
    at: Duration,
    refused_since: bool,
}

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
        let valid_now = Valid {
            at: now,
            refused_since: false,
        };
        self.0.insert(valid, valid_now);
    }

    /// The store refused it.
    pub(super) fn refuse(&self, sent: K) {
        if let Some(valid) = self.0.get(&sent) {
            let refused = Valid {
                refused_since: true,
                ..valid
            };
            self.0.insert(sent, refused);
        }
    }

    /// Whether it did within the last hour, whatever came since.
    pub(super) fn include(&self, sent: &K, now: Duration) -> bool {
        self.lately(sent, now).is_some()
    }

    /// Whether it did, and refused it never since: so nobody keeps this up by what was valid once.
    pub(super) fn vouch_for(&self, sent: &K, now: Duration) -> bool {
        let valid = self.lately(sent, now);
        valid.is_some_and(|it| !it.refused_since)
    }

    fn lately(&self, sent: &K, now: Duration) -> Option<Valid> {
        let valid = self.0.get(sent)?;
        (now.saturating_sub(valid.at) < LIFETIME).then_some(valid)
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
    fn what_was_refused_since_is_vouched_for_only_once_it_is_valid_again() {
        let handles = ValidLately::default();
        let handle = ApiKeyHandle::parse("0123456789ABCDEF").unwrap();
        let tell = || {
            let now = Duration::from_secs(1);
            (
                handles.include(&handle, now),
                handles.vouch_for(&handle, now),
            )
        };
        handles.refuse(handle);
        assert_eq!(tell(), (false, false));
        handles.note(handle, Duration::ZERO);
        assert_eq!(tell(), (true, true));
        handles.refuse(handle);
        assert_eq!(tell(), (true, false));
        handles.note(handle, Duration::ZERO);
        assert_eq!(tell(), (true, true));
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
