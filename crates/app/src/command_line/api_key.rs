use anyhow::anyhow;
use clap::Subcommand;
use pullkey_domain::{
    api_key::{ApiKeyName, Capabilities, Capability},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_use_cases::{
    CreateApiKey, CreateApiKeyError, InsertError, IssuedApiKey, ListedApiKey, Pullkey, RowMacError,
};
use serde::Serialize;

use super::{all_pages, api_key_body::ApiKeyBody, by_this_user, output::Output};
use crate::{config::Config, wiring};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Makes a key, and prints its token this once.
    Create {
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
    },
    /// Lists a company's keys, newest first.
    List {
        /// The company.
        #[arg(long)]
        company: CompanyId,
    },
    /// Removes a key. It counts no more within a second, wherever the service runs.
    Revoke {
        /// The company that the key lets in to.
        #[arg(long)]
        company: CompanyId,
        /// The key.
        id: ApiKeyId,
    },
}

const CAPABILITY_HELP: &str = "What it may do, such as DOCKER_REGISTRY:READ, or DOCKER_REGISTRY:READ@ID for one \
    credential. Give it several times for several";

#[derive(Serialize)]
struct IssuedBody<'a> {
    #[serde(flatten)]
    key: ApiKeyBody,
    // It was not used yet.
    last_used_at: Option<Timestamp>,
    token: &'a str,
}

#[derive(Serialize)]
struct ListedBody {
    #[serde(flatten)]
    key: ApiKeyBody,
    state: &'static str,
    /// For people; a machine finds them in the key.
    #[serde(skip)]
    capabilities: String,
}

#[derive(Serialize)]
struct RevokedBody {
    id: ApiKeyId,
}

pub(super) async fn run(command: Command, config: &Config, output: &Output) -> anyhow::Result<()> {
    let pullkey = wiring::open(config).await?;
    match command {
        Command::Create {
            company,
            name,
            capabilities,
            expires_at,
        } => {
            let command = CreateApiKey {
                name,
                capabilities: Capabilities::of(capabilities)?,
                expires_at,
            };
            create(&pullkey, company, command, output).await
        }
        Command::List { company } => list(&pullkey, company, output).await,
        Command::Revoke { company, id } => {
            pullkey.api_keys.revoke(company, id, by_this_user()).await?;
            output.one(&RevokedBody { id }, &format!("Revoked API key {id}."))
        }
    }
}

async fn create(
    pullkey: &Pullkey,
    company: CompanyId,
    command: CreateApiKey,
    output: &Output,
) -> anyhow::Result<()> {
    let created = pullkey
        .api_keys
        .create(company, by_this_user(), command)
        .await;
    let IssuedApiKey { key, token } = created.map_err(|error| match error {
        CreateApiKeyError::ExpiryInPast(rule) => anyhow!("--expires-at {rule}"),
        CreateApiKeyError::Insert(InsertError::CompanyGone) => no_company(company),
        CreateApiKeyError::Insert(InsertError::Store(error)) => error.into(),
    })?;
    let body = IssuedBody {
        key: ApiKeyBody::from(&key),
        last_used_at: None,
        token: token.expose(),
    };
    let words = format!(
        "Made API key {}. Its token is shown this once:\n{}",
        key.id(),
        token.expose()
    );
    output.one(&body, &words)
}

fn no_company(id: CompanyId) -> anyhow::Error {
    anyhow!("there is no company {id}; 'pullkey company list' shows all")
}

async fn list(pullkey: &Pullkey, company: CompanyId, output: &Output) -> anyhow::Result<()> {
    if pullkey.companies.find(company).await?.is_none() {
        return Err(no_company(company));
    }
    let listed = all_pages(|page| pullkey.api_keys.list(company, page)).await?;
    let now = pullkey.surroundings.clock.now();
    let bodies: Vec<_> = listed.iter().map(|it| ListedBody::at(now, it)).collect();
    let columns = ["id", "name", "state", "ends", "capabilities"];
    output.many(
        &bodies,
        &columns,
        |ListedBody {
             key,
             state,
             capabilities,
         }| {
            let end = key.expired_at.map_or("never".into(), |end| end.to_string());
            vec![
                key.id.to_string(),
                key.name.to_string(),
                (*state).to_owned(),
                end,
                capabilities.clone(),
            ]
        },
    )
}

impl ListedBody {
    fn at(now: Timestamp, listed: &ListedApiKey) -> Self {
        let key = &listed.key;
        Self {
            key: ApiKeyBody::from(key),
            state: match listed.row_mac_error {
                Some(RowMacError::Forged) => "altered",
                Some(RowMacError::MissingKey(_)) => "pepper missing",
                None if key.is_live(now) => "live",
                None if key.is_enabled() => "ended",
                None => "disabled",
            },
            capabilities: key.capabilities().to_string(),
        }
    }
}
