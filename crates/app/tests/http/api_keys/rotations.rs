use std::time::Duration;

use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::{
    api_key::{ApiKeyToken, Verifier},
    id::ApiKeyId,
};
use serde_json::{Value, json};

use super::{KEYS, of, posted};
use crate::service::{Answer, Service};

async fn rotate(service: &Service, id: &str, hours: Value) -> Answer {
    let body = json!({ "old_token_ttl_hours": hours });
    service.authorized(posted(&of(id, "/rotate"), &body)).await
}

fn token_of(answer: &Answer) -> ApiKeyToken {
    ApiKeyToken::parse(answer.json()["token"].as_str().unwrap()).unwrap()
}

#[actix_web::test]
async fn a_new_token_counts_at_once_and_the_one_before_no_more() {
    let service = Service::start().await;
    let (id, first) = service.key_that_may(&["AUDIT:READ"]).await;
    assert_eq!(service.validity(&first).await, 200);
    let without_body = TestRequest::post().uri(&of(&id, "/rotate"));
    let answer = service.authorized(without_body).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["id"], id);
    let second = token_of(&answer);
    assert_eq!(second.handle(), first.handle());
    assert_eq!(service.validity(&first).await, 401);
    assert_eq!(service.validity(&second).await, 200);
}

#[actix_web::test]
async fn with_an_overlap_two_tokens_count_and_never_three() {
    let service = Service::start().await;
    let (id, first) = service.key_that_may(&["AUDIT:READ"]).await;
    let second = token_of(&rotate(&service, &id, json!(1)).await);
    assert_eq!(service.validity(&first).await, 200);
    assert_eq!(service.validity(&second).await, 200);
    let third = token_of(&rotate(&service, &id, json!(720)).await);
    assert_eq!(service.validity(&first).await, 401);
    assert_eq!(service.validity(&second).await, 200);
    assert_eq!(service.validity(&third).await, 200);
}

#[actix_web::test]
async fn an_overlap_is_so_many_hours_long() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    let (company, key) = (service.company.id(), ApiKeyId::parse(&id).unwrap());
    for hours in [1, 24, 720] {
        let before = (service.pullkey.surroundings.clock.now(), hours);
        rotate(&service, &id, json!(hours)).await;
        let after = (service.pullkey.surroundings.clock.now(), hours);
        let stored = service.pullkey.api_keys.find(company, key).await;
        let stored = stored.unwrap().unwrap().key;
        let end = stored.previous_verifier().and_then(Verifier::ends_at);
        let [earliest, latest] =
            [before, after].map(|(at, hours)| Some(at.after(Duration::from_hours(hours))));
        assert!(earliest <= end && end <= latest, "{hours}");
    }
    rotate(&service, &id, json!(0)).await;
    let stored = service.pullkey.api_keys.find(company, key).await;
    assert_eq!(stored.unwrap().unwrap().key.previous_verifier(), None);
}

#[actix_web::test]
async fn a_whole_number_may_be_written_with_a_point_or_an_exponent() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    for hours in ["1e2", "100.0", "0.0", "-0", "-0.0", "7.2E2"] {
        let body = format!(r#"{{"old_token_ttl_hours":{hours}}}"#);
        let request = TestRequest::post()
            .uri(&of(&id, "/rotate"))
            .insert_header(("content-type", "application/json"))
            .set_payload(body);
        let answer = service.authorized(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{hours}");
    }
}

#[actix_web::test]
async fn a_token_that_was_replaced_cannot_make_itself_last() {
    let service = Service::start().await;
    let (id, replaced) = service
        .key_that_may(&["API_KEY:UPDATE", "API_KEY:CREATE"])
        .await;
    rotate(&service, &id, json!(1)).await;
    let by_replaced = async |request| service.authorized_by(&replaced, request).await;
    let rotated = by_replaced(posted(&of(&id, "/rotate"), &json!({}))).await;
    assert_eq!(rotated.status, StatusCode::FORBIDDEN);
    assert_eq!(rotated.json()["code"], "escalation_denied");
    let heir = json!({ "name": "heir", "capabilities": [{ "permission": "API_KEY:CREATE" }] });
    let made = by_replaced(posted(KEYS, &heir)).await;
    assert_eq!(made.json()["code"], "escalation_denied");
}

#[actix_web::test]
async fn an_overlap_is_a_whole_number_of_hours_up_to_thirty_days() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    for hours in [
        json!(-1),
        json!(721),
        json!(0.5),
        json!(1e9),
        json!(99_999_999_999_u64),
    ] {
        let answer = rotate(&service, &id, hours.clone()).await;
        let told = (
            "/old_token_ttl_hours".to_owned(),
            "old_token_ttl_hours_range".to_owned(),
        );
        assert_eq!(answer.broken(), [told], "{hours}");
    }
    let answer = rotate(&service, &id, json!("1")).await;
    assert_eq!(answer.broken()[0].1, "wrong_type");
}

#[actix_web::test]
async fn a_repeat_changes_nothing_and_is_told_that_the_token_was_given_out() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    let keyed = |hours: u32| {
        let body = json!({ "old_token_ttl_hours": hours });
        posted(&of(&id, "/rotate"), &body).insert_header(("idempotency-key", "may"))
    };
    let rotated = service.authorized(keyed(0)).await;
    let again = service.authorized(keyed(0)).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert_eq!(again.json()["code"], "token_already_issued");
    assert_eq!(again.header("location"), Some(&*of(&id, "")));
    let other = service.authorized(keyed(1)).await;
    assert_eq!(other.json()["code"], "idempotency_key_reused");
    assert_eq!(service.validity(&token_of(&rotated)).await, 200);
}
