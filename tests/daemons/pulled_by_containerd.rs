//! containerd, with names of the gateway.

use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry, IMAGE, TokenServer};
use serde_json::json;

use crate::containerd::Containerd;

#[test]
fn containerd_pulls_by_the_registry_and_by_the_credential() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let containerd = Containerd::start();
    for image in [gateway.image(IMAGE), gateway.image_by_id(IMAGE)] {
        containerd.pull(&gateway.key, &image).succeeds();
        let images = containerd.images();
        assert!(images.contains(&image), "{images}");
    }
}

#[test]
fn containerd_pulls_from_a_registry_with_tokens() {
    let tokens = TokenServer::default();
    let registry = ContainerRegistry::start(&Access::Token(&tokens));
    let allowed = [format!("http://{}", tokens.host())];
    let members = json!({ "token_host": tokens.host() });
    let gateway = Gateway::before_with(&registry, &allowed, &members);
    let containerd = Containerd::start();
    let image = gateway.image(IMAGE);
    containerd.pull(&gateway.key, &image).succeeds();
}

#[test]
fn containerd_fetches_blobs_from_where_the_registry_keeps_them_without_a_login() {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let files = registry.files().unwrap();
    let allowed = [format!("http://{}", files.host())];
    let gateway = Gateway::before_with(&registry, &allowed, &json!({}));
    let containerd = Containerd::start();
    let image = gateway.image(IMAGE);
    containerd.pull(&gateway.key, &image).succeeds();
    let asked = files.asked();
    assert!(!asked.is_empty());
    assert!(
        asked.iter().all(|it| it.authorization.is_none()),
        "{asked:?}"
    );
}

#[test]
fn containerd_shows_the_status_of_each_refusal() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let containerd = Containerd::start();
    let image = gateway.image(IMAGE);
    containerd
        .pull("not-a-key", &image)
        .fails_with("401 Unauthorized");
    let reader = gateway.key_for("DOCKER_REGISTRY:READ");
    containerd.pull(&reader, &image).fails_with("403 Forbidden");
    let absent = gateway.image("acme/app:2");
    containerd
        .pull(&gateway.key, &absent)
        .fails_with("not found");
    gateway.spoil_credential();
    containerd
        .pull(&gateway.key, &image)
        .fails_with("403 Forbidden");
    gateway.delete_credential();
    containerd
        .pull(&gateway.key, &image)
        .fails_with("not found");
}
