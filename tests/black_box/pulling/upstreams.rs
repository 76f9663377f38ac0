//! Registries of every kind that there is.

use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry, TokenServer, layer};
use serde_json::json;

#[test]
fn a_registry_with_tokens_is_asked_for_one_once() {
    let tokens = TokenServer::default();
    let registry = ContainerRegistry::start(&Access::Token(&tokens));
    let allowed = [format!("http://{}", tokens.host())];
    let members = json!({ "token_host": tokens.host() });
    let gateway = Gateway::before_with(&registry, &allowed, &members);
    let (digest, bytes) = layer();
    for _ in 0..3 {
        let blob = gateway.get(&format!("acme/app/blobs/{digest}"));
        assert_eq!(blob.status, 200, "{}", blob.body);
        assert_eq!(blob.body.as_bytes(), bytes);
    }
    assert_eq!(tokens.asked().len(), 1);
    // The login is good, and for another repository.
    let refused = gateway.get("acme/other/tags/list");
    assert_eq!(refused.status, 403, "{}", refused.body);
}

#[test]
fn a_registry_that_keeps_blobs_elsewhere_sends_clients_there_without_any_login() {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let files = registry.files().unwrap();
    let allowed = [format!("http://{}", files.host())];
    let gateway = Gateway::before_with(&registry, &allowed, &json!({}));
    let (digest, bytes) = layer();
    let path = format!("{}/acme/app/blobs/{digest}", gateway.registry);
    let sent = gateway.curl(&path).with_head().send();
    assert_eq!(sent.status, 307);
    let place = format!("location: http://{}/", files.host());
    assert!(
        sent.body.to_ascii_lowercase().contains(&place),
        "{}",
        sent.body
    );
    assert!(files.asked().is_empty());
    let followed = gateway.curl(&path).option("-L").send();
    assert_eq!(followed.status, 200);
    assert_eq!(followed.body.as_bytes(), bytes);
    let asked = files.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].authorization, None);
}

#[test]
fn a_client_is_not_sent_into_its_own_network() {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let gateway = Gateway::before(&registry);
    let (digest, _) = layer();
    let refused = gateway.get(&format!("acme/app/blobs/{digest}"));
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(refused.json()["errors"][0]["code"], "DENIED");
    assert!(registry.files().unwrap().asked().is_empty());
}

#[test]
fn a_registry_that_asks_for_no_login_is_pulled_from_all_the_same() {
    let registry = ContainerRegistry::start(&Access::Open);
    let gateway = Gateway::before(&registry);
    let (digest, _) = layer();
    assert_eq!(gateway.get(&format!("acme/app/blobs/{digest}")).status, 200);
}

#[test]
fn the_credential_with_the_longest_prefix_serves_an_image() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let wrong = json!({
        "name": "n", "registry": "custom", "host": registry.host(), "username": "nobody",
        "secret": "a-wrong-secret", "path_prefix": "acme",
    });
    let (key, path) = (&gateway.key, Gateway::CREDENTIALS);
    let created = gateway.server.curl(path).key(key).json(&wrong).send();
    assert_eq!(created.status, 201, "{}", created.body);
    assert_eq!(gateway.get("acme/app/tags/list").status, 403);
    let resolve = format!("{path}/resolve");
    let image = json!({ "image": format!("{}/acme/app:1", registry.host()) });
    let told = gateway
        .server
        .curl(&resolve)
        .key(key)
        .json(&image)
        .send()
        .json();
    assert_eq!(told["credential"]["id"], created.json()["id"]);
    assert_eq!(told["chosen_by"], "path_prefix");
    let one = format!("{path}/{}", created.json()["id"].as_str().unwrap());
    let prefix = json!({ "path_prefix": "acme-evil" });
    let moved = gateway
        .server
        .curl(&one)
        .key(key)
        .method("PATCH")
        .json(&prefix);
    assert_eq!(moved.send().status, 200);
    assert_eq!(gateway.get("acme/app/tags/list").status, 200);
}
