//! What every request goes through first and every answer last: request id, span, deadline, log line, figures, and the
//! one form of whatever went wrong.

use std::time::{Duration, Instant};

use actix_http::ConnectionType;
use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use pullkey_domain::audit::RequestId;
use pullkey_storage::Deadline;
use tokio::{task::yield_now, time::timeout};
use tracing::{Instrument, Span, debug, field::Empty, info, info_span};

use super::{
    gateway::{self, GATEWAY},
    in_flight, large_answer, probes,
    problem::{Code, Problem},
    rate_limits::Allowance,
    request_id, sent, trace_context,
};
use crate::{
    readiness::Readiness,
    server::waited,
    telemetry::{RequestKind, count_request},
};

const MAX_URI_BYTES: usize = 8 * 1024;
const MAX_HEADER_BYTES: usize = 16 * 1024;
/// Whatever a request waits for has a deadline of its own: the body, the store, each exchange with a registry. This one is beyond
/// all of them together, so that no request waits for ever if one is missing.
const PATIENCE: Duration = Duration::from_mins(1);
/// All that a request asks of the store takes no longer, from its head on: so whatever happens to the store, the answer
/// is there within 5 seconds.
const STORE_PATIENCE: Duration = Duration::from_millis(4_500);
/// It waits for the requests of others no longer, so that what is refused because of them is refused soon. What is not is
/// answered within 2 seconds by a store that takes 300 ms for a statement, of which a change needs most.
const TURN_PATIENCE: Duration = Duration::from_millis(400);

pub(super) async fn enter(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut context = Context::of(&request);
    let span = context.span(&request);
    request.extensions_mut().insert(context.id.clone());
    let begun = match oversized(&request) {
        Some(problem) => Err(problem),
        None => in_flight::begin(&request).inspect_err(|_| context.is_turned_away = true),
    };
    sent::set_apart(&mut request);
    // HEAD is answered like GET; the protocol layer below leaves the body out.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    if begun.is_err() {
        // Of a body that has come with its head, the server below knows only then, and need not close the connection, which
        // would cost both sides more than the refusal.
        yield_now().await;
    }
    let response = match begun {
        Err(problem) if is_of_gateway(&request) => {
            Ok(request.into_response(gateway::refused(problem)))
        }
        Err(problem) => Ok(request.into_response(problem.answer(&context.id))),
        // Counted until it is answered.
        Ok(in_flight) => answered(
            waited(request.request()),
            next.call(request).instrument(span.clone()),
        )
        .await
        .map(|response| {
            let (request, answer) = response.map_into_boxed_body().into_parts();
            let is_safe = request.method().is_safe();
            let answer = large_answer::in_pieces(answer, in_flight, is_safe);
            let answer = answer.unwrap_or_else(|problem| problem.answer(&context.id));
            ServiceResponse::new(request, answer)
        }),
    };
    span.in_scope(|| match response {
        Ok(response) => {
            let (request, answer) = response.into_parts();
            let explained = answer.error().map(|error| explain(error, &context.id));
            let answer = context.finish(explained.unwrap_or(answer), Some(&request));
            Ok(ServiceResponse::new(request, answer))
        }
        Err(error) => {
            let answer = context.finish(explain(&error, &context.id), None);
            Err(InternalError::from_response(error, answer).into())
        }
    })
}

/// What comes within its deadlines of a request that has waited for so long already.
async fn answered<T>(
    waited: Duration,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let work = Deadline::after(STORE_PATIENCE.saturating_sub(waited))
        .with_turn_within(TURN_PATIENCE.saturating_sub(waited))
        .bounding(work);
    let answered = timeout(PATIENCE, work).await;
    answered.unwrap_or_else(|_| {
        let detail = "the request took longer than any may; whether it was done is not known";
        let endless = Problem::new(Code::OutcomeUnknown, detail).retry_after(1);
        Err(endless.into())
    })
}

/// What is known of a request before any handler sees it.
struct Context {
    id: RequestId,
    method: &'static str,
    began: Instant,
    /// Whether it was refused as one of too many: they are counted, and to log each would take the time of those that are not.
    is_turned_away: bool,
    readiness: Option<Data<Readiness>>,
}

impl Context {
    fn of(request: &ServiceRequest) -> Self {
        Self {
            id: request_id::of(request),
            method: known_method(request.method()),
            began: Instant::now(),
            is_turned_away: false,
            readiness: request.app_data().cloned(),
        }
    }

