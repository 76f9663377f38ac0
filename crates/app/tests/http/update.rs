use std::sync::Arc;

use actix_web::http::StatusCode;
use pullkey_domain::{audit::Action, credential::Credential};
use pullkey_storage::{CredentialStore, MemoryStore, contract::fixtures::a_credential};
use pullkey_use_cases::PageRequest;
use serde_json::{Value, json};

use crate::service::{Service, patched, token};

/// A service, its store, and a credential in it.
async fn with_a_credential() -> (Service, Arc<MemoryStore>, Value) {
    let store = Arc::new(MemoryStore::default());
    let service = Service::on(store.clone()).await;
    let body = crate::service::credential("before").to_string();
    let created = service.post(body).await.json();
    (service, store, created)
}

fn id(credential: &Value) -> &str {
    credential["id"].as_str().unwrap()
}

async fn stored(service: &Service, store: &MemoryStore, credential: &Value) -> Credential {
    let id = id(credential).parse().unwrap();
    let found = CredentialStore::find(store, service.company.id(), id).await;
    found.unwrap().unwrap()
}

#[actix_web::test]
async fn only_what_is_given_changes() {
    let (service, _, created) = with_a_credential().await;
    for (member, value) in [
        ("name", "after"),
        ("username", "other"),
        ("registry", "gitlab"),
    ] {
        let before = service.find(id(&created)).await.json();
        let body = json!({ member: value }).to_string();
        let answer = service.patch(id(&created), body).await;
        assert_eq!(answer.status, StatusCode::OK);
        let mut expected = before.clone();
        expected[member] = json!(value);
        expected["updated_at"] = answer.json()["updated_at"].clone();
        assert_eq!(answer.json(), expected);
        assert!(answer.json()["updated_at"].as_str() > before["updated_at"].as_str());
        assert_eq!(service.find(id(&created)).await.json(), expected);
    }
}

#[actix_web::test]
async fn a_new_secret_is_sealed_and_not_answered() {
    let (service, store, created) = with_a_credential().await;
    let before = stored(&service, &store, &created).await;
    let body = json!({ "secret": "a-new-canary" }).to_string();
    let answer = service.patch(id(&created), body).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!String::from_utf8(answer.bytes).unwrap().contains("canary"));
    let after = stored(&service, &store, &created).await;
    assert_ne!(after.sealed(), before.sealed());
    assert_eq!(after.secret_version(), before.secret_version().next());
}

#[actix_web::test]
async fn nothing_and_equal_values_change_nothing_and_leave_no_event() {
    let (service, _, created) = with_a_credential().await;
    let events = service.events().await;
    let equal = json!({ "name": "before", "username": "my-docker-user", "registry": "github" });
    for body in ["{}".to_owned(), equal.to_string()] {
        let answer = service.patch(id(&created), body).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("etag"), Some("\"1\""));
        assert_eq!(answer.json(), created);
    }
    assert_eq!(service.events().await, events);
}

#[actix_web::test]
async fn every_change_leaves_one_event() {
    let (service, _, created) = with_a_credential().await;
    let events = service.events().await;
    service.patch(id(&created), r#"{"name":"after"}"#).await;
    assert_eq!(service.events().await, events + 1);
    let page = PageRequest {
        limit: 1,
        offset: 0,
    };
    let trail = service.pullkey.audit_log.list(service.company.id(), page);
    let newest = trail.await.unwrap().items.remove(0);
    assert_eq!(newest.action(), Action::CredentialUpdate);
}

#[actix_web::test]
async fn every_broken_member_is_named() {
    let (service, _, created) = with_a_credential().await;
    for (body, expected) in [
        (r#"{"name":null}"#, [("/name", "null")]),
        (r#"{"name":""}"#, [("/name", "name_empty")]),
        (r#"{"secret":null}"#, [("/secret", "null")]),
        (r#"{"secret":"short"}"#, [("/secret", "secret_too_short")]),
        (r#"{"username":7}"#, [("/username", "wrong_type")]),
        (
            r#"{"registry":"quay"}"#,
            [("/registry", "registry_unknown")],
        ),
        (r#"{"secert":"x"}"#, [("/secert", "unknown_member")]),
        (r#"{"id":"x"}"#, [("/id", "unknown_member")]),
    ] {
        let answer = service.patch(id(&created), body).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        let broken = answer.broken();
        let broken: Vec<_> = broken
            .iter()
            .map(|(at, code)| (at.as_str(), code.as_str()))
            .collect();
        assert_eq!(broken, expected, "{body}");
    }
    assert_eq!(service.find(id(&created)).await.json(), created);
}

#[actix_web::test]
async fn who_does_not_know_the_secret_cannot_have_it_sent_elsewhere() {
    let (service, _, created) = with_a_credential().await;
    let moved = service
        .patch(id(&created), r#"{"registry":"custom"}"#)
        .await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        moved.broken(),
        [("/secret".into(), "secret_required".into())]
    );
    let body = r#"{"registry":"custom","secret":"my-secret-token"}"#;
    let moved = service.patch(id(&created), body).await;
    assert_eq!(moved.json()["registry"], "custom");
}

#[actix_web::test]
async fn an_altered_secret_is_no_detail_to_the_caller_but_an_event_in_the_trail() {
    let (service, store, _) = with_a_credential().await;
    let altered = a_credential().of(&service.company).recorded();
    CredentialStore::insert(&*store, &altered, None)
        .await
        .unwrap();
    let altered = altered.into_subject();
    let id = altered.id().to_string();
    let events = service.events().await;
    let answer = service.patch(&id, r#"{"username":"other"}"#).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.json()["code"], "internal");
    assert_eq!(service.events().await, events + 1);
    let page = PageRequest {
        limit: 1,
        offset: 0,
    };
    let trail = service.pullkey.audit_log.list(service.company.id(), page);
    let newest = trail.await.unwrap().items.remove(0);
    assert_eq!(newest.action(), Action::CredentialOpenFailed);
    assert_eq!(newest.target().id(), altered.id().as_uuid());
    let found = CredentialStore::find(&*store, altered.company(), altered.id()).await;
    assert_eq!(found.unwrap(), Some(altered));
    let body = r#"{"username":"other","secret":"a-fresh-secret"}"#;
    assert_eq!(service.patch(&id, body).await.status, StatusCode::OK);
}

#[actix_web::test]
async fn a_credential_that_is_not_there_is_not_found_whatever_is_asked_of_it() {
    let (service, ..) = with_a_credential().await;
    let absent = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let request = patched(absent, "{}").insert_header(("if-match", "\"9\""));
    let answer = service.authorized(request).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.json()["code"], "credential_not_found");
}

#[actix_web::test]
async fn a_key_needs_the_permission_for_this_very_credential() {
    let (service, _, created) = with_a_credential().await;
    let company = service.company.id();
    let capability = |text: String| text.parse().unwrap();
    let own = capability(format!("DOCKER_REGISTRY:UPDATE@{}", id(&created)));
    let own = token(&service.pullkey, company, own).await;
    let reader = capability("DOCKER_REGISTRY:READ".into());
    let reader = token(&service.pullkey, company, reader).await;
    let other = service.created("other").await;
    for (key, id, status) in [
        (&own, id(&created), StatusCode::OK),
        (&own, &other, StatusCode::FORBIDDEN),
        (&reader, id(&created), StatusCode::FORBIDDEN),
    ] {
        let answer = service.authorized_by(key, patched(id, "{}")).await;
        assert_eq!(answer.status, status, "{id}");
    }
}
