//! The two kinds of store, of which a drill tries each by itself.

use crate::drill::{Broken, Verdict};

/// What stores what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Embedded,
    Postgres,
}

impl Kind {
    /// Plays on each kind, or on the one where a bug was planted, and says on which one it broke.
    pub(crate) fn play_on_each(
        concerned: Option<Self>,
        mut play: impl FnMut(Self) -> Verdict,
    ) -> Verdict {
        for kind in [Self::Embedded, Self::Postgres] {
            if concerned.is_none_or(|concerned| concerned == kind) {
                let name = kind.name();
                println!("  {name}");
                play(kind).map_err(|Broken(what)| Broken(format!("{name}: {what}")))?;
            }
        }
        Ok(())
    }

    /// As reports have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded store",
            Self::Postgres => "PostgreSQL",
        }
    }
}