    fn span(&self, request: &ServiceRequest) -> Span {
        let span = info_span!(
            "request",
            request_id = self.id.as_str(),
            method = self.method,
            trace_id = Empty,
        );
        if let Some(trace_id) = trace_context::trace_id(request) {
            span.record("trace_id", trace_id);
        }
        span
    }

    /// Adds what every answer has, and tells log and figures of it.
    fn finish(&self, mut answer: HttpResponse, request: Option<&HttpRequest>) -> HttpResponse {
        let route = request.and_then(HttpRequest::match_pattern);
        let route = route.unwrap_or_else(|| "unmatched".into());
        let status = answer.status();
        let took = self.began.elapsed();
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if self.is_turned_away || probes::ASKED_ALL_THE_TIME.contains(&route.as_str()) {
            debug!(route, status = status.as_u16(), took_us, "request finished");
        } else {
            info!(route, status = status.as_u16(), took_us, "request finished");
        }
        let kind = RequestKind {
            method: self.method,
            route,
            status: status.as_u16(),
        };
        count_request(kind, took);
        let headers = answer.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Ok(id) = HeaderValue::from_str(self.id.as_str()) {
            headers.insert(request_id::HEADER, id);
        }
        // Whoever turns out not to be let in any more is told as little as whoever never was.
        let caller = request.filter(|_| status != StatusCode::UNAUTHORIZED);
        if let Some(allowance) = caller.and_then(|it| it.extensions().get::<Allowance>().copied()) {
            allowance.write_to(headers);
        }
        // Told so, the client opens its next connection at a node that stays.
        if self.readiness.as_ref().is_some_and(|it| it.is_draining()) {
            let head = answer.head_mut();
            head.set_connection_type(ConnectionType::Close);
        }
        answer
    }
}

/// Answers a problem in its one form, and tells the log its cause: nobody else does.
fn explain(error: &Error, id: &RequestId) -> HttpResponse {
    if let Some(problem) = error.as_error::<Problem>() {
        problem.tell_log();
        return problem.answer(id);
    }
    // Only the framework's own refusals come here. Their texts may repeat what was sent.
    let status = error.as_response_error().status_code();
    let problem = if status.is_client_error() {
        Problem::new(Code::RequestMalformed, "the request could not be read")
    } else {
        tracing::error!(status = status.as_u16(), "the framework refused");
        Problem::internal("the framework refused")
    };
    problem.answer(id)
}

fn is_of_gateway(request: &ServiceRequest) -> bool {
    let below = request.uri().path().strip_prefix(GATEWAY);
    below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
}

fn oversized(request: &ServiceRequest) -> Option<Problem> {
    let uri = request
        .uri()
        .path_and_query()
        .map_or(0, |it| it.as_str().len());
    if uri > MAX_URI_BYTES {
        let detail = "path and query must be at most 8 KiB";
        return Some(Problem::new(Code::UriTooLong, detail));
    }
    let headers: usize = request
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    (headers > MAX_HEADER_BYTES)
        .then(|| Problem::new(Code::HeadTooLarge, "the headers must be at most 16 KiB"))
}

/// Methods are the caller's words, so only known ones become labels.
fn known_method(method: &Method) -> &'static str {
    ["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"]
        .into_iter()
        .find(|known| *known == method.as_str())
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use actix_web::{
        App,
        middleware::from_fn,
        test::{TestRequest, init_service, try_call_service},
        web,
    };

    use super::*;

    async fn hang() -> HttpResponse {
        pending().await
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_that_waits_for_ever_is_answered_nevertheless() {
        let app = App::new().route("/hang", web::get().to(hang));
        let app = init_service(app.wrap(from_fn(enter))).await;
        let began = tokio::time::Instant::now();
        let request = TestRequest::get().uri("/hang").to_request();
        let answer = try_call_service(&app, request).await.unwrap_err();
        let answer = answer.error_response();
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers().contains_key(header::RETRY_AFTER));
        assert_eq!(began.elapsed().as_secs(), PATIENCE.as_secs());
    }

    #[tokio::test]
    async fn what_a_request_has_waited_is_taken_from_its_deadlines() {
        let waited = TURN_PATIENCE.saturating_sub(Duration::from_millis(1));
        let began = Instant::now();
        let work = async {
            let deadline = Deadline::current();
            assert_eq!(deadline.turn(pending::<()>()).await, None);
            Ok((deadline.at(), Instant::now()))
        };
        let (answered_by, turn_by) = answered(waited, work).await.unwrap();
        assert!(turn_by - began < TURN_PATIENCE);
        assert!(answered_by - began + waited >= STORE_PATIENCE);
        assert!(answered_by - began < STORE_PATIENCE);
    }
}
