use std::{
    env,
    fmt::{self, Display, Formatter},
    path::PathBuf,
    time::Duration,
};

use pullkey_domain::{api_key::Permission, id::CompanyId};
use pullkey_storage::Deadline;
use pullkey_use_cases::{PageRequest, Pullkey};
use tracing::debug;

use crate::escape::shell_word;

/// How to begin on a store that has no company: two commands, to be pasted as they are.
pub(super) struct FirstCommands {
    program: PathBuf,
    company: CompanyId,
}

/// What follows the start text is not worth waiting for any longer.
const PATIENCE: Duration = Duration::from_secs(1);

impl FirstCommands {
    /// If the store has no company yet. One that does not say so has other trouble, which others tell.
    pub(super) async fn needed(pullkey: &Pullkey) -> Option<Self> {
        let one = PageRequest {
            limit: 1,
            offset: 0,
        };
        let companies = Deadline::after(PATIENCE).bounding(pullkey.companies.list(one));
        let companies = companies.await;
        if let Err(error) = &companies {
            debug!(%error, "whether there is a company cannot be told");
        }
        let first = companies.is_ok_and(|companies| companies.total == 0);
        first.then(|| Self {
            program: env::current_exe().unwrap_or_else(|_| "pullkey".into()),
            // Known beforehand, so that the second command can name it.
            company: CompanyId::from_uuid(pullkey.surroundings.ids.next()),
        })
    }
}

impl Display for FirstCommands {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let program = shell_word(self.program.display());
        let company = self.company;
        writeln!(
            f,
            "The database has no company yet. Make one and its first API key, with the settings of this service:\n"
        )?;
        writeln!(
            f,
            "{program} company create --id {company} --name 'First company'"
        )?;
        write!(
            f,
            "{program} api-key create --company {company} --name 'First key'"
        )?;
        for permission in Permission::ALL {
            write!(f, " --capability {permission}")?;
        }
        writeln!(f)
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use clap::Parser;

    use super::*;
    use crate::command_line::CommandLine;

    /// The words of which a shell makes this line.
    fn words(line: &str) -> Vec<String> {
        let script = format!("printf '%s\\n' {line}");
        let printed = Command::new("sh").args(["-c", &script]).output().unwrap();
        let printed = String::from_utf8(printed.stdout).unwrap();
        printed.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_text_ends_with_two_commands_as_they_are_pasted() {
        let text = FirstCommands {
            program: "/it's here/pullkey".into(),
            company: CompanyId::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").unwrap(),
        };
        let text = text.to_string();
        let mut last = text.lines().rev();
        let (key, company) = (words(last.next().unwrap()), words(last.next().unwrap()));
        for (command, name) in [(company, "company"), (key, "api-key")] {
            assert_eq!(command[..2], ["/it's here/pullkey", name]);
            assert!(CommandLine::try_parse_from(&command).is_ok(), "{command:?}");
        }
    }
}
