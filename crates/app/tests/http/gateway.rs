//! Pulls through the gateway.

use actix_web::{
    http::{Method, StatusCode},
    test::TestRequest,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use pullkey_domain::api_key::ApiKeyToken;
use serde_json::{Value, json};

use crate::{
    service::{Answer, Service, credential},
    trials::{BLOB, BLOB_DIGEST, MANIFEST, MANIFEST_DIGEST, REGISTRY, RIGHT_SECRET},
};

/// The registry's name behind the gateway's host, and the repository there.
pub(crate) const NAME: &str = "registry.example.com_5000/acme/app";

/// A credential for the one registry that there is.
pub(crate) fn with_secret(secret: &str) -> Value {
    let mut body = credential("n");
    body["registry"] = json!("custom");
    body["host"] = json!(REGISTRY);
    body["secret"] = json!(secret);
    body
}

pub(crate) async fn created(service: &Service, body: &Value) -> String {
    let answer = service.post(body.to_string()).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    answer.json()["id"].as_str().unwrap().to_owned()
}

/// As clients log in: any user name, and a key as the password.
pub(crate) fn basic(key: &ApiKeyToken) -> (&'static str, String) {
    let pair = STANDARD.encode(format!("anybody:{}", key.expose()));
    ("authorization", format!("Basic {pair}"))
}

pub(crate) async fn ask(service: &Service, method: Method, path: &str) -> Answer {
    let request = TestRequest::with_uri(&format!("/v2/{path}")).method(method);
    service
        .call(request.insert_header(basic(&service.key)))
        .await
}

pub(crate) async fn pull(service: &Service, path: &str) -> Answer {
    ask(service, Method::GET, path).await
}

/// Where the registry's right secret is stored, and its id.
async fn stage() -> (Service, String) {
    let service = Service::start().await;
    let id = created(&service, &with_secret(RIGHT_SECRET)).await;
    (service, id)
}

#[actix_web::test]
async fn a_registry_is_found_there() {
    let (service, _) = stage().await;
    for path in ["", "/"] {
        let request = TestRequest::get().uri(&format!("/v2{path}"));
        let answer = service.call(request.insert_header(basic(&service.key)));
        let answer = answer.await;
        assert_eq!(answer.status, StatusCode::OK);
        let version = answer.header("docker-distribution-api-version");
        assert_eq!(version, Some("registry/2.0"));
        assert_eq!(answer.json(), json!({}));
    }
}

#[actix_web::test]
async fn a_manifest_is_pulled_by_tag_and_digest_by_either_name() {
    let (service, id) = stage().await;
    for name in [
        NAME,
        &format!("{id}/acme/app"),
        "registry.example.com:5000/acme/app",
    ] {
        for version in ["1", MANIFEST_DIGEST] {
            let answer = pull(&service, &format!("{name}/manifests/{version}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{name} {version}");
            assert_eq!(answer.bytes, MANIFEST.as_bytes());
            assert_eq!(
                answer.header("docker-content-digest"),
                Some(MANIFEST_DIGEST)
            );
            let media_type = "application/vnd.oci.image.manifest.v1+json";
            assert_eq!(answer.header("content-type"), Some(media_type));
        }
    }
}

#[actix_web::test]
async fn a_mirror_is_told_the_registry_beside_the_name_or_in_it_as_well() {
    let (service, _) = stage().await;
    for path in [
        "acme/app/manifests/1?ns=registry.example.com:5000",
        "acme/app/manifests/1?ns=registry.example.com%3A5000",
        "registry.example.com_5000/acme/app/manifests/1?ns=registry.example.com:5000",
    ] {
        let answer = pull(&service, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.bytes, MANIFEST.as_bytes());
    }
}

#[actix_web::test]
async fn a_blob_is_pulled_whole_and_in_parts() {
    let (service, _) = stage().await;
    let path = format!("{NAME}/blobs/{BLOB_DIGEST}");
    let whole = pull(&service, &path).await;
    assert_eq!(whole.status, StatusCode::OK);
    assert_eq!(whole.bytes, BLOB.as_bytes());
    let request = TestRequest::get().uri(&format!("/v2/{path}"));
    let request = request.insert_header(("range", "bytes=2-6"));
    let part = service.call(request.insert_header(basic(&service.key)));
    let part = part.await;
    assert_eq!(part.status, StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.bytes, &BLOB.as_bytes()[2..=6]);
    let range = format!("bytes 2-6/{}", BLOB.len());
    assert_eq!(part.header("content-range"), Some(range.as_str()));
    // Of several at once, all is sent, as any server may.
    let request = TestRequest::get().uri(&format!("/v2/{path}"));
    let request = request.insert_header(("range", "bytes=0-3,10-12"));
    let parts = service.call(request.insert_header(basic(&service.key)));
    let parts = parts.await;
    assert_eq!(parts.status, StatusCode::OK);
    assert_eq!(parts.bytes, BLOB.as_bytes());
}

#[actix_web::test]
async fn tags_are_listed_and_each_page_leads_to_the_next_by_the_name_that_was_asked_for() {
    let (service, _) = stage().await;
    let all = pull(&service, &format!("{NAME}/tags/list")).await;
    assert_eq!(all.status, StatusCode::OK);
    assert_eq!(all.json()["tags"], json!(["0.9", "1", "1.1"]));
    assert_eq!(all.header("link"), None);
    let mirrored = "acme/app/tags/list?n=2&ns=registry.example.com:5000";
    for (asked, link) in [
        (
            format!("{NAME}/tags/list?n=2"),
            format!("</v2/{NAME}/tags/list?n=2&last=1>; rel=\"next\""),
        ),
        (
            mirrored.to_owned(),
            "</v2/acme/app/tags/list?n=2&last=1&ns=registry.example.com:5000>; rel=\"next\""
                .to_owned(),
        ),
    ] {
        let first = pull(&service, &asked).await;
        assert_eq!(first.json()["tags"], json!(["0.9", "1"]));
        assert_eq!(first.header("link"), Some(link.as_str()));
        let next = link.trim_start_matches("</v2/").split('>').next().unwrap();
        let second = pull(&service, next).await;
        assert_eq!(second.json()["tags"], json!(["1.1"]));
        assert_eq!(second.header("link"), None);
    }
}

#[actix_web::test]
async fn a_key_may_be_sent_as_a_token_too() {
    let (service, _) = stage().await;
    let answer = service.get(&format!("/v2/{NAME}/manifests/1")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[actix_web::test]
async fn browsers_are_to_make_nothing_of_what_strangers_stored() {
    let (service, _) = stage().await;
    for path in [
        format!("{NAME}/manifests/1"),
        format!("{NAME}/manifests/2"),
        format!("{NAME}/blobs/{BLOB_DIGEST}"),
        String::new(),
    ] {
        let answer = pull(&service, &path).await;
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("content-security-policy"), Some("sandbox"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
}

#[actix_web::test]
async fn each_manifest_that_is_fetched_leaves_an_event_and_nothing_else_does() {
    let (service, id) = stage().await;
    let before = service.events().await;
    let manifest = format!("{NAME}/manifests/1");
    ask(&service, Method::HEAD, &manifest).await;
    pull(&service, &format!("{NAME}/tags/list")).await;
    pull(&service, &format!("{NAME}/blobs/{BLOB_DIGEST}")).await;
    assert_eq!(service.events().await, before);
    pull(&service, &manifest).await;
    pull(&service, &format!("{NAME}/manifests/2")).await;
    assert_eq!(service.events().await, before + 2);
    let events = service.get("/v3/audit-events?action=credential.pull").await;
    let events = events.json();
    let outcomes = [&events["data"][0]["outcome"], &events["data"][1]["outcome"]];
    assert_eq!(outcomes, ["no_access", "succeeded"]);
    assert_eq!(events["data"][0]["target"]["id"], json!(id));
}

#[actix_web::test]
async fn a_deleted_or_changed_credential_counts_at_once() {
    let (service, id) = stage().await;
    let manifest = format!("{NAME}/manifests/1");
    assert_eq!(pull(&service, &manifest).await.status, StatusCode::OK);
    let body = json!({"host": REGISTRY, "secret": "a-wrong-secret"});
    assert_eq!(
        service.patch(&id, body.to_string()).await.status,
        StatusCode::OK
    );
    let refused = pull(&service, &manifest).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    service.delete(&id).await;
    let refused = pull(&service, &manifest).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}
