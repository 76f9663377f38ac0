//! The binary `docker-credential-pullkey`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pullkey_companions::credential_helper::main()
}
