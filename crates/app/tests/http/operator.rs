//! `/operator/v1`.

mod companies;
mod company_keys;
mod hidden;
mod identification;
mod trail;

use actix_web::test::TestRequest;
use serde_json::{Value, json};

use crate::service::{Answer, Service};

const COMPANIES: &str = "/operator/v1/companies";
const NOBODYS: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

fn posted(uri: &str, body: &impl ToString) -> TestRequest {
    TestRequest::post()
        .uri(uri)
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string())
}

/// The path of a company.
fn one(id: &str) -> String {
    format!("{COMPANIES}/{id}")
}

/// The path of a company's keys.
fn keys_of(id: &str) -> String {
    format!("{COMPANIES}/{id}/api-keys")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The answer without what is its own in each: the request id.
fn anonymous(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["request_id"] = Value::Null;
    body["data"]["code"] = Value::Null;
    body
}

impl Service {
    async fn asked(&self, uri: &str) -> Answer {
        self.operated(TestRequest::get().uri(uri)).await
    }

    /// Makes a company over HTTP, and gives its id.
    async fn founded(&self, name: &str) -> String {
        let made = self.operated(posted(COMPANIES, &json!({ "name": name })));
        text(&made.await.json()["id"])
    }

    async fn dissolved(&self, id: &str) -> Answer {
        self.operated(TestRequest::delete().uri(&one(id))).await
    }
}
