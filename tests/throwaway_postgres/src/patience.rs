use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// Waits until something is so. Whether it became so within this time.
pub(crate) fn wait_until(limit: Duration, mut so: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    loop {
        if so() {
            return true;
        }
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(5));
    }
}
