//! What the gateway refuses, and in which words.

use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};
use pullkey_domain::{api_key::Capabilities, id::CredentialId};
use pullkey_storage::{MockCredentialStore, StoreError};
use serde_json::{Value, json};

use crate::{
    gateway::{NAME, ask, basic, created, pull, with_secret},
    service::{Answer, Service, company, token},
    trials::{BLOB_DIGEST, RIGHT_SECRET},
};

/// The one error of an answer.
fn error(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    let errors = body["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1);
    let message = errors[0]["message"].as_str().unwrap();
    assert!(message.len() > 10, "{message}");
    let code = errors[0]["code"].as_str().unwrap();
    (answer.status.as_u16(), code.to_owned())
}

fn told(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A key of the service's company that may do this.
async fn pull_by(service: &Service, capabilities: &str, path: &str) -> Answer {
    let capabilities: Capabilities = capabilities.parse().unwrap();
    let key = token(&service.pullkey, service.company.id(), capabilities).await;
    let request = TestRequest::get().uri(&format!("/v2/{path}"));
    service.call(request.insert_header(basic(&key))).await
}

#[actix_web::test]
async fn whoever_shows_no_valid_key_is_asked_for_one_on_every_path_and_method() {
    let service = Service::start().await;
    for path in [
        "/v2/",
        "/v2/_catalog",
        "/v2/x",
        &format!("/v2/{NAME}/manifests/1"),
    ] {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT] {
            for authorization in [None, Some("Basic eDp5"), Some("Basic !"), Some("Bearer x")] {
                let mut request = TestRequest::with_uri(path).method(method.clone());
                if let Some(authorization) = authorization {
                    request = request.insert_header(("authorization", authorization));
                }
                let answer = service.call(request).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
                let challenge = answer.header("www-authenticate");
                assert_eq!(challenge, Some("Basic realm=\"pullkey\""));
                if method == Method::GET {
                    assert_eq!(error(&answer), told(401, "UNAUTHORIZED"));
                }
            }
        }
    }
}

#[actix_web::test]
async fn nothing_can_be_written() {
    let service = Service::start().await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in [
            format!("{NAME}/blobs/uploads/"),
            format!("{NAME}/manifests/1"),
        ] {
            let answer = ask(&service, method.clone(), &path).await;
            assert_eq!(error(&answer), told(405, "UNSUPPORTED"));
            assert_eq!(answer.header("allow"), Some("GET, HEAD"));
        }
    }
}

#[actix_web::test]
async fn each_broken_rule_of_a_name_is_told_before_anybody_is_asked() {
    let service = Service::start().await;
    for (path, expected) in [
        ("my_host/acme/app/manifests/1", told(400, "NAME_INVALID")),
        ("ghcr.io/Acme/manifests/1", told(400, "NAME_INVALID")),
        ("ghcr.io/acme/manifests/-1", told(400, "MANIFEST_INVALID")),
        (
            "ghcr.io/acme/manifests/sha256:0",
            told(400, "DIGEST_INVALID"),
        ),
        ("ghcr.io/acme/blobs/sha256:0", told(400, "DIGEST_INVALID")),
        ("_catalog", told(404, "UNSUPPORTED")),
        ("ghcr.io/acme/nothing/1", told(404, "UNSUPPORTED")),
    ] {
        assert_eq!(error(&pull(&service, path).await), expected, "{path}");
    }
}

#[actix_web::test]
async fn what_is_not_there_is_told_by_its_kind() {
    let service = Service::start().await;
    created(&service, &with_secret(RIGHT_SECRET)).await;
    let digest = BLOB_DIGEST.replace('b', "c");
    for (path, expected) in [
        (format!("{NAME}/manifests/2"), told(404, "MANIFEST_UNKNOWN")),
        (
            format!("{NAME}/manifests/{digest}"),
            told(404, "MANIFEST_UNKNOWN"),
        ),
        (format!("{NAME}/blobs/{digest}"), told(404, "BLOB_UNKNOWN")),
        (
            format!("{NAME}/referrers/{digest}"),
            told(404, "MANIFEST_UNKNOWN"),
        ),
        (
            "registry.example.com_5000/acme/other/manifests/1".to_owned(),
            told(403, "DENIED"),
        ),
        (
            "ghcr.io/acme/app/manifests/1".to_owned(),
            told(404, "NAME_UNKNOWN"),
        ),
    ] {
        assert_eq!(error(&pull(&service, &path).await), expected, "{path}");
    }
}

