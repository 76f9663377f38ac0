//! Who calls, may they, and what did they send: in this order, in one place.

use std::{marker::PhantomData, rc::Rc, sync::Arc};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest, dev,
    web::{Data, Payload},
};
use futures_util::future::LocalBoxFuture;
use pullkey_domain::{
    api_key::{ApiKeyToken, Permission, Reach},
    audit::{Actor, RequestId},
    company::Company,
};
use pullkey_use_cases::{Authentication, Authority, By, ClientNetwork, Holder, Principal};

use super::{
    accept, client_address,
    in_flight::{self, InFlight},
    input::{Input, has_body},
    problem::Problem,
    rate_limits,
    sent::SentKey,
};
use crate::telemetry::count_authentication;

/// A permission as a type, so that a handler's signature says what it needs.
pub(crate) trait Requires {
    /// What the key must be allowed.
    const PERMISSION: Permission;
}

/// A call by somebody who may make it: the only way to a handler of a company's things.
///
/// It keeps the order of checks in one place: authentication, rate limit, permission, then the input, body last.
pub(crate) struct Authorized<P, I> {
    /// Who calls.
    pub(crate) caller: Caller,
    /// What they sent.
    pub(crate) input: I,
    permission: PhantomData<P>,
}

/// Who calls, and how far their permission reaches.
pub(crate) struct Caller {
    principal: Arc<Principal>,
    token: Arc<ApiKeyToken>,
    reach: Reach,
    request: Option<RequestId>,
    /// Work that goes on when whoever asked has gone counts until its end.
    _in_flight: Option<Rc<InFlight>>,
}

impl Caller {
    /// Whoever sent this request with this key, which lets them in, and how far it reaches.
    pub(super) fn of(
        request: &HttpRequest,
        principal: Arc<Principal>,
        key: Option<SentKey>,
        reach: Reach,
    ) -> Result<Self, Problem> {
        let token = key.and_then(|key| ApiKeyToken::parse(key.expose()).ok());
        let extensions = request.extensions();
        Ok(Self {
            principal,
            token: Arc::new(token.ok_or_else(Problem::unauthorized)?),
            reach,
            request: extensions.get::<RequestId>().cloned(),
            _in_flight: extensions.get::<Rc<InFlight>>().cloned(),
        })
    }

    /// The company that the key lets in to.
    pub(crate) fn company(&self) -> &Company {
        &self.principal.company
    }

    /// The credentials that the permission is for.
    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// On whose authority keys are changed: that of the key in use.
    pub(crate) fn authority(&self) -> Authority {
        let holder = Holder {
            key: self.principal.key.id(),
            token: self.token.clone(),
        };
        Authority::Holder(holder, self.by())
    }

    /// Who the audit event will name, and in which request.
    pub(crate) fn by(&self) -> By {
        By {
            actor: Actor::ApiKey(self.principal.key.id()),
            request: self.request.clone(),
        }
    }
}

impl<P: Requires, I: Input + 'static> FromRequest for Authorized<P, I> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        // Taken, not read: the caller must be known first.
        let payload = Payload::from_request(&request, payload).into_inner();
        Box::pin(async move {
            let principal = admit(&request).await?;
            let reach = permit::<I>(&principal, P::PERMISSION, &request)?;
            accept::check(&request)?;
            let payload = payload.map_err(|_| Problem::internal("the request has no payload"))?;
            let input = I::read(&request, payload).await?;
            // A body takes its time: by its end, the key may have ended, been revoked or lost something.
            let (principal, reach) = if has_body(&request) {
                let principal = identify(&request).await?;
                let reach = permit::<I>(&principal, P::PERMISSION, &request)?;
                (principal, reach)
            } else {
                (principal, reach)
            };
            let key = SentKey::as_token(&request);
            Ok(Self {
                caller: Caller::of(&request, principal, key, reach)?,
                input,
                permission: PhantomData,
            })
        })
    }
}

/// A call by the holder of any valid key.
pub(crate) struct Authenticated<I> {
    /// Who calls.
    pub(crate) principal: Arc<Principal>,
    input: PhantomData<I>,
}

impl<I: Input + 'static> FromRequest for Authenticated<I> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut dev::Payload) -> Self::Future {
        let request = request.clone();
        let payload = Payload::from_request(&request, payload).into_inner();
        Box::pin(async move {
            let principal = admit(&request).await?;
            accept::check(&request)?;
            let payload = payload.map_err(|_| Problem::internal("the request has no payload"))?;
            I::read(&request, payload).await?;
            Ok(Self {
                principal,
                input: PhantomData,
            })
        })
    }
}

/// Whoever calls is known, and their company has not made too many requests.
async fn admit(request: &HttpRequest) -> Result<Arc<Principal>, Problem> {
    let principal = authenticate(request, SentKey::as_token(request).as_ref()).await?;
    let company = principal.company.id();
    rate_limits::take(request, company)?;
    in_flight::charge(request, company)?;
    Ok(principal)
}

/// Whoever sent this key, if that is anybody.
pub(super) async fn authenticate(
    request: &HttpRequest,
    key: Option<&SentKey>,
) -> Result<Arc<Principal>, Problem> {
    let key = key.ok_or_else(Problem::unauthorized)?;
    let (authentication, from) = asked(request)?;
    let authenticated = authentication.authenticate(key.expose(), from).await;
    count_authentication(&authenticated);
    Ok(authenticated?)
}

/// The same once more, for a request that was let in already.
async fn identify(request: &HttpRequest) -> Result<Arc<Principal>, Problem> {
    let key = SentKey::as_token(request).ok_or_else(Problem::unauthorized)?;
    let (authentication, from) = asked(request)?;
    Ok(authentication.identify(key.expose(), from).await?)
}

/// Who can tell whose key it is, and where the request comes from.
fn asked(request: &HttpRequest) -> Result<(&Authentication, ClientNetwork), Problem> {
    let authentication: Option<&Data<Authentication>> = request.app_data();
    let authentication =
        authentication.ok_or_else(|| Problem::internal("the app lacks authentication"))?;
    let from = ClientNetwork::of(client_address::of(request));
    Ok((authentication, from))
}

/// Decided before any look-up: a key that is narrowed to some credentials is refused every other id, whether there is
/// such a credential or not.
fn permit<I: Input>(
    principal: &Principal,
    permission: Permission,
    request: &HttpRequest,
) -> Result<Reach, Problem> {
    let lacks = || Problem::lacks(permission);
    let capabilities = principal.key.capabilities();
    let reach = capabilities.reach(permission).ok_or_else(lacks)?;
    match I::credential(request) {
        Some(id) if !reach.includes(id) => Err(lacks()),
        _ => Ok(reach),
    }
}
