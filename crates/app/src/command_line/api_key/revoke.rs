use pullkey_domain::id::ApiKeyId;
use pullkey_use_cases::Pullkey;
use serde::Serialize;

use super::{OneKey, of_this_user};
use crate::command_line::output::Output;

#[derive(Serialize)]
struct RevokedBody {
    id: ApiKeyId,
}

pub(super) async fn run(pullkey: &Pullkey, key: &OneKey, output: &Output) -> anyhow::Result<()> {
    let OneKey { company, id } = *key;
    let revoked = pullkey.api_keys.revoke(company, of_this_user(), id).await;
    if let Err(error) = revoked {
        return Err(key.refused(pullkey, error).await);
    }
    output.one(&RevokedBody { id }, &format!("Revoked API key {id}."))
}
