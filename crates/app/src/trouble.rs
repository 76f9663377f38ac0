//! Trouble that lasts is told when it begins and when it ends, not each time that it is met.

use std::sync::atomic::{AtomicBool, Ordering};

/// One kind of trouble.
#[derive(Default)]
pub(crate) struct Trouble(AtomicBool);

impl Trouble {
    /// It was met. Whether this is news.
    pub(crate) fn begins(&self) -> bool {
        !self.0.swap(true, Ordering::Relaxed)
    }

    /// It was not met. Whether this is news.
    pub(crate) fn ends(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::Trouble;

    #[test]
    fn trouble_is_news_when_it_begins_and_when_it_ends() {
        let trouble = Trouble::default();
        assert!(!trouble.ends(), "there was none");
        assert!(trouble.begins() && !trouble.begins());
        assert!(trouble.ends() && !trouble.ends());
        assert!(trouble.begins(), "it is back");
    }
}
