use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::{api_key::ApiKeyToken, timestamp::Timestamp};
use serde_json::json;

use super::{KEYS, body, of, patched, posted};
use crate::service::{Answer, Service, issued};

const MANAGING: &str = "API_KEY:CREATE,API_KEY:UPDATE,API_KEY:DELETE,API_KEY:READ";

fn assert_denied(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["code"], "escalation_denied");
}

async fn by(service: &Service, key: &ApiKeyToken, request: TestRequest) -> Answer {
    service.authorized_by(key, request).await
}

#[actix_web::test]
async fn nobody_makes_a_key_that_may_do_more_than_his_own() {
    let service = Service::start().await;
    let own = service
        .operators_key(&format!("{MANAGING},DOCKER_REGISTRY:READ"))
        .await;
    let make = |capabilities: &[&str]| posted(KEYS, &body(capabilities));
    for more in ["DOCKER_REGISTRY:PULL", "AUDIT:READ"] {
        assert_denied(&by(&service, &own, make(&["DOCKER_REGISTRY:READ", more])).await);
    }
    let less = by(&service, &own, make(&["DOCKER_REGISTRY:READ"])).await;
    assert_eq!(less.status, StatusCode::CREATED);
}

#[actix_web::test]
async fn a_narrowed_key_hands_out_its_one_credential_and_no_other() {
    let service = Service::start().await;
    let (one, other) = (service.created("one").await, service.created("other").await);
    let own = service
        .operators_key(&format!("{MANAGING},DOCKER_REGISTRY:PULL@{one}"))
        .await;
    let make = |resource| {
        let capability = json!({ "permission": "DOCKER_REGISTRY:PULL", "id_resource": resource });
        posted(KEYS, &json!({ "name": "n", "capabilities": [capability] }))
    };
    assert_denied(&by(&service, &own, make(json!(other))).await);
    assert_denied(&by(&service, &own, make(json!(null))).await);
    assert_eq!(
        by(&service, &own, make(json!(one))).await.status,
        StatusCode::CREATED
    );
}

#[actix_web::test]
async fn nobody_changes_switches_or_rotates_a_key_that_may_do_more_than_his_own() {
    let service = Service::start().await;
    let (more, _) = service
        .key_that_may(&["AUDIT:READ", "DOCKER_REGISTRY:READ"])
        .await;
    let (less, _) = service.key_that_may(&["DOCKER_REGISTRY:READ"]).await;
    let own = service
        .operators_key(&format!("{MANAGING},DOCKER_REGISTRY:READ"))
        .await;
    for request in [
        patched(&more, &json!({ "name": "mine" })),
        patched(
            &more,
            &json!({ "capabilities": [{ "permission": "DOCKER_REGISTRY:READ" }] }),
        ),
        patched(
            &less,
            &json!({ "capabilities": [{ "permission": "AUDIT:READ" }] }),
        ),
        TestRequest::post().uri(&of(&more, "/toggle")),
        TestRequest::post().uri(&of(&more, "/rotate")),
    ] {
        assert_denied(&by(&service, &own, request).await);
    }
    for request in [
        patched(&less, &json!({ "name": "ours" })),
        TestRequest::post().uri(&of(&less, "/toggle")),
        TestRequest::post().uri(&of(&less, "/rotate")),
    ] {
        assert_eq!(by(&service, &own, request).await.status, StatusCode::OK);
    }
    // To take something away needs no more than the permission for it.
    let delete = TestRequest::delete().uri(&of(&more, ""));
    assert_eq!(by(&service, &own, delete).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_key_that_ends_makes_prolongs_strengthens_switches_on_and_rotates_none_beyond_its_own_end()
 {
    let service = Service::start().await;
    let capabilities = format!("{MANAGING},AUDIT:READ").parse().unwrap();
    let end = Timestamp::parse("2999-01-01T00:00:00Z").ok();
    let own = issued(&service.pullkey, service.company.id(), capabilities, end)
        .await
        .token;
    let until = |end: &str| {
        let mut key = body(&["AUDIT:READ"]);
        key["expired_at"] = json!(end);
        posted(KEYS, &key)
    };
    assert_denied(&by(&service, &own, posted(KEYS, &body(&["AUDIT:READ"]))).await);
    assert_denied(&by(&service, &own, until("2999-01-01T00:00:00.001Z")).await);
    let made = by(&service, &own, until("2999-01-01T00:00:00.000Z")).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let id = made.json()["id"].as_str().unwrap().to_owned();
    for end in [json!("2999-01-02T00:00:00Z"), json!(null)] {
        let longer = patched(&id, &json!({ "expired_at": end }));
        assert_denied(&by(&service, &own, longer).await);
    }
    let (endless, _) = service.key_that_may(&["AUDIT:READ"]).await;
    let rotate = TestRequest::post().uri(&of(&endless, "/rotate"));
    assert_denied(&by(&service, &own, rotate).await);
    let stronger = ["AUDIT:READ", "API_KEY:READ"].map(|it| json!({ "permission": it }));
    let stronger = patched(&endless, &json!({ "capabilities": stronger }));
    assert_denied(&by(&service, &own, stronger).await);
    let toggle = || TestRequest::post().uri(&of(&endless, "/toggle"));
    for request in [
        patched(&endless, &json!({ "name": "as long as it was" })),
        toggle(),
    ] {
        assert_eq!(by(&service, &own, request).await.status, StatusCode::OK);
    }
    assert_denied(&by(&service, &own, toggle()).await);
}
