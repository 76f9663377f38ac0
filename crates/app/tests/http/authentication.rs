use std::{sync::Arc, time::Duration};

use actix_web::{http::StatusCode, test::TestRequest};
use pullkey_domain::{api_key::Capabilities, audit::Action};
use pullkey_storage::{MemoryStore, PageRequest};
use serde_json::Value;

use crate::service::{
    Answer, CHALLENGE, CREDENTIALS, Service, company, issued, posted, pullkey, revoke, token,
};

fn list() -> TestRequest {
    TestRequest::get().uri(CREDENTIALS)
}

/// The answer without what is its own in each: the request id.
fn anonymous(answer: &Answer) -> Value {
    let mut body = answer.json();
    body["request_id"] = Value::Null;
    body["data"]["code"] = Value::Null;
    body
}

#[actix_web::test]
async fn whoever_is_not_let_in_gets_one_and_the_same_answer() {
    let service = Service::start().await;
    let unknown = pullkey_domain::api_key::ApiKeyToken::generate(|bytes| bytes.fill(7));
    let revoked = issued(
        &service.pullkey,
        service.company.id(),
        Capabilities::all(),
        None,
    )
    .await;
    revoke(&service, revoked.key.id()).await;
    let valid = service.key.expose();
    let wrong_secret = {
        let other = token(&service.pullkey, service.company.id(), Capabilities::all()).await;
        let mixed = format!("{}{}", &other.expose()[..21], &valid[21..53]);
        // Its checksum is right, so it gets as far as the comparison.
        with_checksum(&mixed)
    };
    let none = service.call(list()).await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    assert_eq!(none.header("www-authenticate"), Some(CHALLENGE));
    for header in [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer plk_typo".to_owned(),
        format!("Basic {valid}"),
        valid.to_owned(),
        format!("Bearer {valid}x"),
        format!("Bearer {}", unknown.expose()),
        format!("Bearer {}", revoked.token.expose()),
        format!("Bearer {wrong_secret}"),
    ] {
        let answer = service
            .call(list().insert_header(("authorization", header.as_str())))
            .await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{header}");
        assert_eq!(answer.header("www-authenticate"), Some(CHALLENGE));
        assert_eq!(anonymous(&answer), anonymous(&none), "{header}");
    }
}

fn with_checksum(text: &str) -> String {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut crc = u32::MAX;
    for byte in text.bytes() {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let mut rest = !crc;
    let mut checksum = [0_u8; 6];
    for digit in checksum.iter_mut().rev() {
        *digit = DIGITS[(rest % 62) as usize];
        rest /= 62;
    }
    format!("{text}{}", String::from_utf8_lossy(&checksum))
}

#[actix_web::test]
async fn a_disguised_token_with_a_right_checksum_is_well_formed() {
    // Guards the test above: were its checksum wrong, it would prove less than it says.
    let token = pullkey_domain::api_key::ApiKeyToken::generate(|bytes| bytes.fill(9));
    assert_eq!(with_checksum(&token.expose()[..53]), token.expose());
}

#[actix_web::test]
async fn two_keys_are_no_key() {
    let service = Service::start().await;
    let bearer = format!("Bearer {}", service.key.expose());
    let twice = list()
        .append_header(("authorization", bearer.as_str()))
        .append_header(("authorization", bearer.as_str()));
    let none = service.call(list()).await;
    assert_eq!(anonymous(&service.call(twice).await), anonymous(&none));
}

#[actix_web::test]
async fn the_scheme_counts_in_any_case() {
    let service = Service::start().await;
    for scheme in ["bearer", "BEARER", "bEaReR"] {
        let header = format!("{scheme} {}", service.key.expose());
        let answer = service
            .call(list().insert_header(("authorization", header)))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{scheme}");
    }
}

#[actix_web::test]
async fn a_key_ends_exactly_on_time() {
    let service = Service::start().await;
    let clock = &service.pullkey.surroundings.clock;
    let end = clock.now().after(Duration::from_millis(300));
    let company = service.company.id();
    let short = issued(&service.pullkey, company, Capabilities::all(), Some(end)).await;
    let before = service.authorized_by(&short.token, list()).await;
    assert_eq!(before.status, StatusCode::OK);
    while clock.now() < end {
        actix_web::rt::time::sleep(Duration::from_millis(5)).await;
    }
    let after = service.authorized_by(&short.token, list()).await;
    let none = service.call(list()).await;
    assert_eq!(anonymous(&after), anonymous(&none));
}

#[actix_web::test]
async fn a_key_whose_pepper_was_never_used_is_a_fault_and_not_a_refusal() {
    let store = Arc::new(MemoryStore::default());
    let elsewhere = pullkey(store.clone());
    let company = company(&elsewhere, "Acme").await;
    let foreign = token(&elsewhere, company.id(), Capabilities::all()).await;
    let service = Service::on(store).await;
    let answer = service.authorized_by(&foreign, list()).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.json()["code"], "internal");
}

#[actix_web::test]
async fn a_key_without_the_permission_is_told_its_name() {
    let service = Service::start().await;
    let reader = "DOCKER_REGISTRY:READ".parse().unwrap();
    let reader = token(&service.pullkey, service.company.id(), reader).await;
    let answer = service.authorized_by(&reader, posted("{}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.json()["code"], "permission_denied");
    let detail = answer.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("DOCKER_REGISTRY:CREATE"), "{detail}");
}

#[actix_web::test]
async fn the_trail_names_the_key_and_the_request() {
    let service = Service::start().await;
    let body = crate::service::credential("one").to_string();
    let request = posted(body).insert_header(("x-request-id", "deploy-42"));
    service.authorized(request).await;
    let page = PageRequest {
        limit: 1,
        offset: 0,
    };
    let events = service
        .pullkey
        .audit_log
        .list(service.company.id(), page)
        .await;
    let event = &events.unwrap().items[0];
    assert_eq!(event.action(), Action::CredentialCreate);
    assert_eq!(event.actor().kind(), "api_key");
    assert_eq!(
        event.request().map(ToString::to_string).as_deref(),
        Some("deploy-42")
    );
}

#[actix_web::test]
async fn another_company_s_key_sees_nothing_of_this_one() {
    let service = Service::start().await;
    let id = service.created("ours").await;
    let stranger = company(&service.pullkey, "Stranger").await;
    let stranger = token(&service.pullkey, stranger.id(), Capabilities::all()).await;
    let get = |id: &str| TestRequest::get().uri(&format!("{CREDENTIALS}/{id}"));

    let listed = service.authorized_by(&stranger, list()).await.json();
    let theirs = service.authorized_by(&stranger, get(&id)).await;
    let nobodys = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let nobodys = service.authorized_by(&stranger, get(nobodys)).await;

    assert_eq!(listed["total"], 0);
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(anonymous(&theirs), anonymous(&nobodys));
}
