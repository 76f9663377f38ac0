use actix_web::{
    delete,
    web::{Data, Json},
};
use pullkey_use_cases::Companies;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::{
    input::NoBody,
    operator::{
        company_path::{CompanyIdParameter, OnCompany},
        identified::Identified,
    },
    problem::{Problem, problems},
};

/// Delete a company
///
/// For good: its secrets are lost at once, and its API keys let nobody in any more, at once here, within a second at
/// other nodes, and within five at one that cannot find out. Its audit events stay, and its id is never given again.
#[utoipa::path(
    operation_id = "deleteCompany",
    tag = "Operator",
    security(("operator_key" = [])),
    params(("id" = inline(CompanyIdParameter), Path, description = "The id of the company")),
    responses(
        (status = 200, description = "It was deleted", body = DeletedCompanyBody),
        DeleteCompanyProblems,
    ),
)]
#[delete("/companies/{id}")]
pub(crate) async fn delete_company(
    call: Identified<OnCompany<NoBody>>,
    companies: Data<Companies>,
) -> Result<Json<DeletedCompanyBody>, Problem> {
    companies.delete(call.by, call.input.id).await?;
    Ok(Json(DeletedCompanyBody {
        message: "Company deleted",
    }))
}

problems! {
    DeleteCompanyProblems = [REQUEST, OPERATOR, WRITE, COMPANY_LOOK_UP];
}

/// What became of the company.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedCompanyBody {
    /// That it was deleted, in words.
    #[schema(value_type = String, example = "Company deleted")]
    message: &'static str,
}
