//! The command line: one file per command.

mod api_key;
mod audit;
mod backup;
mod company;
mod completions;
mod config;
mod first_commands;
mod healthcheck;
mod itself;
mod keyring;
mod man;
mod migrate;
mod openapi;
mod output;
mod reachable;
mod rewrap;
mod serve;
mod start_text;
mod verify;

use std::{
    io::{IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};

use anstyle::{AnsiColor, Style};
use clap::{Parser, Subcommand};
use nix::unistd::{User, geteuid};
use pullkey_domain::{
    audit::{Actor, SystemUser},
    id::CompanyId,
};
use pullkey_use_cases::{By, Page, PageRequest, StoreError};

use self::output::Output;
use crate::{
    config::{Config, Flags, Sources},
    escape::{escape, escape_lines},
    telemetry,
};

/// Keeps the credentials that deployments pull private images with.
#[derive(Parser)]
#[command(name = "pullkey", version)]
struct CommandLine {
    #[command(flatten)]
    settings: Flags,
    /// Prints JSON for machines.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<AnyCommand>,
}

#[derive(Subcommand)]
enum AnyCommand {
    #[command(flatten)]
    WithSettings(Command),
    #[command(flatten)]
    AboutItself(itself::Command),
}

#[derive(Subcommand)]
enum Command {
    /// Serves. What happens without a command, too.
    Serve,
    /// Brings the database to this version's schema.
    Migrate,
    /// Companies.
    #[command(subcommand)]
    Company(company::Command),
    /// API keys.
    #[command(subcommand)]
    ApiKey(api_key::Command),
    /// The audit trail.
    #[command(subcommand)]
    Audit(audit::Command),
    /// The key ring.
    #[command(subcommand)]
    Keyring(keyring::Command),
    /// Seals every secret anew under the key ring's primary secret key, while the service runs.
    ///
    /// Nobody who uses a credential notices, and an edit that comes between wins. It may be stopped at any time and run
    /// again, at any number of nodes at once. It goes on until a count over the whole store finds no secret under another
    /// key; exit status 1 tells that some are left, which, and why.
    Rewrap,
    /// Tries whether a credential's login works at its registry, as the API's verify does.
    ///
    /// What comes of it is kept on the credential. Exit status 0 tells that the registry took the login, 1 anything else;
    /// the message says what to do.
    Verify(verify::Arguments),
    /// Copies the embedded database into a new file, while the service runs.
    ///
    /// The copy has all that was committed before, is checked, and may be read by its owner only. A file that is there
    /// is refused. The key ring is not part of it: without it the copy opens no secret.
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Prints every setting, its value and where it came from.
    ///
    /// Secrets are not shown. Nothing is opened or made.
    Config,
    /// Asks the service whether it is ready: exit status 0 if it is, 1 if not.
    ///
    /// It asks /readyz where these settings have the service listen, on the loopback address if that is everywhere, and
    /// waits 5 seconds at most. The checks that failed are named.
    Healthcheck,
}

/// Runs the command that this process was started with.
pub async fn run() -> ExitCode {
    let line = CommandLine::parse();
    let command = match line.command {
        None => Command::Serve,
        Some(AnyCommand::WithSettings(command)) => command,
        Some(AnyCommand::AboutItself(command)) => return ended(itself::run(&command)),
    };
    let sources = Sources::of_this_process(line.settings);
    let config = match Config::load(&sources) {
        Ok(config) => config,
        Err(errors) => {
            complain(&escape_lines(&errors.to_string()));
            return ExitCode::from(USAGE);
        }
    };
    let json = config.log_format.is_json(std::io::stderr().is_terminal());
    let _log = telemetry::write_logs(config.log.clone(), json);
    let output = Output::new(line.json);
    let done = match command {
        Command::Serve => match serve::run(&config).await {
            Ok(status) => return status,
            Err(error) => Err(error),
        },
        Command::Migrate => migrate::run(&config, &output).await,
        Command::Company(command) => company::run(command, &config, &output).await,
        Command::ApiKey(command) => api_key::run(command, &config, &output).await,
        Command::Audit(command) => audit::run(command, &config, &output).await,
        Command::Keyring(command) => keyring::run(command, &config, &output).await,
        Command::Rewrap => rewrap::run(&config, &output).await,
        Command::Verify(arguments) => verify::run(arguments, &config, &output).await,
        Command::Backup { file } => backup::run(&file, &config, &output),
        Command::Config => config::run(&config, &output),
        Command::Healthcheck => healthcheck::run(&config, &output).await,
    };
    ended(done)
}

fn ended(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!(
                "{BAD}pullkey:{BAD:#} {}",
                escape(&format!("{error:#}"))
            ));
            ExitCode::FAILURE
        }
    }
}

const USAGE: u8 = 2;

/// What to say of a company that is not there.
fn no_company(id: CompanyId) -> anyhow::Error {
    anyhow::anyhow!("there is no company {id}; 'pullkey company list' shows all")
}

/// That something failed, at a terminal: as clap has it.
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Whoever would read it may have gone away, which `eprintln!` takes for a reason to panic. Its colours are left out where
/// nobody sees them.
fn complain(text: &str) {
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Walks a whole list, page by page. Each has a deadline of its own, the usual one, however many there are.
async fn all_pages<T, P>(list: impl Fn(PageRequest) -> P) -> Result<Vec<T>, StoreError>
where
    P: Future<Output = Result<Page<T>, StoreError>>,
{
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let page = list(PageRequest {
            limit: 1_000,
            offset,
        })
        .await?;
        if page.items.is_empty() {
            return Ok(all);
        }
        all.extend(page.items);
    }
}

/// On behalf of whoever runs this command.
fn by_this_user() -> By {
    let uid = geteuid();
    let name = User::from_uid(uid).ok().flatten().map(|user| user.name);
    let user = SystemUser::of(&name.unwrap_or_else(|| uid.to_string()));
    By::actor(Actor::CommandLine(user))
}
