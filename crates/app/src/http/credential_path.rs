use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::id::{CredentialId, InvalidId};
use utoipa::ToSchema;

use super::{
    input::Input,
    problem::{Code, Problem},
    query::Query,
};

/// The id of a credential in the path.
pub(crate) struct CredentialPath(pub(crate) CredentialId);

/// Something that is to be done with one credential: which, and what else there is to say.
pub(crate) struct OnCredential<I> {
    /// The id in the path.
    pub(crate) id: CredentialId,
    /// What is to be done, if that does not go without saying.
    pub(crate) what: I,
}

/// Where a credential stands.
pub(super) fn to(id: CredentialId) -> String {
    format!("/v3/docker-registries/{id}")
}

/// Unique identifier for the Docker registry credential
#[derive(ToSchema)]
#[schema(
    format = "uuid",
    pattern = "^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$",
    example = "fb5e5168-4281-4bec-94c5-0d1584e9e657"
)]
#[expect(dead_code, reason = "it only tells the document what an id looks like")]
pub(crate) struct IdParameter(String);

impl Input for CredentialPath {
    fn credential(request: &HttpRequest) -> Option<CredentialId> {
        CredentialId::parse(request.match_info().query("id")).ok()
    }

    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        Query::of(request).finish()?;
        Self::of(request)
    }
}

impl<I: Input> Input for OnCredential<I> {
    fn credential(request: &HttpRequest) -> Option<CredentialId> {
        CredentialPath::credential(request)
    }

    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        Ok(Self {
            id: CredentialPath::of(request)?.0,
            what: I::read(request, payload).await?,
        })
    }
}

impl CredentialPath {
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let malformed = || Problem::new(Code::IdMalformed, InvalidId.to_string());
        Self::credential(request).map(Self).ok_or_else(malformed)
    }
}
