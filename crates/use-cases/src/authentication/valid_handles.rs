use std::time::Duration;

use pullkey_domain::api_key::ApiKeyHandle;
use quick_cache::sync::Cache;

/// The handles of keys that let somebody in within the last hour, from wherever that was.
pub(super) struct ValidHandles(Cache<ApiKeyHandle, Duration>);

const LIFETIME: Duration = Duration::from_hours(1);
/// Only valid keys get in here, so nobody pushes them out who has none. Of more than so many, those go first that were
/// used least.
const CAPACITY: usize = 100_000;

impl Default for ValidHandles {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl ValidHandles {
    /// The store vouched for a key of this handle.
    pub(super) fn note(&self, handle: ApiKeyHandle, now: Duration) {
        self.0.insert(handle, now);
    }

    /// Whether it did within the last hour.
    pub(super) fn include(&self, handle: &ApiKeyHandle, now: Duration) -> bool {
        let noted = self.0.get(handle);
        noted.is_some_and(|at| now.saturating_sub(at) < LIFETIME)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_counts_for_an_hour_from_its_last_use() {
        let (handles, minute) = (ValidHandles::default(), Duration::from_mins(1));
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
        let handles = ValidHandles::default();
        for number in 0..CAPACITY + 1_000 {
            let handle = ApiKeyHandle::parse(&format!("{number:016}")).unwrap();
            handles.note(handle, Duration::ZERO);
        }
        assert!(handles.0.len() <= CAPACITY);
    }
}
