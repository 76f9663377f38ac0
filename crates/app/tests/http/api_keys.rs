//! `/v3/api-keys`.

mod changes;
mod creates;
mod escalation;
mod managers;
mod reads;
mod rotations;

use actix_web::test::TestRequest;
use pullkey_domain::api_key::ApiKeyToken;
use serde_json::{Value, json};

use crate::service::{Answer, CREDENTIALS, Service, token};

const KEYS: &str = "/v3/api-keys";
const NOBODYS: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

fn body(capabilities: &[&str]) -> Value {
    let capabilities = capabilities.iter();
    let capabilities = capabilities.map(|permission| json!({ "permission": permission }));
    json!({ "name": "deployments", "capabilities": capabilities.collect::<Vec<_>>() })
}

fn sent(request: TestRequest, uri: &str, body: &Value) -> TestRequest {
    let request = request.uri(uri);
    let request = request.insert_header(("content-type", "application/json"));
    request.set_payload(body.to_string())
}

fn posted(uri: &str, body: &Value) -> TestRequest {
    sent(TestRequest::post(), uri, body)
}

fn patched(id: &str, body: &Value) -> TestRequest {
    sent(TestRequest::patch(), &of(id, ""), body)
}

/// The path of a key, or below it.
fn of(id: &str, below: &str) -> String {
    format!("{KEYS}/{id}{below}")
}

impl Service {
    async fn create_key(&self, body: &Value) -> Answer {
        self.authorized(posted(KEYS, body)).await
    }

    /// Makes a key that may do this, and gives its id and token.
    async fn key_that_may(&self, capabilities: &[&str]) -> (String, ApiKeyToken) {
        let made = self.create_key(&body(capabilities)).await.json();
        let token = ApiKeyToken::parse(made["token"].as_str().unwrap()).unwrap();
        (made["id"].as_str().unwrap().to_owned(), token)
    }

    /// Makes a key without the service, as somebody who runs it can.
    async fn operators_key(&self, capabilities: &str) -> ApiKeyToken {
        let capabilities = capabilities.parse().unwrap();
        token(&self.pullkey, self.company.id(), capabilities).await
    }

    /// The status with which the holder of this token is answered who asks whether it is valid.
    async fn validity(&self, token: &ApiKeyToken) -> u16 {
        let request = TestRequest::get().uri("/v3/api-keys/validate");
        self.authorized_by(token, request).await.status.as_u16()
    }

    /// The status with which the holder of this token is answered who lists credentials.
    async fn listing(&self, token: &ApiKeyToken) -> u16 {
        let request = TestRequest::get().uri(CREDENTIALS);
        self.authorized_by(token, request).await.status.as_u16()
    }
}
