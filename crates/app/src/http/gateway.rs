//! The pull gateway: a read-only endpoint of the OCI distribution specification. Stock clients pull through it with an API
//! key as their password, and registries see the credentials that are stored here.
//!
//! No token is given out: it would outlive a revoked key.

mod answer;
mod asked;
mod oci_error;
mod puller;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, HeaderName, HeaderValue},
    },
    web::Data,
};
use pullkey_use_cases::{Credentials, Extent, Fetched, Part, PullImage, PullImageError};

use self::{
    asked::{Asked, Named},
    oci_error::OciError,
    puller::Puller,
};
use super::{sent, to_the_end::to_the_end};
use crate::telemetry;

/// Answers everything below `/v2/`.
pub(super) async fn serve(request: HttpRequest, credentials: Data<Credentials>) -> HttpResponse {
    let answered = answered(&request, credentials).await;
    let mut answer = answered.unwrap_or_else(OciError::answer);
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// What a browser must not make anything of comes from strangers.
const ALWAYS: [(HeaderName, &str); 3] = [
    (
        HeaderName::from_static("docker-distribution-api-version"),
        "registry/2.0",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "sandbox"),
];

async fn answered(
    request: &HttpRequest,
    credentials: Data<Credentials>,
) -> Result<HttpResponse, OciError> {
    let caller = Puller::of(request).await?;
    let extent = match sent::method(request) {
        Method::GET => Extent::Content,
        Method::HEAD => Extent::Description,
        _ => return Err(OciError::read_only()),
    };
    let Named { from, part } = match Asked::of(request)? {
        Asked::Hello => return Ok(answer::hello()),
        Asked::Part(named) => named,
    };
    let asked = PullImage {
        from,
        part: part.clone(),
        extent,
    };
    let is_recorded = matches!(part, Part::Manifest { .. }) && extent == Extent::Content;
    let pulled = pull(credentials, caller, asked);
    // Of a manifest, an event is to tell, whoever hangs up meanwhile.
    let pulled = if is_recorded {
        to_the_end(pulled).await?
    } else {
        pulled.await
    };
    match pulled {
        Ok(Fetched::Here(content)) => Ok(answer::content(request, content)),
        Ok(Fetched::Elsewhere(address)) => answer::elsewhere(&address),
        Err(error) => Err(OciError::of(error, &part)),
    }
}

async fn pull(
    credentials: Data<Credentials>,
    caller: Puller,
    asked: PullImage,
) -> Result<Fetched, PullImageError> {
    let pulled = credentials.pull(caller.company(), caller.by(), caller.reach(), asked);
    pulled.await.inspect_err(|error| {
        // Somebody altered a row: that must show, whether or not its event could be stored.
        if let PullImageError::Open(error) = error {
            telemetry::count_failed_opening(error);
        }
    })
}
