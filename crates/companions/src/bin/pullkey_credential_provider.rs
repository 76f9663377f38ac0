//! The binary `pullkey-credential-provider`.

use std::process::ExitCode;

fn main() -> ExitCode {
    pullkey_companions::credential_provider::main()
}
