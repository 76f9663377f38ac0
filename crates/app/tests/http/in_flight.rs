//! How many requests are worked on at once.

use std::{pin::Pin, sync::Arc};

use actix_http::{BoxedPayloadStream, Payload, error::PayloadError};
use actix_web::{
    rt,
    test::TestRequest,
    web::{Bytes, Data},
};
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
    service::{Answer, CREDENTIALS, Service, a_ring, company, credential, one, posted, token},
    trials::{REGISTRY, trials},
};

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

/// A service that works on so many requests.
struct Bounded {
    service: Service,
    /// The key of another company.
    others_key: ApiKeyToken,
    registry: Arc<SlowRegistry>,
    /// A credential for that registry.
    id: String,
}

type Sent<'a> = Pin<Box<dyn Future<Output = Answer> + 'a>>;

impl Bounded {
    async fn to(requests: usize) -> Self {
        let registry = Arc::new(SlowRegistry::default());
        let registries = Registries {
            logins: registry.clone(),
            ..trials(0)
        };
        let cipher = Arc::new(KeyRingCipher::new(a_ring()));
        let store = Arc::new(MemoryStore::default());
        let pullkey = Pullkey::new(store, cipher, registries, system::surroundings());
        pullkey.ring_ledger.reconcile().await.unwrap();
        let acme = company(&pullkey, "Acme").await;
        let key = token(&pullkey, acme.id(), Capabilities::all()).await;
        let other = company(&pullkey, "Other").await;
        let others_key = token(&pullkey, other.id(), Capabilities::all()).await;
        let parts = Parts {
            in_flight: Data::new(RequestsInFlight::at_most(requests)),
            ..Parts::new(&pullkey, Metrics::collect(), true)
        };
        let service = Service::of(pullkey, parts, acme, key).await;
        let mut body = credential("n");
        body["registry"] = "custom".into();
        body["host"] = REGISTRY.into();
        let created = service.post(body.to_string()).await.json();
        let id = created["id"].as_str().unwrap().to_owned();
        Self {
            service,
            others_key,
            registry,
            id,
        }
    }

    /// A request that is worked on until its registry answers.
    fn held(&self) -> Sent<'_> {
        let request = TestRequest::post().uri(&format!("{}/verify", one(&self.id)));
        begun(self.service.authorized(request))
    }

    /// A request whose body does not come.
    fn without_its_body(&self) -> Sent<'_> {
        let bearer = format!("Bearer {}", self.service.key.expose());
        let request = posted("").insert_header(("authorization", bearer));
        let never: BoxedPayloadStream = Box::pin(stream::pending::<Result<Bytes, PayloadError>>());
        let (request, _) = request.to_request().replace_payload(Payload::from(never));
        begun(self.service.send(request))
    }

    /// Lets the registry answer one of them.
    async fn end(&self, held: Sent<'_>) {
        self.registry.0.notify_one();
        assert_eq!(held.await.status, 200);
    }

    /// What the other company is answered.
    async fn others_list(&self) -> Answer {
        let list = TestRequest::get().uri(CREDENTIALS);
        self.service.authorized_by(&self.others_key, list).await
    }
}

fn begun<'a>(sent: impl Future<Output = Answer> + 'a) -> Sent<'a> {
    let mut sent: Sent = Box::pin(sent);
    assert!((&mut sent).now_or_never().is_none());
    sent
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 503);
    assert_eq!(answer.json()["code"], "overloaded");
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[actix_web::test]
async fn beyond_the_bound_requests_are_refused_until_one_has_ended() {
    let bounded = Bounded::to(1).await;
    let held = bounded.held();
    let list = || TestRequest::get().uri(CREDENTIALS);
    assert_refused(&bounded.others_list().await);
    assert_refused(&bounded.service.post(credential("n").to_string()).await);
    // Nobody is let in before there is room.
    assert_refused(&bounded.service.call(list()).await);
    bounded.end(held).await;
    assert_eq!(bounded.service.get(CREDENTIALS).await.json()["total"], 1);
    assert_eq!(bounded.service.call(list()).await.status, 401);
}

#[actix_web::test]
async fn a_path_counts_however_it_is_written() {
    let bounded = Bounded::to(1).await;
    let encoded = CREDENTIALS.replacen('v', "%76", 1);
    assert_eq!(bounded.service.get(&encoded).await.status, 200);
    let _held = bounded.held();
    assert_refused(&bounded.service.get(&encoded).await);
}

#[actix_web::test]
async fn whoever_asks_how_the_service_is_gets_an_answer_all_the_same() {
    let bounded = Bounded::to(1).await;
    let _held = bounded.held();
    bounded.service.parts.readiness.observe().await;
    for path in ["/livez", "/readyz", "/metrics", "/openapi.json"] {
        assert_eq!(bounded.service.get(path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn a_company_that_has_half_of_all_leaves_the_rest_to_others() {
    let bounded = Bounded::to(4).await;
    let mut own: Vec<_> = (0..2).map(|_| bounded.held()).collect();
    assert_refused(&bounded.service.get(CREDENTIALS).await);
    assert_eq!(bounded.others_list().await.status, 200);
    let first = own.remove(0);
    bounded.end(first).await;
    assert_eq!(bounded.service.get(CREDENTIALS).await.status, 200);
}

#[actix_web::test]
async fn whoever_takes_his_time_with_a_body_leaves_his_place_to_others() {
    let bounded = Bounded::to(1).await;
    let _slow = [bounded.without_its_body(), bounded.without_its_body()];
    assert_eq!(bounded.service.get(CREDENTIALS).await.status, 200);
}

#[actix_web::test]
async fn what_goes_on_without_whoever_asked_counts_until_its_end() {
    let bounded = Bounded::to(1).await;
    drop(bounded.held());
    assert_refused(&bounded.service.get(CREDENTIALS).await);
    bounded.registry.0.notify_one();
    for _ in 0..100 {
        rt::task::yield_now().await;
    }
    assert_eq!(bounded.service.get(CREDENTIALS).await.status, 200);
}
