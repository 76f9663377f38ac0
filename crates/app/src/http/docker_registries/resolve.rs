use actix_web::{
    post,
    web::{self, Data},
};
use pullkey_domain::{
    credential::{Credential, VerificationOutcome},
    image::{ImageReference, Origin, Version},
};
use pullkey_use_cases::Credentials;
use serde::Serialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{credential_body::CredentialBody, find::Read};
use crate::http::{
    authorized::Authorized,
    json::{Json, Required, members},
    problem::{Problem, problems},
};

/// Tell which Docker registry credential would serve an image
///
/// Chooses as a pull would, among the credentials that the API key may read, and says why. Nothing is asked at the registry,
/// and nothing is changed.
#[utoipa::path(
    operation_id = "resolveDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    request_body = ResolveBody,
    responses(
        (status = 200, description = "The credential, or that there is none", body = ResolutionBody),
        ResolveProblems,
    ),
)]
#[post("/docker-registries/resolve")]
pub(crate) async fn resolve_credential(
    call: Authorized<Read, Json<ResolveBody>>,
    credentials: Data<Credentials>,
) -> Result<web::Json<ResolutionBody>, Problem> {
    let (caller, body) = (call.caller, call.input.0);
    let image = body.image.take("image")?;
    let found = credentials
        .resolve(caller.company(), caller.reach(), image.repository())
        .await?;
    Ok(web::Json(ResolutionBody::of(&image, found.as_ref())))
}

problems! {
    ResolveProblems = [REQUEST, CALL, BODY];
}

/// What somebody wants to pull.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct ResolveBody {
    /// An image by its whole name, as `docker pull` takes it
    #[validate(nested)]
    #[schema(value_type = String, example = "ghcr.io/acme/app:1.2")]
    image: Required<ImageReference>,
}

members!(ResolveBody: image);

/// Which credential would serve an image.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResolutionBody {
    /// The image by its whole name
    #[schema(example = "ghcr.io/acme/app:1.2")]
    image: String,
    /// The credential, without its secret; `null` if there is none
    #[schema(required = true)]
    credential: Option<CredentialBody>,
    /// What it was chosen by, before the newest was taken; `null` if there is none
    #[schema(inline, required = true)]
    chosen_by: Option<ChosenBy>,
    /// Whether its login is known to work: whether the registry took it when it was last tried; `null` if that tells nothing
    #[schema(required = true, example = true)]
    known_to_work: Option<bool>,
    /// What to pull at the gateway: this name behind its host; `null` if there is no credential
    #[schema(required = true, example = "ghcr.io/acme/app:1.2")]
    gateway_name: Option<String>,
    /// Why this one, in words
    #[schema(example = "It is the newest credential for ghcr.io.")]
    message: String,
}

/// By what a credential was chosen
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(example = "host")]
pub(crate) enum ChosenBy {
    PathPrefix,
    Host,
}

impl ResolutionBody {
    fn of(image: &ImageReference, found: Option<&Credential>) -> Self {
        let registry = image.registry();
        let prefix = found.and_then(Credential::path_prefix);
        let message = match (found, prefix) {
            (Some(_), Some(prefix)) => format!(
                "Of the credentials for {registry}, it is the newest of those whose path_prefix reaches furthest into the \
                 image's name: {prefix}."
            ),
            (Some(_), None) => format!(
                "It is the newest credential for {registry} without a path_prefix, and none whose path_prefix the image's name \
                 begins with is there."
            ),
            (None, _) => format!(
                "No credential that the API key may read is for {registry} and has no path_prefix, or one that the image's name \
                 begins with."
            ),
        };
        Self {
            image: image.to_string(),
            credential: found.map(CredentialBody::from),
            chosen_by: found.map(|_| match prefix {
                Some(_) => ChosenBy::PathPrefix,
                None => ChosenBy::Host,
            }),
            known_to_work: found.and_then(known_to_work),
            gateway_name: found.map(|_| gateway_name(image)),
            message,
        }
    }
}

fn known_to_work(credential: &Credential) -> Option<bool> {
    match credential.verification()?.outcome {
        outcome if outcome.is_of_a_good_login() => Some(true),
        VerificationOutcome::Rejected => Some(false),
        _ => None,
    }
}

/// Its name behind the gateway's host.
fn gateway_name(image: &ImageReference) -> String {
    let origin = Origin::from(image.registry());
    let path = image.repository().path();
    match image.version() {
        Version::Tag(tag) => format!("{origin}/{path}:{tag}"),
        Version::Digest(digest) => format!("{origin}/{path}@{digest}"),
    }
}
