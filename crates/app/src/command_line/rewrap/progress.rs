use std::fmt::Write;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

/// Shows a person at a terminal how far it is.
pub(super) struct Progress(ProgressBar);

const TEMPLATE: &str = "{bar:40} {human_pos} of {human_len} secrets, {rate}/s, {eta} left";

impl Progress {
    /// Towards so many.
    pub(super) fn towards(secrets: u64, is_shown: bool) -> Self {
        let bar = if is_shown && secrets > 0 {
            ProgressBar::new(secrets)
        } else {
            ProgressBar::hidden()
        };
        // Without a style of ours it has one of its own.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.with_key("rate", rate));
        }
        Self(bar)
    }

    /// So many more are behind it, of which it may not have known at the beginning.
    pub(super) fn came_by(&self, secrets: u64) {
        self.0.inc(secrets);
        let known = self.0.length().unwrap_or_default();
        self.0.set_length(known.max(self.0.position()));
    }

    /// Leaves the line to what is told next.
    pub(super) fn end(&self) {
        self.0.finish_and_clear();
    }
}

fn rate(state: &ProgressState, out: &mut dyn Write) {
    // Only who writes the line could fail.
    let _ = write!(out, "{:.0}", state.per_sec());
}
