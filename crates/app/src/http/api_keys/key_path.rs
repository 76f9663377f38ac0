use actix_web::{HttpRequest, web::Payload};
use pullkey_domain::id::{ApiKeyId, InvalidId};

use crate::http::{
    input::Input,
    problem::{Code, Problem},
    query::Query,
};

/// The id of an API key in the path.
pub(super) struct KeyPath(pub(super) ApiKeyId);

/// Something that is to be done to one key: which, and what else there is to say.
pub(super) struct OnKey<I> {
    /// The id in the path.
    pub(super) id: ApiKeyId,
    /// What is to be done, if that does not go without saying.
    pub(super) what: I,
}

/// Where a key stands.
pub(crate) fn to(id: ApiKeyId) -> String {
    format!("/v3/api-keys/{id}")
}

impl KeyPath {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let id = ApiKeyId::parse(request.match_info().query("id"));
        let malformed = |rule: InvalidId| Problem::new(Code::IdMalformed, rule.to_string());
        id.map(Self).map_err(malformed)
    }
}

impl Input for KeyPath {
    async fn read(request: &HttpRequest, _: Payload) -> Result<Self, Problem> {
        Query::of(request).finish()?;
        Self::of(request)
    }
}

impl<I: Input> Input for OnKey<I> {
    async fn read(request: &HttpRequest, payload: Payload) -> Result<Self, Problem> {
        Ok(Self {
            id: KeyPath::of(request)?.0,
            what: I::read(request, payload).await?,
        })
    }
}
