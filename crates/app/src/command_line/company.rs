use clap::Subcommand;
use pullkey_domain::{company::CompanyName, id::CompanyId};
use pullkey_use_cases::{CreateCompany, DeleteCompanyError, InsertCompanyError};
use serde::Serialize;

use super::{all_pages, by_this_user, no_company, output::Output};
use crate::{config::Config, http::CompanyBody, wiring};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Makes a company.
    Create {
        /// What people call it.
        #[arg(long)]
        name: CompanyName,
        /// The id that it shall have; a fresh one, if left out.
        #[arg(long)]
        id: Option<CompanyId>,
    },
    /// Lists the companies.
    List,
    /// Deletes a company for good. Its secrets are lost at once, and its API keys count no more within a second, wherever the
    /// service runs, and within five at a node that cannot find out.
    ///
    /// What else it had goes by and by, while a service runs. Its audit events stay, and its id is never given again.
    Delete {
        /// The company.
        id: CompanyId,
    },
}

#[derive(Serialize)]
struct DeletedBody {
    id: CompanyId,
}

#[derive(Serialize)]
struct CreatedBody {
    id: CompanyId,
    name: CompanyName,
}

pub(super) async fn run(command: Command, config: &Config, output: &Output) -> anyhow::Result<()> {
    let pullkey = wiring::open(config).await?;
    match command {
        Command::Create { name, id } => {
            let command = CreateCompany { id, name };
            let created = pullkey.companies.create(by_this_user(), command).await;
            let company = created.map_err(|error| match error {
                InsertCompanyError::IdTaken => {
                    anyhow::anyhow!("a company has, or had, this --id; choose another")
                }
                InsertCompanyError::Store(error) => error.into(),
            })?;
            let body = CreatedBody {
                id: company.id(),
                name: company.name().clone(),
            };
            output.one(&body, &format!("Made company {}.", company.id()))
        }
        Command::Delete { id } => {
            let deleted = pullkey.companies.delete(by_this_user(), id).await;
            deleted.map_err(|error| match error {
                DeleteCompanyError::NotFound => no_company(id),
                DeleteCompanyError::Store(error) => error.into(),
            })?;
            output.one(&DeletedBody { id }, &format!("Deleted company {id}."))
        }
        Command::List => {
            let companies = all_pages(|page| pullkey.companies.list(page)).await?;
            let bodies: Vec<_> = companies.iter().map(CompanyBody::from).collect();
            output.many(&bodies, &["id", "name", "created at"], |company| {
                vec![
                    company.id.to_string().into(),
                    company.name.to_string().into(),
                    company.created_at.to_string().into(),
                ]
            })
        }
    }
}
