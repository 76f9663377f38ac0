//! How many requests are worked on at once.

use std::{pin::Pin, sync::Arc};

use actix_http::{BoxedPayloadStream, Payload, error::PayloadError};
use actix_web::{rt, test::TestRequest, web::Bytes, web::Data};
use async_trait::async_trait;
use futures_util::{FutureExt, stream};
use pullkey_app::{
    http::{Parts, RequestsInFlight},
    system,
    telemetry::Metrics,
};
use pullkey_cipher_chacha20poly1305::KeyRingCipher;
use pullkey_domain::api_key::{ApiKeyToken, Capabilities};
use pullkey_registry::{LoginAttempt, Registry, Verdict};
use pullkey_storage::MemoryStore;
use pullkey_use_cases::{Pullkey, Registries};
use tokio::sync::Notify;

use crate::{
    service::{
        Answer, CREDENTIALS, Service, a_ring, company, credential, one, posted, pullkey, token,
    },
    trials::{REGISTRY, trials},
};

/// A service that works on so many requests, and the key of another company.
async fn bounded(requests: usize) -> (Service, ApiKeyToken) {
    bounded_on(requests, pullkey(Arc::new(MemoryStore::default()))).await
}

async fn bounded_on(requests: usize, pullkey: Pullkey) -> (Service, ApiKeyToken) {
    pullkey.ring_ledger.reconcile().await.unwrap();
    let acme = company(&pullkey, "Acme").await;
    let key = token(&pullkey, acme.id(), Capabilities::all()).await;
    let other = company(&pullkey, "Other").await;
    let others_key = token(&pullkey, other.id(), Capabilities::all()).await;
    let parts = Parts {
        in_flight: Data::new(RequestsInFlight::at_most(requests)),
        ..Parts::new(&pullkey, Metrics::collect(), true)
    };
    (Service::of(pullkey, parts, acme, key).await, others_key)
}

type Held<'a> = Pin<Box<dyn Future<Output = Answer> + 'a>>;

/// A request that is worked on until it is dropped, as its body does not come.
fn held<'a>(service: &'a Service, key: &ApiKeyToken) -> Held<'a> {
    let bearer = format!("Bearer {}", key.expose());
    let request = posted("").insert_header(("authorization", bearer));
    let never: BoxedPayloadStream = Box::pin(stream::pending::<Result<Bytes, PayloadError>>());
    let (request, _) = request.to_request().replace_payload(Payload::from(never));
    let mut held: Held = Box::pin(service.send(request));
    assert!((&mut held).now_or_never().is_none());
    held
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["code"], "overloaded");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[actix_web::test]
async fn beyond_the_bound_requests_are_refused_until_one_has_ended() {
    let (service, others_key) = bounded(1).await;
    let held = held(&service, &service.key);
    let list = || TestRequest::get().uri(CREDENTIALS);
    assert_refused(&service.authorized_by(&others_key, list()).await);
    assert_refused(&service.post(credential("n").to_string()).await);
    // Nobody is let in before there is room.
    assert_refused(&service.call(list()).await);
    drop(held);
    assert_eq!(service.get(CREDENTIALS).await.json()["total"], 0);
    assert_eq!(service.call(list()).await.status, 401);
}

#[actix_web::test]
async fn a_path_counts_however_it_is_written() {
    let (service, _) = bounded(1).await;
    let encoded = CREDENTIALS.replacen('v', "%76", 1);
    assert_eq!(service.get(&encoded).await.status, 200);
    let _held = held(&service, &service.key);
    assert_refused(&service.get(&encoded).await);
}

#[actix_web::test]
async fn whoever_asks_how_the_service_is_gets_an_answer_all_the_same() {
    let (service, _) = bounded(1).await;
    let _held = held(&service, &service.key);
    service.readiness.observe().await;
    for path in ["/livez", "/readyz", "/metrics", "/openapi.json"] {
        assert_eq!(service.get(path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn a_company_that_has_half_of_all_leaves_the_rest_to_others() {
    let (service, others_key) = bounded(4).await;
    let mut own: Vec<_> = (0..2).map(|_| held(&service, &service.key)).collect();
    assert_refused(&service.get(CREDENTIALS).await);
    let list = || TestRequest::get().uri(CREDENTIALS);
    assert_eq!(service.authorized_by(&others_key, list()).await.status, 200);
    own.pop();
    assert_eq!(service.get(CREDENTIALS).await.status, 200);
}

/// A registry that answers when it is let.
#[derive(Default)]
struct SlowRegistry(Notify);

#[async_trait]
impl Registry for SlowRegistry {
    async fn verify(&self, _: &LoginAttempt) -> Verdict {
        self.0.notified().await;
        Verdict::Verified
    }
}

#[actix_web::test]
async fn what_goes_on_without_whoever_asked_counts_until_its_end() {
    let registry = Arc::new(SlowRegistry::default());
    let registries = Registries {
        logins: registry.clone(),
        ..trials(0)
    };
    let cipher = Arc::new(KeyRingCipher::new(a_ring()));
    let store = Arc::new(MemoryStore::default());
    let pullkey = Pullkey::new(store, cipher, registries, system::surroundings());
    let (service, _) = bounded_on(1, pullkey).await;
    let mut body = credential("n");
    body["registry"] = "custom".into();
    body["host"] = REGISTRY.into();
    let created = service.post(body.to_string()).await.json();
    let id = created["id"].as_str().unwrap();

    let request = TestRequest::post().uri(&format!("{}/verify", one(id)));
    let mut asked: Held = Box::pin(service.authorized(request));
    assert!((&mut asked).now_or_never().is_none());
    drop(asked);
    assert_refused(&service.get(CREDENTIALS).await);
    registry.0.notify_one();
    for _ in 0..100 {
        rt::task::yield_now().await;
    }
    assert_eq!(service.get(CREDENTIALS).await.status, 200);
}
