//! The end of a process that was stopped, and does not come to it by itself.

use std::{
    process::{self, ExitCode},
    thread,
    time::Duration,
};

use tokio::signal::unix::SignalKind;
use tracing::{error, warn};

/// From the signal on. All else that a stop waits for takes less.
const ENDED_WITHIN: Duration = Duration::from_millis(9_800);
/// So that the log has the reason.
const TO_TELL: Duration = Duration::from_millis(100);

/// Ends this process when the time for a stop is over, whatever it waits for: a disk that hangs holds the threads of the
/// embedded store. What was answered is stored by then, and the rest as after a crash.
pub(crate) fn begin() {
    let watching = thread::Builder::new().name("stop-watch".into());
    let watching = watching.spawn(|| {
        thread::sleep(ENDED_WITHIN);
        error!("stopped at once, as something does not end");
        thread::sleep(TO_TELL);
        process::exit(1);
    });
    if let Err(error) = watching {
        warn!(%error, "nothing ends this process if its stop hangs");
    }
}

/// As shells have it of a process that a signal ended.
pub(crate) fn ended_by(signal: SignalKind) -> ExitCode {
    warn!("stopped at once, by a second signal");
    ExitCode::from(u8::try_from(128 + signal.as_raw_value()).unwrap_or(u8::MAX))
}
