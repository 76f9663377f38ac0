use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_use_cases::{ApiKeys, Companies};

use crate::http::{
    api_keys::KeyListBody,
    operator::{
        company_path::{CompanyIdParameter, OnCompany},
        identified::Identified,
    },
    page_query::PageQuery,
    problem::{Problem, problems},
};

/// List the API keys of a company
///
/// Newest first. Tokens are not part of the answer.
#[utoipa::path(
    operation_id = "listCompanyApiKeys",
    tag = "Operator",
    security(("operator_key" = [])),
    params(
        ("id" = inline(CompanyIdParameter), Path, description = "The id of the company"),
        ("limit" = Option<u32>, Query, description = "How many to show at most; 25, if left out",
            minimum = 1, maximum = 100),
        ("offset" = Option<u32>, Query, description = "How many to leave out before; 0, if left out",
            minimum = 0, maximum = 10_000),
    ),
    responses(
        (status = 200, description = "A page of API keys, without their tokens", body = KeyListBody),
        ListCompanyKeysProblems,
    ),
)]
#[get("/companies/{id}/api-keys")]
pub(crate) async fn list_company_keys(
    call: Identified<OnCompany<PageQuery>>,
    companies: Data<Companies>,
    api_keys: Data<ApiKeys>,
) -> Result<Json<KeyListBody>, Problem> {
    let OnCompany { id, what } = call.input;
    let company = companies.find(id).await?;
    let company = company.ok_or_else(Problem::company_not_found)?.id();
    let listed = api_keys.list(company, what.0).await?;
    Ok(Json(KeyListBody::of(&listed, what.0)))
}

problems! {
    ListCompanyKeysProblems = [REQUEST, OPERATOR, COMPANY_LOOK_UP];
}
