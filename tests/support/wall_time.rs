use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the clock on the wall says, as time since 1970. It is the one that the nodes on this machine look at.
#[expect(
    clippy::disallowed_methods,
    reason = "a test compares with what a real process does at a real time"
)]
pub fn wall_time() -> Duration {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.expect("it is later than 1970")
}
