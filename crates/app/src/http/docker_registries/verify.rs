use actix_web::{
    post,
    web::{self, Data},
};
use pullkey_domain::{api_key::Permission, image::ImageReference, timestamp::Timestamp};
use pullkey_use_cases::{Credentials, TriedLogin, VerifyCredentialError};
use serde::Serialize;
use utoipa::ToSchema;
use validator::Validate;

use super::credential_body::OutcomeWord;
use crate::{
    http::{
        authorized::{Authorized, Requires},
        credential_path::{IdParameter, OnCredential},
        json::{Optional, OptionalJson, members, text_values},
        problem::{Problem, problems},
        to_the_end::to_the_end,
    },
    telemetry,
};

/// Try whether a Docker registry credential works
///
/// Logs in to its registry as a deployment would, and says what came of it, and what to do. What comes of it is kept on
/// the credential. It takes up to 10 seconds.
#[utoipa::path(
    operation_id = "verifyDockerRegistry",
    tag = "Docker registries",
    security(("api_key" = [])),
    params(("id" = inline(IdParameter), Path, description = "The id of the credential")),
    request_body(content = Option<VerifyCredentialBody>),
    responses(
        (status = 200, description = "What came of it, which may be that the login does not work", body = VerificationBody),
        VerifyProblems,
    ),
)]
#[post("/docker-registries/{id}/verify")]
pub(crate) async fn verify_credential(
    call: Authorized<Verify, OnCredential<OptionalJson<VerifyCredentialBody>>>,
    credentials: Data<Credentials>,
) -> Result<web::Json<VerificationBody>, Problem> {
    let (caller, OnCredential { id, what }) = (call.caller, call.input);
    let image = what.0.image.take("image")?;
    let tried = to_the_end(async move {
        credentials
            .verify(caller.company(), caller.by(), id, image)
            .await
            .inspect_err(count_failed_opening)
    });
    Ok(web::Json(VerificationBody::from(&tried.await??)))
}

/// Somebody altered a row: that must show, whether or not its event could be stored.
fn count_failed_opening(error: &VerifyCredentialError) {
    if let VerifyCredentialError::Open(error) = error {
        telemetry::count_failed_opening(error);
    }
}

problems! {
    VerifyProblems = [REQUEST, CALL, LOOK_UP, BODY, WRITE];
}

pub(crate) struct Verify;

impl Requires for Verify {
    const PERMISSION: Permission = Permission::CredentialVerify;
}

/// What to try besides the login.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct VerifyCredentialBody {
    /// An image of that registry that the login should be able to pull, with its tag or digest
    #[validate(nested)]
    #[schema(value_type = String, required = false, example = "ghcr.io/acme/app:1.2")]
    image: Optional<ImageReference>,
}

members!(VerifyCredentialBody: image);

text_values!(ImageReference);

/// What came of a login that was tried.
#[derive(Serialize, ToSchema)]
pub(crate) struct VerificationBody {
    #[schema(value_type = OutcomeWord, inline)]
    outcome: &'static str,
    /// Timestamp when that was known, in ISO 8601 format
    #[schema(value_type = String, format = DateTime, pattern = r"^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z))$", example = "2025-01-30T00:00:00.000Z")]
    checked_at: Timestamp,
    /// How long the registry took, in milliseconds; `null` where nobody was reached
    #[schema(value_type = Option<u64>, required = true, minimum = 0, example = 212)]
    latency_ms: Option<u64>,
    /// What it means and what to do
    #[schema(example = "The registry took the login.")]
    message: String,
}

impl From<&TriedLogin> for VerificationBody {
    fn from(tried: &TriedLogin) -> Self {
        let millis = |took: std::time::Duration| u64::try_from(took.as_millis()).ok();
        Self {
            outcome: tried.verification.outcome.as_str(),
            checked_at: tried.verification.at,
            latency_ms: tried.took.and_then(millis),
            message: tried.verdict.to_string(),
        }
    }
}
