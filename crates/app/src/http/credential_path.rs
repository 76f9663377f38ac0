use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::id::{CredentialId, InvalidId};

use super::{
    input::Input,
    problem::{Code, Problem},
    query::Query,
};

/// The id of a credential in the path.
pub(crate) struct CredentialPath(pub(crate) CredentialId);

impl Input for CredentialPath {
    fn credential(request: &HttpRequest) -> Option<CredentialId> {
        CredentialId::parse(request.match_info().query("id")).ok()
    }

    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        Query::of(request).finish()?;
        Self::of(request)
    }
}

impl CredentialPath {
    pub(super) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let malformed = || Problem::new(Code::IdMalformed, InvalidId.to_string());
        Self::credential(request).map(Self).ok_or_else(malformed)
    }
}
