//! Which credential would serve an image.

use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::api_key::Capabilities;
use serde_json::{Value, json};

use crate::{
    gateway::{created, with_secret},
    service::{Answer, CREDENTIALS, Service, one, token},
    trials::{REGISTRY, RIGHT_SECRET},
};

fn asking(body: &Value) -> TestRequest {
    TestRequest::post()
        .uri(&format!("{CREDENTIALS}/resolve"))
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string())
}

async fn resolve(service: &Service, image: &str) -> Answer {
    service.authorized(asking(&json!({ "image": image }))).await
}

#[actix_web::test]
async fn the_credential_and_the_gateways_name_are_told_without_the_secret() {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    let answer = resolve(&service, &format!("{REGISTRY}/acme/app:1.2")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains(RIGHT_SECRET));
    let told = answer.json();
    assert_eq!(told["image"], "registry.example.com:5000/acme/app:1.2");
    assert_eq!(told["credential"]["id"], json!(id));
    assert_eq!(told["chosen_by"], "host");
    assert_eq!(told["known_to_work"], Value::Null);
    assert_eq!(
        told["gateway_name"],
        "registry.example.com_5000/acme/app:1.2"
    );
    assert!(told["message"].as_str().unwrap().ends_with('.'));
}

#[actix_web::test]
async fn whether_its_login_worked_the_last_time_is_told() {
    let service = Service::start().await;
    for (secret, known_to_work) in [(RIGHT_SECRET, true), ("a-wrong-secret", false)] {
        // The newest is chosen.
        let id = created(&service, &with_secret(secret)).await;
        let verify = TestRequest::post().uri(&format!("{}/verify", one(&id)));
        service.authorized(verify).await;
        let told = resolve(&service, &format!("{REGISTRY}/acme/app")).await;
        assert_eq!(told.json()["credential"]["id"], json!(id));
        assert_eq!(told.json()["known_to_work"], json!(known_to_work));
    }
}

#[actix_web::test]
async fn that_there_is_none_is_an_answer_too() {
    let service = Service::start().await;
    let answer = resolve(&service, "nginx").await;
    assert_eq!(answer.status, StatusCode::OK);
    let told = answer.json();
    assert_eq!(told["image"], "docker.io/library/nginx:latest");
    for member in ["credential", "chosen_by", "known_to_work", "gateway_name"] {
        assert_eq!(told[member], Value::Null, "{member}");
    }
}

#[actix_web::test]
async fn a_key_is_told_of_the_credentials_that_it_may_read_only() {
    let service = Service::start().await;
    let own = created(&service, &with_secret(RIGHT_SECRET)).await;
    created(&service, &with_secret("another-secret")).await;
    let image = json!({ "image": format!("{REGISTRY}/acme/app") });
    for (capabilities, found) in [
        (format!("DOCKER_REGISTRY:READ@{own}"), Some(json!(own))),
        (
            "DOCKER_REGISTRY:READ@fb5e5168-4281-4bec-94c5-0d1584e9e657".to_owned(),
            Some(Value::Null),
        ),
        ("DOCKER_REGISTRY:PULL".to_owned(), None),
    ] {
        let capabilities: Capabilities = capabilities.parse().unwrap();
        let key = token(&service.pullkey, service.company.id(), capabilities).await;
        let answer = service.authorized_by(&key, asking(&image)).await;
        match found {
            Some(found) => assert_eq!(answer.json()["credential"]["id"], found),
            None => assert_eq!(answer.status, StatusCode::FORBIDDEN),
        }
    }
}

#[actix_web::test]
async fn a_name_that_is_none_is_refused_at_its_member() {
    let service = Service::start().await;
    for body in [
        json!({ "image": "acme/App" }),
        json!({ "image": "app@sha256:0" }),
        json!({ "image": 7 }),
        json!({ "image": null }),
        json!({}),
    ] {
        let answer = service.authorized(asking(&body)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.broken()[0].0, "/image");
    }
}

#[actix_web::test]
async fn other_methods_are_refused_as_such() {
    let service = Service::start().await;
    let uri = format!("{CREDENTIALS}/resolve");
    for request in [
        TestRequest::get(),
        TestRequest::patch(),
        TestRequest::delete(),
    ] {
        let answer = service.authorized(request.uri(&uri)).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(answer.header("allow"), Some("POST"));
    }
}
