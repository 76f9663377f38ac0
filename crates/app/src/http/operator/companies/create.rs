use actix_web::{HttpResponse, http::header, post, web::Data};
use pullkey_domain::{company::CompanyName, id::CompanyId};
use pullkey_use_cases::{Companies, CreateCompany};
use utoipa::ToSchema;
use validator::Validate;

use super::company_body::CompanyBody;
use crate::http::{
    json::{Json, Optional, Required, members},
    operator::{company_path, identified::Identified},
    problem::{Problem, problems},
};

/// Create a company
///
/// It has no API key yet. An id may be asked for; one that a company has or had is never given again.
#[utoipa::path(
    operation_id = "createCompany",
    tag = "Operator",
    security(("operator_key" = [])),
    request_body = CreateCompanyBody,
    responses(
        (status = 201, description = "The company", body = CompanyBody,
            headers(("Location" = String, description = "The path of the company"))),
        CreateCompanyProblems,
    ),
)]
#[post("/companies")]
pub(crate) async fn create_company(
    call: Identified<Json<CreateCompanyBody>>,
    companies: Data<Companies>,
) -> Result<HttpResponse, Problem> {
    let command = call.input.0.into_command()?;
    let company = companies.create(call.by, command).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, company_path::to(company.id())))
        .json(CompanyBody::from(&company)))
}

problems! {
    CreateCompanyProblems = [REQUEST, OPERATOR, BODY, WRITE, NEW_COMPANY];
}

/// A new company.
#[derive(Default, Validate, ToSchema)]
pub(crate) struct CreateCompanyBody {
    /// The id that it shall have; a fresh one, if left out
    #[validate(nested)]
    #[schema(value_type = String, required = false, format = "uuid", pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$", example = "fb5e5168-4281-4bec-94c5-0d1584e9e657")]
    id: Optional<CompanyId>,
    /// Human-readable name for the company
    #[validate(nested)]
    #[schema(value_type = String, min_length = 1, max_length = 255, pattern = r"^[^\u0000]*$", example = "Acme")]
    name: Required<CompanyName>,
}

members!(CreateCompanyBody: id, name);

impl CreateCompanyBody {
    fn into_command(self) -> Result<CreateCompany, Problem> {
        Ok(CreateCompany {
            id: self.id.take("id")?,
            name: self.name.take("name")?,
        })
    }
}
