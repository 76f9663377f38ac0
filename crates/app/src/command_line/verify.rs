use anyhow::{anyhow, bail};
use clap::Args;
use pullkey_domain::{
    credential::VerificationOutcome,
    id::{CompanyId, CredentialId},
    image::ImageReference,
};
use pullkey_use_cases::{FindCredentialError, TryLoginError, VerifyCredentialError};

use super::{by_this_user, no_company, output::Output};
use crate::{config::Config, http::VerificationBody, telemetry, wiring};

#[derive(Args)]
pub(super) struct Arguments {
    /// The company that has the credential.
    #[arg(long)]
    company: CompanyId,
    /// An image of that registry that the login should be able to pull.
    #[arg(long)]
    image: Option<ImageReference>,
    /// The credential.
    id: CredentialId,
}

pub(super) async fn run(
    arguments: Arguments,
    config: &Config,
    output: &Output,
) -> anyhow::Result<()> {
    let Arguments { company, image, id } = arguments;
    let pullkey = wiring::open(config).await?;
    let found = pullkey.companies.find(company).await?;
    let owner = found.ok_or_else(|| no_company(company))?;
    let credentials = &pullkey.credentials;
    let verified = credentials.verify(&owner, by_this_user(), id, image).await;
    let tried = verified.map_err(|error| match error {
        VerifyCredentialError::Find(FindCredentialError::NotFound) => {
            anyhow!("company {company} has no credential {id}")
        }
        VerifyCredentialError::ImageElsewhere { .. } => anyhow!("--image {error}"),
        VerifyCredentialError::Trial(TryLoginError::HostRequired) => {
            anyhow!("credential {id} has no host: store one before it can be used, with its secret")
        }
        VerifyCredentialError::Open(ref failure) => {
            telemetry::count_failed_opening(failure);
            error.into()
        }
        error => error.into(),
    })?;
    let took = tried.took.map(|took| format!("{} ms", took.as_millis()));
    let outcome = tried.verification.outcome;
    output.details(
        &VerificationBody::from(&tried),
        &[
            ("Outcome", outcome.to_string().into()),
            ("Checked at", tried.verification.at.to_string().into()),
            ("Took", took.unwrap_or_else(|| "-".to_owned()).into()),
        ],
    )?;
    output.line(&tried.verdict.to_string())?;
    match outcome {
        VerificationOutcome::Verified => Ok(()),
        _ => bail!("the login of credential {id} is not verified: {outcome}"),
    }
}
