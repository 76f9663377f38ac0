//! What an answer tells in words only, as diesel keeps the SQLSTATE of most errors to itself. They are looked at here,
//! and go nowhere. Those of a server that speaks another language than English are not understood, and what it says
//! counts as any other refusal.

use std::error::Error;

/// How it says that a statement was given up, since others were in its way.
const HELD_UP: [&str; 3] = [
    "canceling statement due to lock timeout",
    "canceling statement due to statement timeout",
    DEADLOCK,
];

/// How it says that a statement was given up since others waited for it, and it for them.
const DEADLOCK: &str = "deadlock detected";

/// Whether an error says that a statement may go through at another time, as it is.
pub(crate) fn is_held_up(error: &dyn Error) -> bool {
    let words = error.to_string();
    // A migration's name stands before.
    HELD_UP.iter().any(|told| words.ends_with(told))
}

/// Whether an error says that transactions waited for each other. Nothing was done.
pub(crate) fn is_deadlock(error: &dyn Error) -> bool {
    error.to_string() == DEADLOCK
}

/// Whether an error says that a prepared statement would now answer with other types than at first, and so can never be
/// used again. Nothing was done.
pub(crate) fn is_outdated_plan(error: &dyn Error) -> bool {
    error.to_string() == "cached plan must not change result type"
}
