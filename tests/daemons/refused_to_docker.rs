//! What docker is refused, and how it shows that.

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry, IMAGE};
use serde_json::json;

use crate::docker::Docker;

#[test]
fn docker_tells_whoever_logs_in_that_a_key_is_not_valid_or_may_not_pull() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    let wrong = docker.log_in(&gateway, "not-a-key");
    wrong.fails_with("failed with status: 401 Unauthorized");
    let reader = gateway.key_for("DOCKER_REGISTRY:READ");
    let refused = docker.log_in(&gateway, &reader);
    refused.fails_with("failed with status: 403 Forbidden");
    let stranger = docker.pull(&gateway.image(IMAGE));
    stranger.fails_with("no basic auth credentials");
}

#[test]
fn docker_shows_what_is_wrong_with_a_key_that_it_was_given_before() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    let host = gateway.server.address().to_string();
    let pull_with = |key: &str| {
        let auth = BASE64_STANDARD.encode(format!("pullkey:{key}"));
        docker.configure(&json!({ "auths": { &host: { "auth": auth } } }));
        docker.pull(&gateway.image(IMAGE))
    };
    pull_with("not-a-key").fails_with("unauthorized: Log in with a valid API key");
    pull_with(&gateway.key_for("DOCKER_REGISTRY:READ"))
        .fails_with("denied: The API key lacks the permission DOCKER_REGISTRY:PULL.");
}

#[test]
fn docker_shows_why_the_next_pull_is_refused() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    docker.log_in(&gateway, &gateway.key).succeeds();
    let image = gateway.image(IMAGE);
    docker.pull(&image).succeeds();
    let absent = gateway.image("acme/app:2");
    docker
        .pull(&absent)
        .fails_with("manifest unknown: The registry has nothing of this name");
    gateway.spoil_credential();
    docker.pull(&image).fails_with(
        "denied: The stored credential cannot be used. The registry refused the login.",
    );
    gateway.delete_credential();
    docker.pull(&image).fails_with(
        "name unknown: There is no credential for this registry that the API key may pull with.",
    );
}

#[test]
fn docker_shows_the_status_where_the_registry_is_away() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    docker.log_in(&gateway, &gateway.key).succeeds();
    drop(registry);
    let refused = docker.pull(&gateway.image(IMAGE));
    refused.fails_with("received unexpected HTTP status: 502 Bad Gateway");
}

#[test]
fn docker_is_refused_to_push_in_words() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let docker = Docker::start();
    docker.log_in(&gateway, &gateway.key).succeeds();
    let image = gateway.image(IMAGE);
    docker.pull(&image).succeeds();
    let other = gateway.image("acme/new:1");
    docker.run(&["tag", &image, &other]).succeeds();
    docker.run(&["push", &other]).fails_with(
        "unsupported: Images can only be pulled here. Push them to their registry itself, with a login of its own.",
    );
}
