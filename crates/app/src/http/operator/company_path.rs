use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::id::{CompanyId, InvalidId};
use utoipa::ToSchema;

use crate::http::{
    input::Input,
    problem::{Code, Problem},
};

/// Something that is to be done to one company, or in it: which, and what else there is to say.
pub(crate) struct OnCompany<I> {
    /// The id in the path.
    pub(super) id: CompanyId,
    /// What is to be done, if that does not go without saying.
    pub(super) what: I,
}

/// Where a company stands.
pub(super) fn to(id: CompanyId) -> String {
    format!("/operator/v1/companies/{id}")
}

/// Unique identifier for the company
#[derive(ToSchema)]
#[schema(
    format = "uuid",
    pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$",
    example = "fb5e5168-4281-4bec-94c5-0d1584e9e657"
)]
#[expect(dead_code, reason = "it only tells the document what an id looks like")]
pub(super) struct CompanyIdParameter(String);

impl<I: Input> Input for OnCompany<I> {
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        let id = CompanyId::parse(request.match_info().query("id"));
        let malformed = |rule: InvalidId| Problem::new(Code::IdMalformed, rule.to_string());
        Ok(Self {
            id: id.map_err(malformed)?,
            what: I::read(request, payload).await?,
        })
    }
}
