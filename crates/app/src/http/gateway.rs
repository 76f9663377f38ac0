//! The pull gateway: a read-only endpoint of the OCI distribution specification. Stock clients pull through it with an API
//! key as their password, and registries see the credentials that are stored here.
//!
//! No token is given out: it would outlive a revoked key.

mod answer;
#[cfg(test)]
mod any_path;
mod asked;
mod oci_error;
mod puller;
mod under_way;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, HeaderName, HeaderValue},
    },
    web::Data,
};
use pullkey_use_cases::{Credentials, Extent, Fetched, PullImage, PullImageError};

pub use self::under_way::PullsUnderWay;
use self::{
    asked::{Asked, Named},
    oci_error::OciError,
    under_way::Pulling,
};
use super::{authorized::Caller, problem::Problem, sent, to_the_end::to_the_end};
use crate::telemetry;

/// What the paths of the gateway begin with.
pub(super) const GATEWAY: &str = "/v2";

/// Answers everything below `/v2/`.
pub(super) async fn serve(
    request: HttpRequest,
    credentials: Data<Credentials>,
    pulls: Data<PullsUnderWay>,
) -> HttpResponse {
    let answered = answered(&request, credentials, pulls).await;
    marked(answered.unwrap_or_else(OciError::answer))
}

/// The answer to a request for the gateway that comes to no handler.
pub(super) fn refused(problem: Problem) -> HttpResponse {
    marked(OciError::from(problem).answer())
}

fn marked(mut answer: HttpResponse) -> HttpResponse {
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
    pulls: Data<PullsUnderWay>,
) -> Result<HttpResponse, OciError> {
    let caller = puller::admit(request).await?;
    let extent = match sent::method(request) {
        Method::GET => Extent::Content,
        Method::HEAD => Extent::Description,
        _ => return Err(OciError::read_only()),
    };
    let asked = Asked::of(request)?;
    let Asked::Part(Named {
        from,
        part,
        next_page,
    }) = asked
    else {
        return Ok(answer::hello());
    };
    let pulling = pulls.into_inner().begin(caller.company().id())?;
    let asked = PullImage { from, part, extent };
    let (part, is_recorded) = (asked.part.clone(), asked.is_recorded());
    let pull = pull(credentials, caller, asked, pulling);
    // Of what is recorded, an event is to tell, whoever hangs up meanwhile.
    let (fetched, pulling) = if is_recorded {
        to_the_end(pull).await?
    } else {
        pull.await
    };
    match fetched {
        Ok(Fetched::Here(content)) => Ok(answer::content(request, &next_page, content, pulling)),
        Ok(Fetched::Elsewhere(address)) => answer::elsewhere(&address),
        Err(error) => Err(OciError::of(error, &part)),
    }
}

/// What comes of a pull, which goes on for as long as its answer is sent.
async fn pull(
    credentials: Data<Credentials>,
    caller: Caller,
    asked: PullImage,
    pulling: Pulling,
) -> (Result<Fetched, PullImageError>, Pulling) {
    let fetched = credentials.pull(caller.company(), caller.by(), caller.reach(), asked);
    let fetched = fetched.await.inspect_err(|error| {
        // Somebody altered a row: that must show, whether or not its event could be stored.
        if let PullImageError::Open(error) = error {
            telemetry::count_failed_opening(error);
        }
    });
    (fetched, pulling)
}
