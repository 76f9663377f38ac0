//! A service to test against, with one company and its key that may do everything.

use std::{future::Future, pin::Pin, rc::Rc, sync::Arc};

use actix_http::{ConnectionType, Request};
use actix_web::{
    dev::{Service as _, ServiceResponse},
    http::{StatusCode, header::HeaderMap},
    test::{self, TestRequest},
    web::Data,
};
use pullkey_app::{OperatorKey, http, system, telemetry::Metrics};
use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::{
    api_key::{ApiKeyName, ApiKeyToken, Capabilities},
    audit::Actor,
    company::{Company, CompanyName},
    id::{ApiKeyId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::{MemoryStore, MockCredentialStore, Store};
use pullkey_use_cases::{
    Authority, By, CreateApiKey, CreateCompany, Credentials, IssuedApiKey, PageRequest, Pullkey,
};
use serde_json::Value;

use crate::trials::trials;

type Call = dyn Fn(Request) -> Pin<Box<dyn Future<Output = ServiceResponse>>>;

pub(crate) struct Service {
    call: Rc<Call>,
    pub(crate) pullkey: Pullkey,
    pub(crate) parts: http::Parts,
    pub(crate) company: Company,
    pub(crate) key: ApiKeyToken,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// Whether the connection ends with it.
    pub(crate) closes: bool,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Pointer (or parameter) and code of every broken rule, in the order of the answer.
    pub(crate) fn broken(&self) -> Vec<(String, String)> {
        let body = self.json();
        let errors = body["errors"].as_array().unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        errors
            .iter()
            .map(|error| {
                let place = error.get("pointer").or_else(|| error.get("parameter"));
                (text(place.unwrap()), text(&error["code"]))
            })
            .collect()
    }
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::on(Arc::new(MemoryStore::default())).await
    }

    pub(crate) async fn on(store: Arc<dyn Store>) -> Self {
        let pullkey = pullkey(store);
        pullkey.ring_ledger.reconcile().await.unwrap();
        let company = company(&pullkey, "Acme").await;
        let key = token(&pullkey, company.id(), Capabilities::all()).await;
        let parts = http::Parts::new(&pullkey, Metrics::collect(), true);
        Self::of(pullkey, parts, company, key).await
    }

    /// Where the operator has a key.
    pub(crate) async fn with_operator() -> Self {
        let pullkey = pullkey(Arc::new(MemoryStore::default()));
        pullkey.ring_ledger.reconcile().await.unwrap();
        Self::with_operator_of(pullkey).await
    }

    pub(crate) async fn with_operator_of(pullkey: Pullkey) -> Self {
        let company = company(&pullkey, "Acme").await;
        let key = token(&pullkey, company.id(), Capabilities::all()).await;
        let mut parts = http::Parts::new(&pullkey, Metrics::collect(), true);
        parts.operator_key = OperatorKey::parse(OPERATOR_KEY).ok();
        Self::of(pullkey, parts, company, key).await
    }

    /// With its credentials in a store of their own.
    pub(crate) async fn with_credentials_in(store: MockCredentialStore) -> Self {
        let pullkey = pullkey(Arc::new(MemoryStore::default()));
        pullkey.ring_ledger.reconcile().await.unwrap();
        let company = company(&pullkey, "Acme").await;
        let key = token(&pullkey, company.id(), Capabilities::all()).await;
        let credentials = Credentials::new(
            Arc::new(store),
            Arc::new(KeyRingCipher::new(a_ring())),
            pullkey.ring_ledger.clone(),
            trials(0),
            pullkey.surroundings.clone(),
        );
        let mut parts = http::Parts::new(&pullkey, Metrics::collect(), true);
        parts.credentials = Data::new(credentials);
        Self::of(pullkey, parts, company, key).await
    }

    /// With other parts than the real ones.
    pub(crate) async fn of(
        pullkey: Pullkey,
        parts: http::Parts,
        company: Company,
        key: ApiKeyToken,
    ) -> Self {
        let app = Rc::new(test::init_service(http::app(&parts, http::Surface::Main)).await);
        let call = move |request| {
            let app = app.clone();
            let answered: Pin<Box<dyn Future<Output = ServiceResponse>>> =
                Box::pin(async move { app.call(request).await.unwrap().map_into_boxed_body() });
            answered
        };
        Self {
            call: Rc::new(call),
            pullkey,
            parts,
            company,
            key,
        }
    }

    pub(crate) async fn call(&self, request: TestRequest) -> Answer {
        self.send(request.to_request()).await
    }

    pub(crate) async fn send(&self, request: Request) -> Answer {
        let answer = (self.call)(request).await;
        Answer {
            status: answer.status(),
            headers: answer.headers().clone(),
            closes: answer.response().head().connection_type() == ConnectionType::Close,
            bytes: test::read_body(answer).await.to_vec(),
        }
    }

    /// As the holder of the key that may do everything.
    pub(crate) async fn authorized(&self, request: TestRequest) -> Answer {
        self.authorized_by(&self.key, request).await
    }

    pub(crate) async fn authorized_by(&self, key: &ApiKeyToken, request: TestRequest) -> Answer {
        let bearer = format!("Bearer {}", key.expose());
        self.call(request.insert_header(("authorization", bearer)))
            .await
    }

    /// As the operator.
    pub(crate) async fn operated(&self, request: TestRequest) -> Answer {
        let bearer = format!("Bearer {OPERATOR_KEY}");
        self.call(request.insert_header(("authorization", bearer)))
            .await
    }

    pub(crate) async fn get(&self, uri: &str) -> Answer {
        self.authorized(TestRequest::get().uri(uri)).await
    }

    pub(crate) async fn post(&self, body: impl Into<actix_web::web::Bytes>) -> Answer {
        self.authorized(posted(body)).await
    }

    pub(crate) async fn patch(&self, id: &str, body: impl Into<actix_web::web::Bytes>) -> Answer {
        self.authorized(patched(id, body)).await
    }

    pub(crate) async fn delete(&self, id: &str) -> Answer {
        self.authorized(TestRequest::delete().uri(&one(id))).await
    }

    pub(crate) async fn find(&self, id: &str) -> Answer {
        self.get(&one(id)).await
    }

    /// How many events the trail of the company has.
    pub(crate) async fn events(&self) -> u64 {
        let page = PageRequest {
            limit: 1,
            offset: 0,
        };
        let trail = self.pullkey.audit_log.list(self.company.id(), page);
        trail.await.unwrap().total
    }

    /// Creates a credential of this name, and gives its id.
    pub(crate) async fn created(&self, name: &str) -> String {
        let answer = self.post(credential(name).to_string()).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) const OPERATOR_KEY: &str = "an-operator-s-key-of-44-visible-characters!~";

/// What whoever is not let in is asked for.
pub(crate) const CHALLENGE: &str = "Bearer realm=\"pullkey\"";
pub(crate) const CREDENTIALS: &str = "/v3/docker-registries";

pub(crate) fn credential(name: &str) -> Value {
    serde_json::json!({
        "name": name, "username": "my-docker-user", "secret": "my-secret-token", "registry": "github",
    })
}

pub(crate) fn posted(body: impl Into<actix_web::web::Bytes>) -> TestRequest {
    TestRequest::post()
        .uri(CREDENTIALS)
        .insert_header(("content-type", "application/json"))
        .set_payload(body)
}

pub(crate) fn patched(id: &str, body: impl Into<actix_web::web::Bytes>) -> TestRequest {
    TestRequest::patch()
        .uri(&one(id))
        .insert_header(("content-type", "application/json"))
        .set_payload(body)
}

/// The path of a credential.
pub(crate) fn one(id: &str) -> String {
    format!("{CREDENTIALS}/{id}")
}

pub(crate) async fn company(pullkey: &Pullkey, name: &str) -> Company {
    let name = CompanyName::parse(name).unwrap();
    let command = CreateCompany { id: None, name };
    pullkey.companies.create(operator(), command).await.unwrap()
}

pub(crate) async fn token(
    pullkey: &Pullkey,
    company: CompanyId,
    capabilities: Capabilities,
) -> ApiKeyToken {
    issued(pullkey, company, capabilities, None).await.token
}

pub(crate) async fn issued(
    pullkey: &Pullkey,
    company: CompanyId,
    capabilities: Capabilities,
    expires_at: Option<Timestamp>,
) -> IssuedApiKey {
    let command = CreateApiKey {
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities,
        expires_at,
    };
    pullkey
        .api_keys
        .create(company, Authority::Operator(operator()), command, None)
        .await
        .unwrap()
}

pub(crate) async fn revoke(service: &Service, id: ApiKeyId) {
    let company = service.company.id();
    service
        .pullkey
        .api_keys
        .revoke(company, Authority::Operator(operator()), id)
        .await
        .unwrap();
}

fn operator() -> By {
    By::actor(Actor::Operator)
}

pub(crate) fn pullkey(store: Arc<dyn Store>) -> Pullkey {
    let cipher = Arc::new(KeyRingCipher::new(a_ring()));
    Pullkey::new(store, cipher, trials(0), system::surroundings())
}

pub(crate) fn a_ring() -> KeyRing {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keyring.json");
    let now = system::surroundings().clock.now();
    KeyRing::create(&path, now, system_random).unwrap()
}
