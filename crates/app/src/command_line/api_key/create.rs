use anyhow::anyhow;
use clap::Args;
use pullkey_domain::{
    api_key::{ApiKeyName, Capabilities, Capability},
    id::CompanyId,
    timestamp::Timestamp,
};
use pullkey_use_cases::{CreateApiKey, CreateApiKeyError, InsertError, IssuedApiKey, Pullkey};
use serde::Serialize;

use super::of_this_user;
use crate::{
    command_line::{no_company, output::Output},
    http::ApiKeyBody,
};

#[derive(Args)]
pub(crate) struct Arguments {
    /// The company that it lets in to.
    #[arg(long)]
    company: CompanyId,
    /// What people call it.
    #[arg(long)]
    name: ApiKeyName,
    #[arg(long = "capability", value_name = "PERMISSION[@ID]", required = true, help = CAPABILITY_HELP)]
    capabilities: Vec<Capability>,
    /// When it ends, such as 2027-01-30T00:00:00Z; never, if left out.
    #[arg(long)]
    expires_at: Option<Timestamp>,
}

const CAPABILITY_HELP: &str = "What it may do, such as DOCKER_REGISTRY:READ, or DOCKER_REGISTRY:READ@ID for one \
    credential. Give it several times for several";

#[derive(Serialize)]
struct IssuedBody<'a> {
    #[serde(flatten)]
    key: ApiKeyBody,
    token: &'a str,
}

pub(super) async fn run(
    pullkey: &Pullkey,
    arguments: Arguments,
    output: &Output,
) -> anyhow::Result<()> {
    let company = arguments.company;
    let command = CreateApiKey {
        name: arguments.name,
        capabilities: Capabilities::of(arguments.capabilities)?,
        expires_at: arguments.expires_at,
    };
    let api_keys = &pullkey.api_keys;
    let created = api_keys.create(company, of_this_user(), command, None);
    let issued = created.await.map_err(|error| match error {
        CreateApiKeyError::ExpiryInPast(rule) => anyhow!("--expires-at {rule}"),
        CreateApiKeyError::Insert(InsertError::CompanyGone) => no_company(company),
        error => error.into(),
    })?;
    hand_out("Made", &issued, output)
}

/// Prints a key with its new token: what was done to it, in a word.
pub(super) fn hand_out(done: &str, issued: &IssuedApiKey, output: &Output) -> anyhow::Result<()> {
    let IssuedApiKey {
        key,
        token,
        last_used_at,
    } = issued;
    let body = IssuedBody {
        key: ApiKeyBody::of(key, *last_used_at),
        token: token.expose(),
    };
    let words = format!(
        "{done} API key {}. Its token is shown this once:\n{}",
        key.id(),
        token.expose()
    );
    output.one(&body, &words)
}
