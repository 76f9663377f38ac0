use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
    time::Duration,
};

use actix_http::{BoxedPayloadStream, Payload};
use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
    web::{Bytes, Data},
};
use futures_util::stream::{once, poll_fn};
use pullkey_app::{
    http::{Parts, RateLimits, Rates},
    telemetry::Metrics,
};
use pullkey_domain::{api_key::Capabilities, audit::Actor, timestamp::Timestamp};
use pullkey_storage::MemoryStore;
use pullkey_use_cases::{Authority, By, Clock};

use crate::service::{
    Answer, CREDENTIALS, Service, company, credential, issued, one, posted, pullkey, token,
};

const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

/// Seconds that pass when a test says so.
#[derive(Default)]
struct Seconds(AtomicU64);

impl Seconds {
    fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::MAX
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

/// A service with these limits, and the clock that they go by.
pub(crate) async fn limited(read: u32, write: u32) -> (Service, impl Fn(u64)) {
    let pullkey = pullkey(Arc::new(MemoryStore::default()));
    pullkey.ring_ledger.reconcile().await.unwrap();
    let company = company(&pullkey, "Acme").await;
    let key = token(&pullkey, company.id(), Capabilities::all()).await;
    let seconds = Arc::new(Seconds::default());
    let clock: Arc<dyn Clock> = seconds.clone();
    let parts = Parts {
        rate_limits: Data::new(RateLimits::new(
            Rates {
                read,
                write,
                pull: 0,
            },
            &clock,
        )),
        ..Parts::new(&pullkey, Metrics::collect(), true)
    };
    let service = Service::of(pullkey, parts, company, key).await;
    (service, move |by| seconds.advance(by))
}

/// Status, and what the headers say: limit, what remains, seconds until it is full, seconds until a refused request may
/// be repeated.
fn told(answer: &Answer) -> (u16, [Option<u64>; 4]) {
    let number = |name| answer.header(name).map(|it| it.parse().unwrap());
    let headers = [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "retry-after",
    ];
    (answer.status.as_u16(), headers.map(number))
}

fn create(name: &str) -> TestRequest {
    posted(credential(name).to_string())
}

#[actix_web::test]
async fn a_burst_up_to_the_limit_is_answered_and_the_next_request_is_told_when_to_come_back() {
    let (service, advance) = limited(0, 3).await;
    for (remaining, reset) in [(2, 20), (1, 40), (0, 60)] {
        let answer = service.authorized(create("one")).await;
        let headers = [Some(3), Some(remaining), Some(reset), None];
        assert_eq!(told(&answer), (201, headers));
    }
    advance(15);
    let refused = service.authorized(create("one")).await;
    let headers = [Some(3), Some(0), Some(45), Some(5)];
    assert_eq!(told(&refused), (429, headers));
    assert_eq!(refused.json()["code"], "rate_limited");
    assert_eq!(
        refused.json()["detail"],
        "this company may make 3 such requests in a minute, and has made them; nothing was done; repeat it in 5 s"
    );
    assert_eq!(service.get(CREDENTIALS).await.json()["total"], 3);

    advance(5);
    assert_eq!(service.authorized(create("one")).await.status, 201);
    assert_eq!(service.authorized(create("one")).await.status, 429);
}

#[actix_web::test]
async fn reads_and_all_else_are_counted_apart() {
    let (service, _) = limited(5, 7).await;
    let id = service.created("one").await;
    let limit = async |method: Method, path: &str| {
        let request = TestRequest::default().method(method).uri(path);
        let (_, [limit, ..]) = told(&service.authorized(request).await);
        limit
    };
    assert_eq!(limit(Method::GET, CREDENTIALS).await, Some(5));
    assert_eq!(limit(Method::HEAD, CREDENTIALS).await, Some(5));
    assert_eq!(limit(Method::GET, &one(&id)).await, Some(5));
    assert_eq!(limit(Method::GET, "/v3/api-keys/me").await, Some(5));
    assert_eq!(limit(Method::PATCH, &one(&id)).await, Some(7));
    assert_eq!(limit(Method::DELETE, &one(&id)).await, Some(7));
    assert_eq!(limit(Method::POST, CREDENTIALS).await, Some(7));

    assert_eq!(service.get(CREDENTIALS).await.status, 200);
    assert_eq!(service.get(CREDENTIALS).await.status, 429);
    assert_eq!(service.get("/v3/api-keys/validate").await.status, 429);
    assert_eq!(service.authorized(create("two")).await.status, 201);
}

#[actix_web::test]
async fn all_keys_of_a_company_share_its_limits_and_companies_do_not() {
    let (service, _) = limited(2, 0).await;
    let own = service.company.id();
    let second = token(&service.pullkey, own, Capabilities::all()).await;
    let other = company(&service.pullkey, "Other").await;
    let others = token(&service.pullkey, other.id(), Capabilities::all()).await;
    let list = || TestRequest::get().uri(CREDENTIALS);
    assert_eq!(service.authorized(list()).await.status, 200);
    assert_eq!(service.authorized_by(&second, list()).await.status, 200);
    assert_eq!(service.authorized_by(&second, list()).await.status, 429);
    assert_eq!(service.authorized(list()).await.status, 429);
    let (status, headers) = told(&service.authorized_by(&others, list()).await);
    assert_eq!((status, headers[1]), (200, Some(1)));
}

#[actix_web::test]
async fn zero_is_no_limit_and_then_no_header_speaks_of_one() {
    let (service, _) = limited(0, 1).await;
    for _ in 0..50 {
        let answer = service.get(CREDENTIALS).await;
        assert_eq!(told(&answer), (200, [None; 4]));
    }
    let (service, _) = limited(1, 0).await;
    for _ in 0..50 {
        let answer = service.authorized(create("one")).await;
        assert_eq!(told(&answer), (201, [None; 4]));
    }
}

#[actix_web::test]
async fn who_is_not_let_in_is_told_of_no_limit_and_uses_up_none() {
    let (service, _) = limited(1, 1).await;
    let unknown = pullkey_domain::api_key::ApiKeyToken::generate(|bytes| bytes.fill(7));
    for _ in 0..3 {
        for request in [TestRequest::get().uri(CREDENTIALS), create("one")] {
            let answer = service.call(request).await;
            assert_eq!(told(&answer), (401, [None; 4]));
        }
        let answer = service.authorized_by(&unknown, create("one")).await;
        assert_eq!(told(&answer), (401, [None; 4]));
    }
    assert_eq!(service.get(CREDENTIALS).await.status, 200);
    assert_eq!(service.authorized(create("one")).await.status, 201);
}

#[actix_web::test]
async fn who_is_let_in_no_more_once_the_body_has_come_is_told_of_no_limit() {
    let (service, _) = limited(1, 2).await;
    let company = service.company.id();
    let key = issued(&service.pullkey, company, Capabilities::all(), None).await;
    let (id, api_keys) = (key.key.id(), service.pullkey.api_keys.clone());
    let body = once(async move {
        let by = Authority::Operator(By::actor(Actor::Operator));
        api_keys.revoke(company, by, id).await.unwrap();
        Ok(Bytes::from(credential("one").to_string()))
    });
    let bearer = format!("Bearer {}", key.token.expose());
    let request = posted("").insert_header(("authorization", bearer.as_str()));
    let request = request.insert_header(("transfer-encoding", "chunked"));
    let body = Payload::from(Box::pin(body) as BoxedPayloadStream);
    let (request, _) = request.to_request().replace_payload(body);
    let answer = service.send(request).await;
    assert_eq!(told(&answer), (401, [None; 4]));
}

#[actix_web::test]
async fn what_needs_no_key_and_what_is_not_there_has_no_limit() {
    let (service, _) = limited(1, 1).await;
    for _ in 0..3 {
        for (path, status) in [("/livez", 200), ("/nothing", 404), ("/v3/nothing", 404)] {
            assert_eq!(told(&service.get(path).await), (status, [None; 4]));
        }
        let put = TestRequest::put().uri(CREDENTIALS);
        assert_eq!(told(&service.authorized(put).await), (405, [None; 4]));
    }
}

#[actix_web::test]
async fn every_refusal_of_somebody_who_was_let_in_counts_and_tells() {
    let (service, _) = limited(100, 100).await;
    let reader = "DOCKER_REGISTRY:READ".parse().unwrap();
    let reader = issued(&service.pullkey, service.company.id(), reader, None).await;
    let html = |request: TestRequest| request.insert_header(("accept", "text/html"));
    let refusals = [
        (
            403,
            service.authorized_by(&reader.token, create("one")).await,
        ),
        (406, service.authorized(html(create("one"))).await),
        (
            415,
            service
                .authorized(TestRequest::post().uri(CREDENTIALS))
                .await,
        ),
        (400, service.post("{").await),
        (422, service.post("{}").await),
        (413, service.post("x".repeat(70_000)).await),
        (404, service.delete(ID).await),
        (400, service.delete("1").await),
    ];
    for ((status, answer), remaining) in refusals.iter().zip((92..100).rev()) {
        let (answered, [limit, left, ..]) = told(answer);
        assert_eq!(
            (answered, limit, left),
            (*status, Some(100), Some(remaining))
        );
    }
}

#[actix_web::test]
async fn beyond_the_limit_neither_permission_nor_body_matters() {
    let (service, _) = limited(1, 1).await;
    let reader = "DOCKER_REGISTRY:READ".parse().unwrap();
    let reader = issued(&service.pullkey, service.company.id(), reader, None).await;
    let answer = service.authorized_by(&reader.token, create("one")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    for (key, request) in [
        (&reader.token, create("one")),
        (&service.key, create("one")),
        (&service.key, posted("{")),
        (&service.key, posted("x".repeat(70_000))),
        (&service.key, TestRequest::delete().uri(&one("1"))),
        (
            &service.key,
            create("one").insert_header(("accept", "text/html")),
        ),
    ] {
        let answer = service.authorized_by(key, request).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(!answer.closes);
    }
}

#[actix_web::test]
async fn beyond_the_limit_no_byte_of_a_body_is_read() {
    let (service, _) = limited(0, 1).await;
    let bearer = format!("Bearer {}", service.key.expose());
    for (status, is_read) in [(400, true), (429, false)] {
        let request = posted("").insert_header(("authorization", bearer.as_str()));
        let read = Rc::new(Cell::new(false));
        let reading = read.clone();
        let body = poll_fn(move |_| {
            reading.set(true);
            Poll::Ready(None)
        });
        let body = Payload::from(Box::pin(body) as BoxedPayloadStream);
        let (request, _) = request.to_request().replace_payload(body);
        let answer = service.send(request).await;
        assert_eq!((answer.status.as_u16(), read.get()), (status, is_read));
    }
}
