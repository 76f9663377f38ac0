use actix_web::{dev::ServiceRequest, http::header::HeaderName};
use pullkey_domain::{api_key::ApiKeyToken, audit::RequestId};
use pullkey_use_cases::IdSource;

use crate::system::UuidV7;

pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// The id that the caller gave the request, if it is one, else a fresh one.
pub(super) fn of(request: &ServiceRequest) -> RequestId {
    let sent = request.headers().get(HEADER);
    let known = sent.and_then(|id| RequestId::parse(id.to_str().ok()?).ok());
    // It goes into the log and the trail, where no key may stand.
    let known = known.filter(|id| !id.as_str().starts_with(ApiKeyToken::PREFIX));
    known.unwrap_or_else(fresh)
}

/// An id that nobody gave before.
pub(super) fn fresh() -> RequestId {
    RequestId::from_uuid(UuidV7.next())
}
