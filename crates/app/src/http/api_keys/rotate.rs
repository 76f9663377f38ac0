use std::time::Duration;

use actix_web::{HttpResponse, post, web::Data};
use pullkey_use_cases::{ApiKeys, RotateApiKey};
use utoipa::ToSchema;
use validator::Validate;

use super::{
    key_body::{IssuedKeyBody, handed_out},
    key_path::OnKey,
    update::Update,
};
use crate::http::{
    attempt::Attempted,
    authorized::Authorized,
    credential_path::IdParameter,
    json::{Broken, MemberValue, Optional, OptionalJson, Read, members},
    problem::{Problem, problems},
};

/// Give an API key another token
///
/// The new token is part of this answer and of no other one. The one until now counts as long as is asked for, one that
/// was replaced before no more. The key in use must hold each capability of this one, and end no earlier.
#[utoipa::path(
    operation_id = "rotateApiKey",
    tag = "API keys",
    security(("api_key" = [])),
    params(
        ("id" = inline(IdParameter), Path, description = "The id of the API key"),
        ("Idempotency-Key" = Option<String>, Header, nullable = false, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
            description = "A name for this attempt. A repeat within 24 hours changes nothing, and is told that the token was \
                given out"),
    ),
    request_body(content = Option<RotateKeyBody>),
    responses(
        (status = 200, description = "The API key, with its new token", body = IssuedKeyBody),
        RotateKeyProblems,
    ),
)]
#[post("/api-keys/{id}/rotate")]
pub(crate) async fn rotate_key(
    call: Authorized<Update, OnKey<Attempted<OptionalJson<RotateKeyBody>>>>,
    api_keys: Data<ApiKeys>,
) -> Result<HttpResponse, Problem> {
    let (caller, OnKey { id, what }) = (call.caller, call.input);
    let (company, Attempted { key, what }) = (caller.company().id(), what);
    let command = RotateApiKey {
        id,
        overlap: what.0.overlap()?,
    };
    let issued = api_keys.rotate(company, caller.authority(), command, key);
    Ok(handed_out(HttpResponse::Ok(), &issued.await?))
}

problems! {
    RotateKeyProblems = [REQUEST, CALL, BODY, WRITE, ATTEMPT, KEY_LOOK_UP, EDIT, HANDING_OUT, ISSUE];
}

/// How the token until now ends.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct RotateKeyBody {
    /// For how many hours it counts yet; not at all, if left out
    #[validate(nested)]
    #[schema(value_type = u32, required = false, minimum = 0, maximum = 720, default = 0, example = 0)]
    old_token_ttl_hours: Optional<Hours>,
}

members!(RotateKeyBody: old_token_ttl_hours);

/// Up to thirty days.
struct Hours(u64);

const MOST: u64 = 720;

impl MemberValue for Hours {
    const TYPE: &'static str = "a whole number from 0 to 720";

    fn of_number(value: Option<u64>) -> Read<Self> {
        let hours = value.filter(|hours| *hours <= MOST).map(Self);
        Some(hours.ok_or_else(|| {
            vec![Broken::rule(
                "old_token_ttl_hours_range",
                format!("must be {}", Self::TYPE),
            )]
        }))
    }
}

impl RotateKeyBody {
    fn overlap(self) -> Result<Duration, Problem> {
        let hours = self.old_token_ttl_hours.take("old_token_ttl_hours")?;
        Ok(hours.map_or(Duration::ZERO, |Hours(hours)| {
            Duration::from_secs(hours * 60 * 60)
        }))
    }
}
