use actix_web::{HttpResponse, post, web::Data};
use pullkey_use_cases::{ApiKeys, Authority, CreateApiKeyError, InsertError};

use crate::http::{
    api_keys::{CreateKeyBody, IssuedKeyBody, created},
    attempt::Attempted,
    json::Json,
    operator::{
        company_path::{CompanyIdParameter, OnCompany},
        identified::Identified,
    },
    problem::{Problem, problems},
};

/// Create an API key of a company
///
/// The token is part of this answer and of no other one. Whatever a key can do may be given to this one: it lets the
/// first service of a company in.
#[utoipa::path(
    operation_id = "createCompanyApiKey",
    tag = "Operator",
    security(("operator_key" = [])),
    params(
        ("id" = inline(CompanyIdParameter), Path, description = "The id of the company"),
        ("Idempotency-Key" = Option<String>, Header, nullable = false, min_length = 1, max_length = 255, pattern = "^[!-~]{1,255}$",
            description = "A name for this attempt, among those of the company. A repeat within 24 hours makes nothing, and \
                is told which key was made: its token is not there any more"),
    ),
    request_body = CreateKeyBody,
    responses(
        (status = 201, description = "The API key, with its token", body = IssuedKeyBody,
            headers(("Location" = String, description = "The path of the API key, for who is let in to its company"))),
        CreateCompanyKeyProblems,
    ),
)]
#[post("/companies/{id}/api-keys")]
pub(crate) async fn create_company_key(
    call: Identified<OnCompany<Attempted<Json<CreateKeyBody>>>>,
    api_keys: Data<ApiKeys>,
) -> Result<HttpResponse, Problem> {
    let (authority, OnCompany { id, what }) = (Authority::Operator(call.by), call.input);
    let (attempt, command) = (what.key, what.what.0.into_command()?);
    let issued = api_keys.create(id, authority, command, attempt).await;
    let issued = issued.map_err(|error| match error {
        CreateApiKeyError::Insert(InsertError::CompanyGone) => Problem::company_not_found(),
        error => error.into(),
    })?;
    Ok(created(&issued))
}

problems! {
    CreateCompanyKeyProblems = [REQUEST, OPERATOR, RING, BODY, WRITE, ATTEMPT, ISSUE, COMPANY_LOOK_UP];
}
