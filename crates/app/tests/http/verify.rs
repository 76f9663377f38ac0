//! Logins that are tried at their registries.

use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::api_key::Permission;
use serde_json::{Value, json};

use crate::{
    service::{Answer, Service, company, credential, one, token},
    trials::{REGISTRY, RIGHT_SECRET, pullkey_with_trials},
};

/// A credential for the one registry that there is.
fn with_secret(secret: &str) -> Value {
    let mut body = credential("n");
    body["registry"] = json!("custom");
    body["host"] = json!(REGISTRY);
    body["secret"] = json!(secret);
    body
}

async fn created(service: &Service, body: &Value) -> String {
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    answer.json()["id"].as_str().unwrap().to_owned()
}

async fn verify(service: &Service, id: &str, body: &Value) -> Answer {
    let request = TestRequest::post()
        .uri(&format!("{}/verify", one(id)))
        .insert_header(("content-type", "application/json"))
        .set_payload(body.to_string());
    service.authorized(request).await
}

#[actix_web::test]
async fn a_right_and_a_wrong_login_are_told_apart_and_remembered() {
    let service = Service::start().await;
    for (secret, outcome, message) in [
        (RIGHT_SECRET, "verified", "The registry took the login."),
        (
            "another-secret",
            "rejected",
            "The registry refused the login.",
        ),
    ] {
        let id = created(&service, &with_secret(secret)).await;
        let before = service.find(&id).await;
        let answer = verify(&service, &id, &json!({})).await;
        assert_eq!(answer.status, StatusCode::OK);
        let told = answer.json();
        assert_eq!(told["outcome"], outcome);
        assert!(told["message"].as_str().unwrap().starts_with(message));
        assert!(told["latency_ms"].is_u64());
        let after = service.find(&id).await;
        assert_eq!(after.json()["last_outcome"], outcome);
        assert_eq!(after.json()["last_verified_at"], told["checked_at"]);
        assert_eq!(after.json()["updated_at"], before.json()["updated_at"]);
        assert_eq!(after.header("etag"), before.header("etag"));
    }
}

#[actix_web::test]
async fn no_body_is_needed() {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    let request = TestRequest::post().uri(&format!("{}/verify", one(&id)));
    let answer = service.authorized(request).await;
    assert_eq!(answer.json()["outcome"], "verified");
}

#[actix_web::test]
async fn an_image_is_asked_for_by_name_and_must_be_of_that_registry() {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    for (image, outcome) in [("acme/app:1", "verified"), ("acme/other:1", "no_access")] {
        let image = format!("{REGISTRY}/{image}");
        let told = verify(&service, &id, &json!({ "image": image }))
            .await
            .json();
        assert_eq!(told["outcome"], outcome);
    }
    for (image, code) in [
        ("ghcr.io/acme/app:1", "image_of_another_registry"),
        ("acme/app", "image_of_another_registry"),
        ("Acme/App", "image_path"),
    ] {
        let refused = verify(&service, &id, &json!({ "image": image })).await;
        assert_eq!(refused.broken(), [("/image".into(), code.into())]);
    }
    assert_eq!(service.find(&id).await.json()["last_outcome"], "no_access");
}

#[actix_web::test]
async fn how_long_it_took_to_reach_nobody_is_not_told() {
    let service = Service::start().await;
    let mut body = with_secret(RIGHT_SECRET);
    body["host"] = json!("nobody.example.com");
    let id = created(&service, &body).await;
    let told = verify(&service, &id, &json!({})).await.json();
    assert_eq!(
        (&told["outcome"], &told["latency_ms"]),
        (&json!("unreachable"), &json!(null))
    );
}

#[actix_web::test]
async fn a_credential_without_a_host_is_stored_but_not_used() {
    let service = Service::start().await;
    for provider in ["custom", "ecr"] {
        let mut body = credential("n");
        body["registry"] = json!(provider);
        let id = created(&service, &body).await;
        let refused = verify(&service, &id, &json!({})).await;
        assert_eq!(refused.broken(), [("/host".into(), "host_required".into())]);
        body["verify"] = json!(true);
        let refused = service.post(body.to_string()).await;
        assert_eq!(refused.broken(), [("/host".into(), "host_required".into())]);
    }
}

