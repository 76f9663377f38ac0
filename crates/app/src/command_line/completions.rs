use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{CommandLine, output::print_as_it_is};

pub(super) fn run(shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    let mut command = CommandLine::command();
    let name = command.get_name().to_owned();
    generate(shell, &mut command, name, &mut script);
    print_as_it_is(&script)
}
