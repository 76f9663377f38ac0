use std::time::Duration;

use clap::Args;
use pullkey_use_cases::{Pullkey, RotateApiKey, RotateApiKeyError};

use super::{OneKey, create::hand_out, of_this_user};
use crate::command_line::output::Output;

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    key: OneKey,
    /// For how many hours the token until now counts yet, 720 at most; if left out, it counts no more within a second,
    /// or five at a node that cannot find out.
    #[arg(
        long,
        value_name = "HOURS",
        default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(0..=720),
    )]
    old_token_ttl_hours: u32,
}

pub(super) async fn run(
    pullkey: &Pullkey,
    arguments: &Arguments,
    output: &Output,
) -> anyhow::Result<()> {
    let key = &arguments.key;
    let command = RotateApiKey {
        id: key.id,
        overlap: Duration::from_hours(arguments.old_token_ttl_hours.into()),
    };
    let api_keys = &pullkey.api_keys;
    let rotated = api_keys.rotate(key.company, of_this_user(), command, None);
    match rotated.await {
        Ok(issued) => hand_out("Rotated", &issued, output),
        Err(RotateApiKeyError::Change(error)) => Err(key.refused(pullkey, error).await),
        Err(error) => Err(error.into()),
    }
}