#[actix_web::test]
async fn nothing_is_stored_of_a_login_that_its_registry_refuses() {
    let service = Service::start().await;
    let events = service.events().await;
    let mut body = with_secret("another-secret");
    body["verify"] = json!(true);
    let refused = service.post(body.to_string()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        refused.broken(),
        [("/secret".into(), "login_rejected".into())]
    );
    let login = json!({ "type": "password", "username": "my-docker-user", "password": "wrong" });
    let body = json!({
        "name": "n", "registry": "custom", "host": REGISTRY, "login": login, "verify": true,
    });
    let refused = service.post(body.to_string()).await;
    assert_eq!(
        refused.broken(),
        [("/login".into(), "login_rejected".into())]
    );
    assert_eq!(service.events().await, events);
}

#[actix_web::test]
async fn whatever_else_comes_of_a_login_is_stored_with_it() {
    let service = Service::start().await;
    for (host, outcome) in [
        (REGISTRY, "verified"),
        ("nobody.example.com", "unreachable"),
    ] {
        let mut body = with_secret(RIGHT_SECRET);
        body["host"] = json!(host);
        body["verify"] = json!(true);
        let answer = service.post(body.to_string()).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        assert_eq!(answer.json()["last_outcome"], outcome);
        assert!(answer.json()["last_verified_at"].is_string());
    }
}

#[actix_web::test]
async fn a_change_is_tried_as_it_would_become() {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    let before = service.find(&id).await.json();
    let wrong = json!({ "secret": "another-secret", "verify": true });
    let refused = service.patch(&id, wrong.to_string()).await;
    assert_eq!(
        refused.broken(),
        [("/secret".into(), "login_rejected".into())]
    );
    assert_eq!(service.find(&id).await.json(), before);
    let named = json!({ "name": "named", "verify": true });
    let changed = service.patch(&id, named.to_string()).await.json();
    assert_eq!(
        (&changed["name"], &changed["last_outcome"]),
        (&json!("named"), &json!("verified"))
    );
    let resealed = json!({ "secret": RIGHT_SECRET });
    let resealed = service.patch(&id, resealed.to_string()).await.json();
    assert_eq!(
        resealed["last_outcome"],
        json!(null),
        "another secret was never tried"
    );
    let nothing = service
        .patch(&id, json!({ "verify": true }).to_string())
        .await;
    assert_eq!(nothing.json()["last_outcome"], "verified");
    assert_eq!(nothing.json()["updated_at"], resealed["updated_at"]);
}

#[actix_web::test]
async fn logins_are_tried_no_more_often_than_they_may_be() {
    let pullkey = pullkey_with_trials(3);
    pullkey.ring_ledger.reconcile().await.unwrap();
    let service = Service::with_operator_of(pullkey).await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    let first = verify(&service, &id, &json!({})).await;
    assert_eq!(first.status, StatusCode::OK);
    let mut tried = with_secret(RIGHT_SECRET);
    tried["verify"] = json!(true);
    for answer in [
        verify(&service, &id, &json!({})).await,
        service.post(tried.to_string()).await,
        service
            .patch(&id, json!({ "verify": true }).to_string())
            .await,
    ] {
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.json()["code"], "rate_limited");
        assert_eq!(answer.header("retry-after"), Some("60"));
    }
}

#[actix_web::test]
async fn only_who_may_verify_does_and_nobody_elsewhere() {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    let request = || TestRequest::post().uri(&format!("{}/verify", one(&id)));
    let of = service.company.id();
    let reader = token(
        &service.pullkey,
        of,
        Permission::CredentialRead.as_str().parse().unwrap(),
    );
    let refused = service.authorized_by(&reader.await, request()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let verifier = Permission::CredentialVerify.as_str().parse().unwrap();
    let verifier = token(&service.pullkey, of, verifier).await;
    let answer = service.authorized_by(&verifier, request()).await;
    assert_eq!(answer.json()["outcome"], "verified");
    let other = company(&service.pullkey, "Other").await;
    let all = pullkey_domain::api_key::Capabilities::all();
    let stranger = token(&service.pullkey, other.id(), all).await;
    let absent = service.authorized_by(&stranger, request()).await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
}
