//! `ETag` and `If-Match`.

use actix_web::{http::StatusCode, test::TestRequest};

use crate::service::{Answer, Service, one, patched};

async fn patch_if(service: &Service, id: &str, if_match: &str, name: &str) -> Answer {
    let body = serde_json::json!({ "name": name }).to_string();
    let request = patched(id, body).insert_header(("if-match", if_match));
    service.authorized(request).await
}

#[actix_web::test]
async fn every_answer_with_one_credential_shows_its_version() {
    let service = Service::start().await;
    let created = service
        .post(crate::service::credential("one").to_string())
        .await;
    assert_eq!(created.header("etag"), Some("\"1\""));
    let id = created.json()["id"].as_str().unwrap().to_owned();
    let changed = service.patch(&id, r#"{"name":"two"}"#).await;
    assert_eq!(changed.header("etag"), Some("\"2\""));
    assert_eq!(service.find(&id).await.header("etag"), Some("\"2\""));
}

#[actix_web::test]
async fn a_change_of_the_asked_version_is_made_and_one_of_another_is_not() {
    let service = Service::start().await;
    let id = service.created("one").await;
    let answer = patch_if(&service, &id, "\"1\"", "two").await;
    assert_eq!(answer.status, StatusCode::OK);
    for stale in ["\"1\"", "W/\"2\"", "\"02\"", "\"nonsense\"", "\"1\", \"3\""] {
        let answer = patch_if(&service, &id, stale, "three").await;
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{stale}");
        assert_eq!(answer.json()["code"], "precondition_failed");
    }
    assert_eq!(service.find(&id).await.json()["name"], "two");
    for (fresh, name) in [("*", "three"), ("\"1\", \"3\"", "four")] {
        let answer = patch_if(&service, &id, fresh, name).await;
        assert_eq!(answer.json()["name"], name, "{fresh}");
    }
}

#[actix_web::test]
async fn a_deletion_asks_the_same() {
    let service = Service::start().await;
    let id = service.created("one").await;
    let delete = |if_match: &'static str| {
        let request = TestRequest::delete().uri(&one(&id));
        service.authorized(request.insert_header(("if-match", if_match)))
    };
    let refused = delete("\"2\"").await;
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(delete("\"1\"").await.status, StatusCode::OK);
    assert_eq!(delete("\"1\"").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn several_lines_are_one_list() {
    let service = Service::start().await;
    let id = service.created("one").await;
    let request = patched(&id, "{}")
        .append_header(("if-match", "\"7\""))
        .append_header(("if-match", "\"1\""));
    assert_eq!(service.authorized(request).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_malformed_if_match_is_refused_and_named() {
    let service = Service::start().await;
    let id = service.created("one").await;
    for malformed in ["7", "", "\"7", "*, \"7\""] {
        let answer = patch_if(&service, &id, malformed, "two").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{malformed}");
        let body = answer.json();
        assert_eq!(body["code"], "header_malformed");
        assert!(body["detail"].as_str().unwrap().contains("If-Match"));
    }
}

#[actix_web::test]
async fn a_read_takes_no_condition() {
    let service = Service::start().await;
    let id = service.created("one").await;
    for header in ["if-match", "if-none-match"] {
        let request = TestRequest::get().uri(&one(&id));
        let request = request.insert_header((header, "\"1\""));
        assert_eq!(service.authorized(request).await.status, StatusCode::OK);
    }
}
