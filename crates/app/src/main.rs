//! The binary `pullkey`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    pullkey_app::command_line::run().await
}
