use actix_web::{
    FromRequest, HttpMessage, HttpRequest, dev,
    web::{Data, Payload},
};
use futures_util::future::LocalBoxFuture;
use pullkey_domain::audit::{Actor, RequestId};
use pullkey_use_cases::{Authentication, By};

use crate::{
    OperatorKey,
    http::{accept, input::Input, problem::Problem, sent::SentKey},
};

/// A call by the operator: the only way to a handler of all companies' things.
///
/// It keeps the order of checks in one place: authentication, then the input, body last. There is nothing that the
/// operator may not do.
pub(crate) struct Identified<I> {
    /// Who the audit event will name, and in which request.
    pub(crate) by: By,
    /// What they sent.
    pub(crate) input: I,
}

impl<I: Input + 'static> FromRequest for Identified<I> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        // Taken, not read: the caller must be known first.
        let payload = Payload::from_request(&request, payload).into_inner();
        let id = request.extensions().get::<RequestId>().cloned();
        Box::pin(async move {
            identify(&request)?;
            accept::check(&request)?;
            let payload = payload.map_err(|_| Problem::internal("the request has no payload"))?;
            Ok(Self {
                by: By {
                    actor: Actor::Operator,
                    request: id,
                },
                input: I::read(&request, payload).await?,
            })
        })
    }
}

/// Nothing is looked up for it, so there is nothing to bound.
fn identify(request: &HttpRequest) -> Result<(), Problem> {
    let lacking = || Problem::internal("the app lacks what identifies the operator");
    let key: &Data<OperatorKey> = request.app_data().ok_or_else(lacking)?;
    let authentication: &Data<Authentication> = request.app_data().ok_or_else(lacking)?;
    match SentKey::as_token(request) {
        Some(sent) if key.matches(sent.expose()) => Ok(authentication.require_ring()?),
        _ => Err(Problem::not_the_operator()),
    }
}
