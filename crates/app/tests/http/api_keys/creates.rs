use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::{KEYS, body, posted};
use crate::service::Service;

const LIST: &[&str] = &["DOCKER_REGISTRY:READ"];

#[actix_web::test]
async fn a_new_key_is_shown_with_its_token_and_lets_in_at_once() {
    let service = Service::start().await;
    let answer = service.create_key(&body(LIST)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let made = answer.json();
    let location = format!("{KEYS}/{}", made["id"].as_str().unwrap());
    assert_eq!(answer.header("location"), Some(&*location));
    assert_eq!(made["company_id"], service.company.id().to_string());
    assert_eq!(made["name"], "deployments");
    assert_eq!(made["is_enabled"], true);
    assert_eq!(made["expired_at"], json!(null));
    assert_eq!(made["last_used_at"], json!(null));
    let capability = json!({ "permission": "DOCKER_REGISTRY:READ", "id_resource": null });
    assert_eq!(made["capabilities"], json!([capability]));
    let token = made["token"].as_str().unwrap().parse_token();
    assert_eq!(service.listing(&token).await, 200);
}

#[actix_web::test]
async fn a_token_is_told_when_it_is_made_and_never_again() {
    let service = Service::start().await;
    let made = service.create_key(&body(LIST)).await.json();
    let token = made["token"].as_str().unwrap();
    let secret = &token[token.len() - 38..];
    let id = made["id"].as_str().unwrap();
    for uri in [KEYS.to_owned(), super::of(id, ""), super::of("me", "")] {
        let answer = service.get(&uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        assert!(answer.json().get("token").is_none());
        let text = String::from_utf8(answer.bytes).unwrap();
        assert!(!text.contains(secret), "{uri}");
    }
}

#[actix_web::test]
async fn a_capability_may_be_narrowed_to_one_credential() {
    let service = Service::start().await;
    let [own, other] = [service.created("own").await, service.created("other").await];
    let capability = json!({ "permission": "DOCKER_REGISTRY:READ", "id_resource": own });
    let narrowed = json!({ "name": "one", "capabilities": [capability] });
    let made = service.create_key(&narrowed).await.json();
    assert_eq!(made["capabilities"], json!([capability]));
    let token = made["token"].as_str().unwrap().parse_token();
    for (id, status) in [(&own, 200), (&other, 403)] {
        let request = actix_web::test::TestRequest::get().uri(&crate::service::one(id));
        let answer = service.authorized_by(&token, request).await;
        assert_eq!(answer.status, status);
    }
}

#[actix_web::test]
async fn every_broken_rule_is_told_with_its_place() {
    let service = Service::start().await;
    let bad = json!({
        "name": "",
        "capabilities": [
            { "permission": "ROOT" },
            { "permission": "AUDIT:READ", "id_resource": "fb5e5168-4281-4bec-94c5-0d1584e9e657" },
            { "permission": 7, "id_resource": "x", "typo": 1 },
            "DOCKER_REGISTRY:READ",
            {},
        ],
        "expired_at": "tomorrow",
        "more": 1,
    });
    let answer = service.create_key(&bad).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = answer.broken();
    let told: Vec<_> = told
        .iter()
        .map(|(place, code)| (&**place, &**code))
        .collect();
    assert_eq!(
        told,
        [
            ("/name", "name_empty"),
            ("/capabilities/0/permission", "permission_unknown"),
            ("/capabilities/1/id_resource", "permission_not_narrowable"),
            ("/capabilities/2/permission", "wrong_type"),
            ("/capabilities/2/id_resource", "id_malformed"),
            ("/capabilities/2/typo", "unknown_member"),
            ("/capabilities/3", "wrong_type"),
            ("/capabilities/4/permission", "missing"),
            ("/expired_at", "timestamp_malformed"),
            ("/more", "unknown_member"),
        ]
    );
    let text = String::from_utf8(answer.bytes).unwrap();
    assert!(text.contains("DOCKER_REGISTRY:PULL"), "the known ones");
    assert!(!text.contains("ROOT") && !text.contains("tomorrow"));
}

#[actix_web::test]
async fn rules_of_all_capabilities_together_are_told_at_the_list() {
    let service = Service::start().await;
    let narrowed = json!({ "permission": "AUDIT:READ", "id_resource": super::NOBODYS });
    for (capabilities, place, code) in [
        (
            json!([narrowed]),
            "/capabilities/0/id_resource",
            "permission_not_narrowable",
        ),
        (json!([]), "/capabilities", "capabilities_empty"),
        (json!({}), "/capabilities", "wrong_type"),
        (json!(null), "/capabilities", "null"),
    ] {
        let answer = service
            .create_key(&json!({ "name": "n", "capabilities": capabilities }))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.broken(), [(place.to_owned(), code.to_owned())]);
    }
}

#[actix_web::test]
async fn an_end_must_be_later_than_now_and_may_be_none() {
    let service = Service::start().await;
    let mut key = body(LIST);
    key["expired_at"] = json!("2025-01-30T00:00:00.000Z");
    let answer = service.create_key(&key).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = [("/expired_at".to_owned(), "expired_at_in_past".to_owned())];
    assert_eq!(answer.broken(), told);
    for end in [json!("2999-01-30T00:00:00.000Z"), json!(null)] {
        key["expired_at"] = end.clone();
        let made = service.create_key(&key).await;
        assert_eq!(made.status, StatusCode::CREATED);
        assert_eq!(made.json()["expired_at"], end);
    }
}

#[actix_web::test]
async fn thousands_of_broken_capabilities_are_not_all_told() {
    let service = Service::start().await;
    let many = json!({ "name": "n", "capabilities": vec![json!({}); 5_000] });
    let answer = service.create_key(&many).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = answer.broken();
    assert_eq!(told.len(), 21);
    let more = ("/capabilities".to_owned(), "more_broken".to_owned());
    assert_eq!(told.last(), Some(&more));
}

#[actix_web::test]
async fn a_repeat_is_told_which_key_was_made_and_another_body_is_refused() {
    let service = Service::start().await;
    let keyed = |body: Value| posted(KEYS, &body).insert_header(("idempotency-key", "attempt"));
    let made = service.authorized(keyed(body(LIST))).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let events = service.events().await;
    let again = service.authorized(keyed(body(LIST))).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.json()["code"], "token_already_issued");
    let id = made.json()["id"].as_str().unwrap().to_owned();
    assert!(again.json()["detail"].as_str().unwrap().contains(&id));
    assert_eq!(again.header("location"), made.header("location"));
    let other = service.authorized(keyed(body(&["AUDIT:READ"]))).await;
    assert_eq!(other.json()["code"], "idempotency_key_reused");
    assert_eq!(service.events().await, events);
}

trait ParseToken {
    fn parse_token(&self) -> pullkey_domain::api_key::ApiKeyToken;
}

impl ParseToken for str {
    fn parse_token(&self) -> pullkey_domain::api_key::ApiKeyToken {
        pullkey_domain::api_key::ApiKeyToken::parse(self).unwrap()
    }
}
