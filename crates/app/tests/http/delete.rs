use actix_web::http::StatusCode;
use serde_json::json;

use crate::service::{CREDENTIALS, Service, posted};

#[actix_web::test]
async fn a_deleted_credential_is_gone_from_everywhere() {
    let service = Service::start().await;
    let (one, two) = (service.created("one").await, service.created("two").await);
    let events = service.events().await;
    let answer = service.delete(&one).await;
    assert_eq!(answer.status, StatusCode::OK);
    let message = json!({ "message": "Docker registry credential deleted" });
    assert_eq!(answer.json(), message);
    assert_eq!(service.events().await, events + 1);
    assert_eq!(service.find(&one).await.status, StatusCode::NOT_FOUND);
    let listed = service.get(CREDENTIALS).await.json();
    assert_eq!(listed["total"], 1);
    assert_eq!(listed["data"][0]["id"], two);
}

#[actix_web::test]
async fn what_is_gone_cannot_be_deleted_again_nor_changed() {
    let service = Service::start().await;
    let id = service.created("one").await;
    service.delete(&id).await;
    for answer in [service.delete(&id).await, service.patch(&id, "{}").await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.json()["code"], "credential_not_found");
    }
}

#[actix_web::test]
async fn another_company_deletes_nothing() {
    let service = Service::start().await;
    let id = service.created("one").await;
    let other = crate::service::company(&service.pullkey, "Other").await;
    let all = pullkey_domain::api_key::Capabilities::all();
    let key = crate::service::token(&service.pullkey, other.id(), all).await;
    let request = actix_web::test::TestRequest::delete().uri(&crate::service::one(&id));
    let answer = service.authorized_by(&key, request).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(service.find(&id).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn the_idempotency_key_of_what_was_deleted_stays_taken() {
    let service = Service::start().await;
    let create = || {
        let body = crate::service::credential("one").to_string();
        posted(body).insert_header(("idempotency-key", "attempt"))
    };
    let first = service.authorized(create()).await;
    let id = first.json()["id"].as_str().unwrap().to_owned();
    service.delete(&id).await;
    let again = service.authorized(create()).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.bytes, first.bytes);
    assert_eq!(service.find(&id).await.status, StatusCode::NOT_FOUND);
}