#[actix_web::test]
async fn a_stored_login_that_is_refused_is_told_in_words() {
    let service = Service::start().await;
    created(&service, &with_secret("a-wrong-secret")).await;
    let answer = pull(&service, &format!("{NAME}/manifests/1")).await;
    assert_eq!(error(&answer), told(403, "DENIED"));
    let body: Value = answer.json();
    let message = body["errors"][0]["message"].as_str().unwrap();
    let begin = "The stored credential cannot be used. The registry refused the login.";
    assert!(message.starts_with(begin), "{message}");
}

#[actix_web::test]
async fn a_registry_that_is_away_is_an_outage() {
    let service = Service::start().await;
    let mut body = with_secret(RIGHT_SECRET);
    body["host"] = json!("away.example.com");
    created(&service, &body).await;
    let answer = pull(&service, "away.example.com/acme/app/manifests/1").await;
    assert_eq!(error(&answer), told(502, "UNAVAILABLE"));
}

#[actix_web::test]
async fn a_host_that_is_not_allowed_says_what_would_allow_it() {
    let service = Service::start().await;
    let mut body = with_secret(RIGHT_SECRET);
    body["host"] = json!("local:5000");
    created(&service, &body).await;
    let answer = pull(&service, "local_5000/acme/app/manifests/1").await;
    assert_eq!(error(&answer), told(403, "DENIED"));
    let text = String::from_utf8(answer.bytes).unwrap();
    assert!(text.contains("PULLKEY_REGISTRY_ALLOW"), "{text}");
}

#[actix_web::test]
async fn a_key_without_the_permission_is_refused_everywhere() {
    let service = Service::start().await;
    created(&service, &with_secret(RIGHT_SECRET)).await;
    for path in [
        "",
        "ghcr.io/acme/app/manifests/1",
        &format!("{NAME}/manifests/1"),
    ] {
        let refused = pull_by(&service, "DOCKER_REGISTRY:READ", path).await;
        assert_eq!(error(&refused), told(403, "DENIED"));
    }
}

#[actix_web::test]
async fn a_narrowed_key_pulls_with_its_own_credentials_only() {
    let service = Service::start().await;
    let own = created(&service, &with_secret(RIGHT_SECRET)).await;
    // Newer, so it would be chosen.
    let other = created(&service, &with_secret("a-wrong-secret")).await;
    let only = format!("DOCKER_REGISTRY:PULL@{own}");
    for (path, status) in [
        (format!("{NAME}/manifests/1"), StatusCode::OK),
        (format!("{own}/acme/app/manifests/1"), StatusCode::OK),
        (
            format!("{other}/acme/app/manifests/1"),
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(pull_by(&service, &only, &path).await.status, status);
    }
    let nobodys = "DOCKER_REGISTRY:PULL@fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let refused = pull_by(&service, nobodys, &format!("{NAME}/manifests/1")).await;
    assert_eq!(error(&refused), told(404, "NAME_UNKNOWN"));
}

#[actix_web::test]
async fn the_credentials_of_another_company_and_none_look_the_same() {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    let other = company(&service.pullkey, "Other").await;
    let key = token(&service.pullkey, other.id(), Capabilities::all()).await;
    let mut answers = Vec::new();
    let random = CredentialId::parse("fb5e5168-4281-4bec-94c5-0d1584e9e657").unwrap();
    for name in [
        NAME.to_owned(),
        format!("{id}/acme/app"),
        format!("{random}/acme/app"),
    ] {
        let request = TestRequest::get().uri(&format!("/v2/{name}/manifests/1"));
        let answer = service.call(request.insert_header(basic(&key))).await;
        answers.push((answer.status, answer.bytes));
    }
    assert_eq!(answers[0].0, StatusCode::NOT_FOUND);
    assert!(answers.iter().all(|it| *it == answers[0]));
}

#[actix_web::test]
async fn a_store_that_is_away_is_told_as_such() {
    let mut store = MockCredentialStore::new();
    store
        .expect_find_serving()
        .returning(|_, _, _| Err(StoreError::Unavailable("down".into())));
    let service = Service::with_credentials_in(store).await;
    let answer = pull(&service, &format!("{NAME}/manifests/1")).await;
    assert_eq!(error(&answer), told(503, "UNAVAILABLE"));
    assert_eq!(answer.header("retry-after"), Some("1"));
}

#[actix_web::test]
async fn what_is_refused_before_any_route_has_the_same_form() {
    let service = Service::start().await;
    let long = "a".repeat(9 * 1024);
    let answer = pull(&service, &format!("ghcr.io/{long}/manifests/1")).await;
    assert_eq!(error(&answer), told(414, "UNKNOWN"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    let elsewhere = service.get(&format!("/v3/{long}")).await;
    assert_eq!(elsewhere.json()["code"], "uri_too_long");
}
