//! containerd, whose images keep their own names, as the gateway is a mirror.

use pullkey_tests::Gateway;
use pullkey_throwaway_registry::{Access, ContainerRegistry, IMAGE, PASSWORD, USERNAME};
use serde_json::json;

use crate::containerd::{Containerd, header, url};

#[test]
fn a_mirror_is_told_the_registry_by_its_query_and_the_key_by_a_header() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let containerd = Containerd::start();
    let host = registry.host();
    let url = url(&gateway);
    containerd.mirror(&host, &url, &header(&url, &gateway.key));
    let image = format!("{host}/{IMAGE}");
    containerd.pull_from_mirror(&image).succeeds();
    assert_eq!(containerd.images().trim(), image);
    assert_eq!(gateway.recorded(), ["succeeded"]);
}

#[test]
fn a_mirror_may_have_the_registry_or_the_credential_in_its_path() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let host = registry.host();
    let image = format!("{host}/{IMAGE}");
    for part in [&gateway.registry, &gateway.credential] {
        let containerd = Containerd::start();
        let mirror = format!("{}/v2/{part}", url(&gateway));
        let key = header(&mirror, &gateway.key);
        let lines = format!("  override_path = true\n{key}");
        containerd.mirror(&host, &mirror, &lines);
        containerd.pull_from_mirror(&image).succeeds();
    }
}

#[test]
fn the_header_for_a_mirror_is_shown_to_nobody_else() {
    let registry = ContainerRegistry::start_redirecting(&Access::Password);
    let files = registry.files().unwrap();
    let allowed = [format!("http://{}", files.host())];
    let gateway = Gateway::before_with(&registry, &allowed, &json!({}));
    let containerd = Containerd::start();
    let (host, url) = (registry.host(), url(&gateway));
    containerd.mirror(&host, &url, &header(&url, &gateway.key));
    let image = format!("{host}/{IMAGE}");
    containerd.pull_from_mirror(&image).succeeds();
    let asked = files.asked();
    assert!(!asked.is_empty());
    assert!(
        asked.iter().all(|it| it.authorization.is_none()),
        "{asked:?}"
    );
}

#[test]
fn after_a_mirrors_refusal_containerd_asks_the_registry_and_shows_the_first_that_is_not_404() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let containerd = Containerd::start();
    let host = registry.host();
    let reader = gateway.key_for("DOCKER_REGISTRY:READ");
    let url = url(&gateway);
    containerd.mirror(&host, &url, &header(&url, &reader));
    let image = format!("{host}/{IMAGE}");
    let refused = containerd.pull_from_mirror(&image);
    refused.fails_with("403 Forbidden");
    containerd.mirror(&host, &url, &header(&url, &gateway.key));
    gateway.spoil_credential();
    let refused = containerd.pull_from_mirror(&image);
    refused.fails_with("403 Forbidden");
    gateway.delete_credential();
    let refused = containerd.pull_from_mirror(&image);
    refused.fails_with("401 Unauthorized");
    let refused = containerd.pull_from_mirror(&image);
    refused.fails_with("trying next host - response was http.StatusNotFound");
}

#[test]
fn ctr_shows_a_login_that_it_is_given_to_the_mirror_and_to_the_registry() {
    let registry = ContainerRegistry::start(&Access::Password);
    let gateway = Gateway::before(&registry);
    let host = registry.host();
    let image = format!("{host}/{IMAGE}");
    let pull = |options: &[&str]| {
        let containerd = Containerd::start();
        containerd.mirror(&host, &url(&gateway), "");
        containerd.pull_from_mirror_with(&image, options)
    };
    pull(&[]).fails_with("401 Unauthorized");
    let of_the_registry = format!("{USERNAME}:{PASSWORD}");
    pull(&["--user", &of_the_registry]).succeeds();
    assert!(gateway.recorded().is_empty());
    let of_the_gateway = format!("pullkey:{}", gateway.key);
    pull(&["--user", &of_the_gateway]).succeeds();
    assert_eq!(gateway.recorded(), ["succeeded"]);
}
