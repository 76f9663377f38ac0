use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::id::CredentialId;
use pullkey_use_cases::Precondition;

use super::{credential_path::CredentialPath, entity_tag, input::Input, problem::Problem};

/// A change of one credential: which, in which version, and what else there is to say.
pub(crate) struct ConditionalChange<I> {
    /// The id in the path.
    pub(crate) id: CredentialId,
    /// What `If-Match` asks.
    pub(crate) precondition: Precondition,
    /// What to change, if it is not to be removed.
    pub(crate) what: I,
}

impl<I: Input> Input for ConditionalChange<I> {
    fn credential(request: &HttpRequest) -> Option<CredentialId> {
        CredentialPath::credential(request)
    }

    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        Ok(Self {
            id: CredentialPath::of(request)?.0,
            precondition: entity_tag::precondition(request)?,
            what: I::read(request, payload).await?,
        })
    }
}
