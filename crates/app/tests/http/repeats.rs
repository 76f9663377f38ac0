//! `Idempotency-Key`.

use actix_web::{http::StatusCode, test::TestRequest};
use serde_json::{Value, json};

use crate::service::{Answer, CREDENTIALS, Service, company, credential, posted, token};

fn keyed(key: &str, body: &Value) -> TestRequest {
    posted(body.to_string()).insert_header(("idempotency-key", key))
}

async fn create(service: &Service, key: &str, body: &Value) -> Answer {
    service.authorized(keyed(key, body)).await
}

async fn total(service: &Service) -> Value {
    service.get(CREDENTIALS).await.json()["total"].clone()
}

#[actix_web::test]
async fn a_repeat_makes_nothing_and_is_answered_as_the_first_attempt() {
    let service = Service::start().await;
    let first = create(&service, "attempt", &credential("one")).await;
    assert_eq!(first.status, StatusCode::CREATED);
    assert_eq!(first.header("idempotency-replayed"), None);
    let events = service.events().await;
    let id = first.json()["id"].as_str().unwrap().to_owned();
    service.patch(&id, r#"{"name":"changed since"}"#).await;
    let again = create(&service, "attempt", &credential("one")).await;
    assert_eq!(again.status, StatusCode::CREATED);
    assert_eq!(again.bytes, first.bytes);
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    for header in ["location", "etag", "content-type"] {
        assert_eq!(again.header(header), first.header(header));
    }
    assert_eq!(total(&service).await, 1);
    assert_eq!(service.events().await, events + 1);
}

#[actix_web::test]
async fn the_order_and_form_of_the_members_make_no_other_payload() {
    let service = Service::start().await;
    let first = create(&service, "attempt", &credential("one")).await;
    let reordered = r#" { "registry": "github", "secret": "my-secret-token",
        "username": "my-docker-user", "name": "\u006fne" } "#;
    let request = posted(reordered).insert_header(("idempotency-key", "attempt"));
    let again = service.authorized(request).await;
    assert_eq!(again.bytes, first.bytes);
}

#[actix_web::test]
async fn another_payload_under_the_key_is_refused_whichever_member_differs() {
    let service = Service::start().await;
    create(&service, "attempt", &credential("one")).await;
    let mut others = vec![credential("two")];
    for (member, value) in [
        ("username", json!("other")),
        ("secret", json!("my-other-token")),
        ("registry", json!("gitlab")),
    ] {
        let mut other = credential("one");
        other[member] = value;
        others.push(other);
    }
    let mut without = credential("one");
    without.as_object_mut().unwrap().remove("registry");
    others.push(without);
    for other in others {
        let answer = create(&service, "attempt", &other).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.json()["code"], "idempotency_key_reused");
    }
    assert_eq!(total(&service).await, 1);
}

#[actix_web::test]
async fn a_refused_attempt_leaves_its_key_free() {
    let service = Service::start().await;
    let mut broken = credential("one");
    broken["secret"] = json!("short");
    let refused = create(&service, "attempt", &broken).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let made = create(&service, "attempt", &credential("one")).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.header("idempotency-replayed"), None);
}

#[actix_web::test]
async fn every_company_has_keys_of_its_own() {
    let service = Service::start().await;
    create(&service, "attempt", &credential("one")).await;
    let other = company(&service.pullkey, "Other").await;
    let all = pullkey_domain::api_key::Capabilities::all();
    let key = token(&service.pullkey, other.id(), all).await;
    let request = keyed("attempt", &credential("two"));
    let made = service.authorized_by(&key, request).await;
    assert_eq!(made.status, StatusCode::CREATED);
    assert_eq!(made.json()["name"], "two");
}

#[actix_web::test]
async fn without_a_key_or_under_another_one_a_second_credential_is_made() {
    let service = Service::start().await;
    create(&service, "attempt", &credential("one")).await;
    create(&service, "another", &credential("one")).await;
    service.post(credential("one").to_string()).await;
    assert_eq!(total(&service).await, 3);
}

#[actix_web::test]
async fn a_malformed_key_is_refused_and_named_but_not_repeated() {
    let service = Service::start().await;
    let long = "k".repeat(256);
    for key in ["", "two words", "tab\tbed", long.as_str()] {
        let answer = create(&service, key, &credential("one")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{key}");
        let body = answer.json();
        assert_eq!(body["code"], "header_malformed");
        let detail = body["detail"].as_str().unwrap();
        assert!(detail.contains("Idempotency-Key"));
        assert!(key.is_empty() || !detail.contains(key), "{detail}");
    }
    let twice = keyed("one", &credential("one")).append_header(("idempotency-key", "two"));
    let answer = service.authorized(twice).await;
    assert_eq!(answer.json()["code"], "header_malformed");
    assert_eq!(total(&service).await, 0);
}

#[actix_web::test]
async fn elsewhere_the_header_is_ignored() {
    let service = Service::start().await;
    let id = service.created("one").await;
    let request = crate::service::patched(&id, "{}").insert_header(("idempotency-key", "a b"));
    assert_eq!(service.authorized(request).await.status, StatusCode::OK);
}
