//! For which paths a credential is meant, and when it was last used.

use std::sync::Arc;

use actix_web::http::StatusCode;
use pullkey_domain::credential::{Credential, VerificationOutcome};
use pullkey_storage::{
    CredentialStore, CredentialUse, MemoryStore,
    contract::fixtures::{a_moment, an_act, verification_of},
};
use serde_json::{Value, json};

use crate::service::{Service, credential};

/// Where what has this form is refused, and by which rule.
const REFUSED: [(&str, &str); 8] = [
    ("", "path_prefix_empty"),
    ("/", "path_prefix_pattern"),
    ("acme/", "path_prefix_pattern"),
    ("acme//app", "path_prefix_pattern"),
    ("Acme", "path_prefix_pattern"),
    ("acme/*", "path_prefix_pattern"),
    ("acme/../app", "path_prefix_pattern"),
    ("a___b", "path_prefix_pattern"),
];

fn meant_for(prefix: &Value) -> String {
    let mut body = credential("n");
    body["path_prefix"] = prefix.clone();
    body.to_string()
}

fn at_path_prefix(code: &str) -> [(String, String); 1] {
    [("/path_prefix".to_owned(), code.to_owned())]
}

#[actix_web::test]
async fn a_path_prefix_is_kept_as_sent_and_shown() {
    let service = Service::start().await;
    for prefix in ["a", "acme/app", &"a".repeat(255)] {
        let answer = service.post(meant_for(&json!(prefix))).await;
        assert_eq!(answer.status, StatusCode::CREATED);
        let body = answer.json();
        assert_eq!(body["path_prefix"], prefix);
        assert_eq!(body["last_used_at"], json!(null));
        let found = service.find(body["id"].as_str().unwrap()).await;
        assert_eq!(found.json(), body);
    }
}

#[actix_web::test]
async fn what_is_no_prefix_is_refused_by_its_rule_and_not_repeated() {
    let service = Service::start().await;
    let created = service.post(meant_for(&json!("acme"))).await.json();
    let id = created["id"].as_str().unwrap();
    let too_long = "a".repeat(256);
    let long = [(too_long.as_str(), "path_prefix_too_long")];
    for (prefix, code) in REFUSED.into_iter().chain(long) {
        let change = json!({ "path_prefix": prefix }).to_string();
        for answer in [
            service.post(meant_for(&json!(prefix))).await,
            service.patch(id, change).await,
        ] {
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.broken(), at_path_prefix(code), "{prefix}");
            let text = String::from_utf8_lossy(&answer.bytes);
            assert!(prefix.is_empty() || !text.contains(&format!("\"{prefix}\"")));
        }
    }
    for (value, code) in [(json!(null), "null"), (json!(7), "wrong_type")] {
        let answer = service.post(meant_for(&value)).await;
        assert_eq!(answer.broken(), at_path_prefix(code));
    }
    assert_eq!(service.find(id).await.json(), created);
}

#[actix_web::test]
async fn a_prefix_is_changed_and_taken_away_without_the_secret() {
    let (service, store, created) = with_a_verified_credential().await;
    let id = created["id"].as_str().unwrap();
    let before = stored(&service, &store, id).await;
    for (prefix, version) in [(json!("acme"), 2), (json!("acme/app"), 3), (json!(null), 4)] {
        let change = json!({ "path_prefix": prefix }).to_string();
        let answer = service.patch(id, change.clone()).await;
        assert_eq!(answer.status, StatusCode::OK);
        let tag = format!("\"{version}\"");
        assert_eq!(answer.header("etag"), Some(tag.as_str()));
        let body = answer.json();
        assert_eq!(body["path_prefix"], prefix);
        assert_eq!(body["last_outcome"], "verified");
        assert_ne!(body["last_verified_at"], json!(null));
        let after = stored(&service, &store, id).await;
        assert_eq!(after.sealed(), before.sealed());
        assert_eq!(after.secret_version(), before.secret_version());
        // Once more, it is what stands there.
        let again = service.patch(id, change).await;
        assert_eq!(again.header("etag"), Some(tag.as_str()));
        assert_eq!(again.json(), body);
    }
}

#[actix_web::test]
async fn another_prefix_is_another_payload_of_a_repeated_create() {
    let service = Service::start().await;
    let named = |body: String| {
        let request = crate::service::posted(body);
        service.authorized(request.insert_header(("idempotency-key", "an-attempt")))
    };
    let first = named(meant_for(&json!("acme"))).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let again = named(meant_for(&json!("acme"))).await;
    assert_eq!(again.json(), first.json());
    for other in [meant_for(&json!("acme/app")), credential("n").to_string()] {
        let refused = named(other).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.json()["code"], "idempotency_key_reused");
    }
}

#[actix_web::test]
async fn the_last_use_is_shown_and_moves_no_version() {
    let (service, store, created) = with_a_verified_credential().await;
    let id = created["id"].as_str().unwrap();
    let before = service.find(id).await;
    let used = CredentialUse {
        company: service.company.id(),
        credential: id.parse().unwrap(),
        at: a_moment(),
    };
    store.record_last_uses(vec![used]).await.unwrap();
    let after = service.find(id).await;
    let mut expected = before.json();
    expected["last_used_at"] = json!("2025-01-30T00:00:00.000Z");
    assert_eq!(after.json(), expected);
    assert_eq!(after.header("etag"), before.header("etag"));
    let renamed = service.patch(id, r#"{"name":"other"}"#).await.json();
    assert_eq!(renamed["last_used_at"], expected["last_used_at"]);
}

/// A service, its store, and a credential in it whose login was found good.
async fn with_a_verified_credential() -> (Service, Arc<MemoryStore>, Value) {
    let store = Arc::new(MemoryStore::default());
    let service = Service::on(store.clone()).await;
    let created = service.post(credential("n").to_string()).await.json();
    let row = stored(&service, &store, created["id"].as_str().unwrap()).await;
    let verified = verification_of(&row, VerificationOutcome::Verified, an_act(a_moment()));
    store.record_verification(&verified).await.unwrap();
    (service, store, created)
}

async fn stored(service: &Service, store: &MemoryStore, id: &str) -> Credential {
    let found = CredentialStore::find(store, service.company.id(), id.parse().unwrap());
    found.await.unwrap().unwrap()
}
