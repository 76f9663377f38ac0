use anyhow::anyhow;
use clap::Subcommand;
use pullkey_domain::{
    api_key::{ApiKeyName, Capabilities, Capability},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_use_cases::{
    Authority, ChangeApiKeyError, CreateApiKey, CreateApiKeyError, InsertError, IssuedApiKey,
    ListedApiKey, Pullkey, RowMacError,
};
use serde::Serialize;

use super::{all_pages, by_this_user, no_company, output::Output};
use crate::{config::Config, http::ApiKeyBody, wiring};

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
            let revoked = pullkey.api_keys.revoke(company, of_this_user(), id).await;
            revoked.map_err(|error| refused(error, company, id))?;
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
        .create(company, of_this_user(), command, None)
        .await;
    let IssuedApiKey { key, token, .. } = created.map_err(|error| match error {
        CreateApiKeyError::ExpiryInPast(rule) => anyhow!("--expires-at {rule}"),
        CreateApiKeyError::Insert(InsertError::CompanyGone) => no_company(company),
        error => error.into(),
    })?;
    let body = IssuedBody {
        key: ApiKeyBody::of(&key, None),
        token: token.expose(),
    };
    let words = format!(
        "Made API key {}. Its token is shown this once:\n{}",
        key.id(),
        token.expose()
    );
    output.one(&body, &words)
}

/// Whoever has the key ring and the database is bound by nothing.
fn of_this_user() -> Authority<'static> {
    Authority::Operator(by_this_user())
}

fn refused(error: ChangeApiKeyError, company: CompanyId, id: ApiKeyId) -> anyhow::Error {
    match error {
        ChangeApiKeyError::NotFound => anyhow!(
            "company {company} has no API key {id}; 'pullkey api-key list --company {company}' shows all"
        ),
        error => error.into(),
    }
}

async fn list(pullkey: &Pullkey, company: CompanyId, output: &Output) -> anyhow::Result<()> {
    if pullkey.companies.find(company).await?.is_none() {
        return Err(no_company(company));
    }
    let listed = all_pages(|page| pullkey.api_keys.list(company, page)).await?;
    let now = pullkey.surroundings.clock.now();
    let bodies: Vec<_> = listed.iter().map(|it| ListedBody::at(now, it)).collect();
    let columns = ["id", "name", "state", "ends", "last used", "capabilities"];
    output.many(
        &bodies,
        &columns,
        |ListedBody {
             key,
             state,
             capabilities,
         }| {
            let or_never = |at: Option<Timestamp>| at.map_or("never".into(), |at| at.to_string());
            vec![
                key.id.to_string(),
                key.name.to_string(),
                (*state).to_owned(),
                or_never(key.expired_at),
                or_never(key.last_used_at),
                capabilities.clone(),
            ]
        },
    )
}

impl ListedBody {
    fn at(now: Timestamp, listed: &ListedApiKey) -> Self {
        let key = &listed.key;
        Self {
            key: ApiKeyBody::from(listed),
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
