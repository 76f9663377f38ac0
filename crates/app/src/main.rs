//! The binary `pullkey`.

use std::{io::Write, process::ExitCode};

use tokio::runtime::Runtime;

fn main() -> ExitCode {
    let runtime = match Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "pullkey: cannot start threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let ended = runtime.block_on(pullkey_app::command_line::run());
    // The name of a host may still be looked up: nobody waits for that any more.
    runtime.shutdown_background();
    ended
}
