//! API keys, one file per command. Whoever has the key ring and the database is bound by no rule about who may hand out
//! what, nor by that of the last key that can make others.

mod create;
mod list;
mod revoke;
mod rotate;
mod show;
mod shown;
mod switch;
mod update;

use anyhow::anyhow;
use clap::{Args, Subcommand};
use pullkey_domain::id::{ApiKeyId, CompanyId};
use pullkey_use_cases::{Authority, ChangeApiKeyError, Pullkey};

use super::{by_this_user, no_company, output::Output};
use crate::{config::Config, wiring};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Makes a key, and prints its token this once.
    Create(create::Arguments),
    /// Lists a company's keys, newest first.
    List {
        /// The company.
        #[arg(long)]
        company: CompanyId,
    },
    /// Shows a key, but not its token.
    Show(OneKey),
    /// Changes name, capabilities or end of a key. What is left out stays.
    ///
    /// It counts within a second, wherever the service runs, and within five at a node that cannot find out.
    Update(update::Arguments),
    /// Switches a key on, which lets its holder in again within a second, or five at a node that cannot find out.
    Enable(OneKey),
    /// Switches a key off, which lets its holder in no more within a second, wherever the service runs, and within five
    /// at a node that cannot find out.
    Disable(OneKey),
    /// Gives a key another token, and prints it this once. The key stays what it is.
    Rotate(rotate::Arguments),
    /// Removes a key. It counts no more within a second, wherever the service runs, and within five at a node that cannot
    /// find out.
    Revoke(OneKey),
}

/// Which key.
#[derive(Args)]
pub(super) struct OneKey {
    /// The company that the key lets in to.
    #[arg(long)]
    company: CompanyId,
    /// The key.
    id: ApiKeyId,
}

pub(super) async fn run(command: Command, config: &Config, output: &Output) -> anyhow::Result<()> {
    let pullkey = &wiring::open(config).await?;
    match command {
        Command::Create(arguments) => create::run(pullkey, arguments, output).await,
        Command::List { company } => list::run(pullkey, company, output).await,
        Command::Show(key) => show::run(pullkey, &key, output).await,
        Command::Update(arguments) => update::run(pullkey, arguments, output).await,
        Command::Enable(key) => switch::run(pullkey, &key, true, output).await,
        Command::Disable(key) => switch::run(pullkey, &key, false, output).await,
        Command::Rotate(arguments) => rotate::run(pullkey, &arguments, output).await,
        Command::Revoke(key) => revoke::run(pullkey, &key, output).await,
    }
}

fn of_this_user() -> Authority {
    Authority::Operator(by_this_user())
}

impl OneKey {
    /// Says why nothing was done to it.
    async fn refused(&self, pullkey: &Pullkey, error: ChangeApiKeyError) -> anyhow::Error {
        match error {
            ChangeApiKeyError::NotFound => self.not_found(pullkey).await,
            ChangeApiKeyError::ExpiryInPast(rule) => anyhow!("--expires-at {rule}"),
            ChangeApiKeyError::Altered(id) => anyhow!(
                "something altered the row of API key {id} behind the service's back. It lets nobody in, and there is \
                 nothing left but to revoke it"
            ),
            error => error.into(),
        }
    }

    /// Says which of the two is not there.
    async fn not_found(&self, pullkey: &Pullkey) -> anyhow::Error {
        let Self { company, id } = self;
        match pullkey.companies.find(*company).await {
            Ok(Some(_)) => anyhow!(
                "company {company} has no API key {id}; 'pullkey api-key list --company {company}' shows all"
            ),
            Ok(None) => no_company(*company),
            Err(error) => error.into(),
        }
    }
}
