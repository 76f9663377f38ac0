use clap::Args;
use pullkey_domain::{
    api_key::{ApiKeyEdit, ApiKeyName, Capabilities, Capability},
    timestamp::Timestamp,
};
use pullkey_use_cases::Pullkey;

use super::{OneKey, of_this_user, shown::show_changed};
use crate::command_line::output::Output;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    key: OneKey,
    #[command(flatten)]
    changes: Changes,
}

/// What to change.
#[derive(Args)]
#[group(required = true, multiple = true)]
struct Changes {
    /// What people shall call it.
    #[arg(long)]
    name: Option<ApiKeyName>,
    /// What it may do, instead of all that it may do now. Give it several times for several.
    #[arg(long = "capability", value_name = "PERMISSION[@ID]")]
    capabilities: Option<Vec<Capability>>,
    /// When it shall end, such as 2027-01-30T00:00:00Z.
    #[arg(long)]
    expires_at: Option<Timestamp>,
    /// That it shall never end.
    #[arg(long, conflicts_with = "expires_at")]
    never_expires: bool,
}

pub(super) async fn run(
    pullkey: &Pullkey,
    arguments: Arguments,
    output: &Output,
) -> anyhow::Result<()> {
    let Arguments { key, changes } = arguments;
    let edit = changes.into_edit()?;
    let api_keys = &pullkey.api_keys;
    let changed = api_keys.edit(key.company, of_this_user(), key.id, edit);
    match changed.await {
        Ok(changed) => show_changed(pullkey, changed, output),
        Err(error) => Err(key.refused(pullkey, error).await),
    }
}

impl Changes {
    fn into_edit(self) -> anyhow::Result<ApiKeyEdit> {
        let capabilities = self.capabilities.map(Capabilities::of).transpose()?;
        let expires_at = match self.expires_at {
            Some(end) => Some(Some(end)),
            None => self.never_expires.then_some(None),
        };
        Ok(ApiKeyEdit {
            name: self.name,
            capabilities,
            expires_at,
        })
    }
}
