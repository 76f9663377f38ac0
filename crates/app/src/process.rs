//! The process, from its first step to its exit status.

use std::{io::Write, process::ExitCode};

use nix::{
    errno::Errno,
    sys::{
        prctl::set_dumpable,
        resource::{Resource, setrlimit},
    },
};
use pullkey_cipher_chacha20poly1305::require_randomness;
use tokio::runtime::Runtime;

use crate::command_line;

/// Runs the command that this process was started with.
pub fn main() -> ExitCode {
    // Before anything secret is read, and before there is a second thread.
    if let Err(error) = keep_memory_private() {
        return cannot("keep others from its memory", error);
    }
    // Before anything counts on it, and while it can still be told.
    if let Err(error) = require_randomness() {
        return cannot("do without randomness", error);
    }
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return cannot("start threads", error),
    };
    let ended = runtime.block_on(command_line::run());
    // The name of a host may still be looked up: nobody waits for that any more.
    runtime.shutdown_background();
    ended
}

/// No file gets what is in memory: nobody but root attaches to this process or reads its memory, and no core of it is
/// written. The limit alone would not do, as the kernel does not ask it where cores go to a program.
fn keep_memory_private() -> Result<(), Errno> {
    set_dumpable(false)?;
    setrlimit(Resource::RLIMIT_CORE, 0, 0)
}

fn cannot(what: &str, error: impl std::fmt::Display) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "pullkey: cannot {what}: {error}");
    ExitCode::FAILURE
}
