use std::time::Duration;

use actix_web::{http::StatusCode, test::TestRequest};
use serde_json::{Value, json};

use super::{of, patched, posted};
use crate::service::{Answer, Service, issued};

async fn toggle(service: &Service, id: &str, body: &Value) -> Answer {
    service.authorized(posted(&of(id, "/toggle"), body)).await
}

#[actix_web::test]
async fn only_the_given_members_change_and_count_at_once() {
    let service = Service::start().await;
    let (id, token) = service.key_that_may(&["DOCKER_REGISTRY:READ"]).await;
    assert_eq!(service.listing(&token).await, 200);
    let before = service.get(&of(&id, "")).await.json();
    let renamed = service
        .authorized(patched(&id, &json!({ "name": "ci" })))
        .await;
    assert_eq!(renamed.status, StatusCode::OK);
    let mut expected = before;
    expected["name"] = json!("ci");
    expected["updated_at"] = renamed.json()["updated_at"].clone();
    assert_eq!(renamed.json(), expected);
    let narrowed = json!({ "capabilities": [{ "permission": "AUDIT:READ" }] });
    let narrowed = service.authorized(patched(&id, &narrowed)).await;
    assert_eq!(
        narrowed.json()["capabilities"][0]["permission"],
        "AUDIT:READ"
    );
    assert_eq!(service.listing(&token).await, 403);
}

#[actix_web::test]
async fn what_changes_nothing_is_answered_and_told_to_nobody() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    let before = service.get(&of(&id, "")).await.json();
    let events = service.events().await;
    for same in [
        json!({}),
        json!({ "name": "deployments", "expired_at": null }),
        json!({ "capabilities": [{ "permission": "AUDIT:READ", "id_resource": null }] }),
    ] {
        let answer = service.authorized(patched(&id, &same)).await;
        assert_eq!(answer.json(), before, "{same}");
    }
    let on = toggle(&service, &id, &json!({ "is_enabled": true })).await;
    assert_eq!(on.json(), before);
    assert_eq!(service.events().await, events);
}

#[actix_web::test]
async fn an_end_can_be_set_moved_and_taken_away() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    for end in [
        json!("2999-01-01T00:00:00.000Z"),
        json!("2998-01-01T00:00:00.000Z"),
        json!(null),
    ] {
        let answer = service
            .authorized(patched(&id, &json!({ "expired_at": end })))
            .await;
        assert_eq!(answer.json()["expired_at"], end);
    }
    let past = json!({ "expired_at": "2020-01-01T00:00:00.000Z" });
    let refused = service.authorized(patched(&id, &past)).await;
    assert_eq!(refused.broken()[0].1, "expired_at_in_past");
}

#[actix_web::test]
async fn an_end_that_has_passed_may_stay_but_not_move() {
    let service = Service::start().await;
    let now = || service.pullkey.surroundings.clock.now();
    let end = now().after(Duration::from_millis(20));
    let capabilities = "AUDIT:READ".parse().unwrap();
    let ended = issued(
        &service.pullkey,
        service.company.id(),
        capabilities,
        Some(end),
    );
    let id = ended.await.key.id().to_string();
    while now() < end {
        actix_web::rt::time::sleep(Duration::from_millis(5)).await;
    }
    let read = service.get(&of(&id, "")).await.json();
    let change = json!({ "name": "late", "expired_at": read["expired_at"] });
    let renamed = service.authorized(patched(&id, &change)).await;
    assert_eq!(renamed.status, StatusCode::OK);
    assert_eq!(renamed.json()["name"], "late");
    let moved = json!({ "expired_at": "2020-01-01T00:00:00.000Z" });
    let refused = service.authorized(patched(&id, &moved)).await;
    assert_eq!(refused.broken()[0].1, "expired_at_in_past");
}

#[actix_web::test]
async fn preconditions_and_names_of_attempts_are_ignored_where_a_key_is_changed_or_deleted() {
    let service = Service::start().await;
    let (id, _) = service.key_that_may(&["AUDIT:READ"]).await;
    for request in [
        patched(&id, &json!({ "name": "changed" })),
        posted(&of(&id, "/toggle"), &json!({})),
        TestRequest::delete().uri(&of(&id, "")),
    ] {
        let request = request
            .insert_header(("if-match", "no tag"))
            .insert_header(("idempotency-key", "no name"));
        assert_eq!(service.authorized(request).await.status, StatusCode::OK);
    }
}

#[actix_web::test]
async fn a_key_is_switched_to_the_side_that_is_asked_for_or_to_the_other_one() {
    let service = Service::start().await;
    let (id, token) = service.key_that_may(&["AUDIT:READ"]).await;
    let without_body = || TestRequest::post().uri(&of(&id, "/toggle"));
    for (expected, validity) in [(false, 401), (true, 200)] {
        let answer = service.authorized(without_body()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json()["is_enabled"], expected);
        assert_eq!(service.validity(&token).await, validity);
    }
    for expected in [false, false, true] {
        let answer = toggle(&service, &id, &json!({ "is_enabled": expected })).await;
        assert_eq!(answer.json()["is_enabled"], expected);
    }
    for (wrong, code) in [
        (json!({ "is_enabled": "no" }), "wrong_type"),
        (json!({ "is_enabled": null }), "null"),
        (json!({ "enabled": true }), "unknown_member"),
    ] {
        let answer = toggle(&service, &id, &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer.broken()[0].1, code);
    }
}

#[actix_web::test]
async fn a_deleted_key_is_gone_at_once() {
    let service = Service::start().await;
    let (id, token) = service.key_that_may(&["AUDIT:READ"]).await;
    assert_eq!(service.validity(&token).await, 200);
    let delete = || TestRequest::delete().uri(&of(&id, ""));
    let answer = service.authorized(delete()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({ "message": "API key deleted" }));
    assert_eq!(service.validity(&token).await, 401);
    let again = service.authorized(delete()).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}
