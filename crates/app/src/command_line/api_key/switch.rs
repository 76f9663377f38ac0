use pullkey_use_cases::Pullkey;

use super::{OneKey, of_this_user, shown::show_changed};
use crate::command_line::output::Output;

pub(super) async fn run(
    pullkey: &Pullkey,
    key: &OneKey,
    enabled: bool,
    output: &Output,
) -> anyhow::Result<()> {
    let OneKey { company, id } = *key;
    let api_keys = &pullkey.api_keys;
    let switched = api_keys.switch(company, of_this_user(), id, Some(enabled));
    match switched.await {
        Ok(switched) => show_changed(pullkey, switched, output),
        Err(error) => Err(key.refused(pullkey, error).await),
    }
}
