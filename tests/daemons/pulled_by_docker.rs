//! What docker pulls.

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::{Gateway, Said};
use pullkey_throwaway_registry::{Access, ContainerRegistry, IMAGE, TokenServer};
use serde_json::json;

use crate::docker::Docker;

#[test]
fn docker_logs_in_and_pulls_by_the_registry_by_the_credential_and_by_the_digest() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    // Each with a docker that has nothing of it yet.
    let pull = |image: &str| {
        let docker = Docker::start();
        let told = docker.log_in(&gateway, &gateway.key).succeeds();
        assert!(told.contains("Login Succeeded"), "{told}");
        let told = docker.pull(image).succeeds();
        docker.run(&["image", "inspect", image]).succeeds();
        told
    };
    let told = pull(&gateway.image(IMAGE));
    pull(&gateway.image_by_id(IMAGE));
    let digest = told.lines().find_map(|line| line.strip_prefix("Digest: "));
    pull(&gateway.image(&format!("acme/app@{}", digest.unwrap())));
    assert_eq!(gateway.recorded(), ["succeeded"; 3]);
    let log = gateway.server.log();
    assert!(!log.contains(&gateway.key), "{log}");
}

#[test]
fn docker_pulls_with_a_login_that_was_written_by_hand_as_docker_would() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    let host = gateway.server.address().to_string();
    let auth = BASE64_STANDARD.encode(format!("pullkey:{}", gateway.key));
    let config = json!({ "auths": { host: { "auth": auth } } });
    docker.log_in(&gateway, &gateway.key).succeeds();
    assert_eq!(docker.config(), config);
    let another = Docker::start();
    another.configure(&config);
    another.pull(&gateway.image(IMAGE)).succeeds();
}

#[test]
fn docker_pulls_with_the_credential_helper_and_no_key_in_its_configuration() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    let host = gateway.server.address().to_string();
    let config = json!({ "credHelpers": { &host: "pullkey" } });
    docker.configure(&config);
    let mut pull = docker.command(&["pull", &gateway.image(IMAGE)]);
    pull.env("PULLKEY_GATEWAY", &host)
        .env("PULLKEY_API_KEY", &gateway.key);
    Said::by(&mut pull).succeeds();
    let login = docker.log_in(&gateway, &gateway.key);
    login.fails_with("Error saving credentials: ");
    docker.run(&["logout", &host]).succeeds();
    assert_eq!(docker.config(), config);
    pull.env("PULLKEY_GATEWAY", "another.example");
    Said::by(&mut pull).fails_with("no basic auth credentials");
}

#[test]
fn docker_fetches_blobs_from_where_the_registry_keeps_them_without_a_login() {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let files = registry.files().unwrap();
    let allowed = [format!("http://{}", files.host())];
    let gateway = Gateway::before_with(&registry, &allowed, &json!({}));
    let docker = Docker::start();
    docker.log_in(&gateway, &gateway.key).succeeds();
    docker.pull(&gateway.image(IMAGE)).succeeds();
    let asked = files.asked();
    assert!(!asked.is_empty());
    assert!(
        asked.iter().all(|it| it.authorization.is_none()),
        "{asked:?}"
    );
}

#[test]
fn docker_pulls_from_a_registry_with_tokens() {
    let tokens = TokenServer::default();
    let registry = ContainerRegistry::start(&Access::Token(&tokens));
    let allowed = [format!("http://{}", tokens.host())];
    let members = json!({ "token_host": tokens.host() });
    let gateway = Gateway::before_with(&registry, &allowed, &members);
    let docker = Docker::start();
    docker.log_in(&gateway, &gateway.key).succeeds();
    docker.pull(&gateway.image(IMAGE)).succeeds();
}
