use pullkey_use_cases::Pullkey;

use super::OneKey;
use crate::command_line::output::Output;

pub(super) async fn run(pullkey: &Pullkey, key: &OneKey, output: &Output) -> anyhow::Result<()> {
    key.show(pullkey, output).await
}
