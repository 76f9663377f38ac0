//! What the program tells of itself. No setting is read for it, so that it works where one is wrong.

use clap::Subcommand;
use clap_complete::Shell;

use super::{completions, man, openapi};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Prints the OpenAPI document, as the service has it at /openapi.json.
    Openapi,
    /// Prints a script with which a shell completes the words of a command.
    ///
    /// For bash, put it into /usr/share/bash-completion/completions/pullkey, or read it with
    /// `source <(pullkey completions bash)`.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Prints the manual page, with every command and setting.
    ///
    /// `pullkey man | man -l -` shows it. Packages keep it as pullkey.1.
    Man,
}

pub(super) fn run(command: &Command) -> anyhow::Result<()> {
    match command {
        Command::Openapi => openapi::run(),
        Command::Completions { shell } => completions::run(*shell),
        Command::Man => man::run(),
    }
}
