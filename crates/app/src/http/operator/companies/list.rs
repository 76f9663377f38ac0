use actix_web::{
    get,
    web::{Data, Json},
};
use pullkey_use_cases::Companies;
use serde::Serialize;
use utoipa::ToSchema;

use super::company_body::CompanyBody;
use crate::http::{
    operator::identified::Identified,
    page_query::PageQuery,
    problem::{Problem, problems},
};

/// List the companies
///
/// Oldest first, so that a new one comes last.
#[utoipa::path(
    operation_id = "listCompanies",
    tag = "Operator",
    security(("operator_key" = [])),
    params(
        ("limit" = Option<u32>, Query, description = "How many to show at most; 25, if left out",
            minimum = 1, maximum = 100),
        ("offset" = Option<u32>, Query, description = "How many to leave out before; 0, if left out",
            minimum = 0, maximum = 10_000),
    ),
    responses(
        (status = 200, description = "A page of companies", body = CompanyListBody),
        ListCompaniesProblems,
    ),
)]
#[get("/companies")]
pub(crate) async fn list_companies(
    call: Identified<PageQuery>,
    companies: Data<Companies>,
) -> Result<Json<CompanyListBody>, Problem> {
    let page = call.input.0;
    let listed = companies.list(page).await?;
    Ok(Json(CompanyListBody {
        data: listed.items.iter().map(CompanyBody::from).collect(),
        total: listed.total,
        offset: page.offset,
        limit: page.limit,
    }))
}

problems! {
    ListCompaniesProblems = [REQUEST, OPERATOR];
}

/// A page of companies.
#[derive(Serialize, ToSchema)]
pub(crate) struct CompanyListBody {
    /// The companies, oldest first.
    data: Vec<CompanyBody>,
    /// How many there are in all.
    #[schema(example = 4)]
    total: u64,
    /// How many were left out before.
    #[schema(example = 0)]
    offset: u32,
    /// How many were asked for at most.
    #[schema(example = 25)]
    limit: u32,
}
