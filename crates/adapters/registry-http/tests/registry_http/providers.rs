//! Each provider that there is one of, as its documentation, its source or its users say that it answers. None of them was asked
//! from here. What stands under no source, or says so, is not verified by us.

use pullkey_domain::credential::{RegistryPlace, RegistryProvider};
use pullkey_registry::{Obstacle, Verdict};

use crate::stand_in::{Asked, Reply, StandIn, login, pulling};

fn docker_hub(asked: &Asked) -> Reply {
    match (asked.host(), asked.path(), asked.login().as_deref()) {
        // https://toddysm.com/2024/01/30/authenticating-with-oci-registries-docker-hub-implementation/
        ("registry-1.docker.io", "/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#,
        ),
        // distribution/distribution@e2ae76f1f2f7 docs/content/spec/auth/token.md, "Token Response Fields"
        ("auth.docker.io", "/token", Some("alice:right")) => Reply::json(
            200,
            r#"{"token":"a.b.c","access_token":"a.b.c","expires_in":300}"#,
        ),
        // Not verified by us.
        ("auth.docker.io", "/token", _) => {
            Reply::json(401, r#"{"details":"incorrect username or password"}"#)
        }
        _ => Reply::json(500, "{}"),
    }
}

#[tokio::test]
async fn docker_hub_checks_logins_at_another_host() {
    let hub = StandIn::of(&["registry-1.docker.io", "auth.docker.io"], docker_hub).await;
    for (secret, expected) in [
        ("right", Verdict::Verified),
        ("wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let attempt = login(RegistryProvider::DockerHub, None, "alice", secret);
        assert_eq!(hub.verdict(&attempt).await, expected);
    }
    // It is known to refuse wrong logins: nobody tries one.
    assert_eq!(hub.logins(), ["alice:right", "alice:wrong"]);
    let token = &hub.asked()[1].target;
    assert_eq!(token, "/token?service=registry.docker.io&client_id=pullkey");
}

/// Whether it refuses to hand out a token for a package that is not the user's, or its token then, is not verified by us: it is
/// both here.
fn github(asked: &Asked) -> Reply {
    match (asked.path(), asked.login().as_deref()) {
        // https://toddysm.com/2024/02/12/authenticating-with-oci-registries-github-container-registry-ghcr-implementation
        ("/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull""#,
        ),
        ("/token", Some("octocat:right")) if !asked.target.contains("refused") => {
            // The same page, on `expires_in`, and https://github.com/radius-project/radius/pull/12623
            Reply::json(200, r#"{"token":"opaque"}"#)
        }
        ("/v2/acme/app/manifests/1", None) if asked.bearer() == Some("opaque") => {
            Reply::json(200, "")
        }
        // https://github.com/dexidp/dex/issues/2672 and https://github.com/sigstore/scaffolding/issues/127
        _ => Reply::json(403, r#"{"errors":[{"code":"DENIED","message":"denied"}]}"#),
    }
}

#[tokio::test]
async fn github_refuses_with_403_and_is_asked_for_the_scope_that_it_names() {
    let github = StandIn::of(&["ghcr.io"], github).await;
    for (secret, expected) in [
        ("right", Verdict::Verified),
        ("wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let attempt = login(RegistryProvider::GitHub, None, "octocat", secret);
        assert_eq!(github.verdict(&attempt).await, expected);
    }
    assert_eq!(
        github.asked()[1].target,
        "/token?service=ghcr.io&client_id=pullkey&scope=repository%3Auser%2Fimage%3Apull"
    );
}

#[tokio::test]
async fn github_has_no_image_for_a_token_without_access_to_the_package() {
    let github = StandIn::of(&["ghcr.io"], github).await;
    for (image, expected) in [
        ("ghcr.io/acme/app:1", Verdict::Verified),
        ("ghcr.io/acme/hidden:1", Verdict::NoAccess),
        ("ghcr.io/acme/refused:1", Verdict::NoAccess),
    ] {
        let attempt = login(RegistryProvider::GitHub, None, "octocat", "right");
        let verdict = github.verdict(&pulling(attempt, image)).await;
        assert_eq!(verdict, expected, "{image}");
        let attempt = login(RegistryProvider::GitHub, None, "octocat", "wrong");
        let verdict = github.verdict(&pulling(attempt, image)).await;
        assert_eq!(verdict, Verdict::Failed(Obstacle::Rejected), "{image}");
    }
}

fn gitlab(asked: &Asked) -> Reply {
    let registry = asked.host().starts_with("registry.");
    match (registry, asked.path(), asked.login().as_deref()) {
        // https://github.com/deitch/docker_registry2/issues/14
        (true, "/v2/", None) => Reply::challenge(&format!(
            r#"Bearer realm="https://{}/jwt/auth",service="container_registry""#,
            asked.host().trim_start_matches("registry.")
        )),
        // gitlabhq/gitlabhq@de09f0397694 app/services/auth/container_registry_authentication_service.rb: a token without any
        // access is handed out for a project that is not the user's
        (false, "/jwt/auth", Some("alice:right")) if asked.target.contains("hidden") => {
            Reply::json(200, r#"{"token":"no.access.x"}"#)
        }
        (false, "/jwt/auth", Some("alice:right")) => Reply::json(200, r#"{"token":"a.b.c"}"#),
        // gitlabhq/gitlabhq@5bc58bac2678 app/controllers/jwt_controller.rb
        (false, "/jwt/auth", Some(_)) => Reply::json(
            401,
            r#"{"errors":[{"code":"UNAUTHORIZED","message":"HTTP Basic: Access denied"}]}"#,
        ),
        // gitlabhq/gitlabhq@de09f0397694, the same service
        (false, "/jwt/auth", None) => Reply::json(403, r#"{"errors":[{"code":"DENIED"}]}"#),
        (true, "/v2/acme/app/manifests/1", None) if asked.bearer() == Some("a.b.c") => {
            Reply::json(200, "")
        }
        // GitLab's registry began as distribution, which answers so: see by_token.rs.
        _ => Reply::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#),
    }
}

#[tokio::test]
async fn gitlab_hands_out_tokens_that_do_not_say_how_long_they_last() {
    let gitlab = StandIn::of(&["registry.gitlab.com", "gitlab.com"], gitlab).await;
    for (secret, expected) in [
        ("right", Verdict::Verified),
        ("wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let attempt = login(RegistryProvider::GitLab, None, "alice", secret);
        assert_eq!(gitlab.verdict(&attempt).await, expected);
    }
    assert_eq!(gitlab.logins(), ["alice:right", "alice:wrong"]);
}

#[tokio::test]
async fn gitlab_hands_out_tokens_of_no_use_for_projects_of_others() {
    let gitlab = StandIn::of(&["registry.gitlab.com", "gitlab.com"], gitlab).await;
    for (image, expected) in [
        ("registry.gitlab.com/acme/app:1", Verdict::Verified),
        ("registry.gitlab.com/acme/hidden:1", Verdict::NoAccess),
    ] {
        let attempt = login(RegistryProvider::GitLab, None, "alice", "right");
        let verdict = gitlab.verdict(&pulling(attempt, image)).await;
        assert_eq!(verdict, expected, "{image}");
    }
}

// Its registry and its token service are two hosts: https://github.com/dotnet/sdk-container-builds/issues/284
#[tokio::test]
async fn an_own_gitlab_is_known_by_its_token_host() {
    let hosts = ["registry.git.example", "git.example"];
    let gitlab = StandIn::of(&hosts, gitlab).await;
    let [host, token_host] = hosts.map(|it| it.parse().unwrap());
    let place = RegistryPlace::of(RegistryProvider::GitLab, Some(host), Some(token_host)).unwrap();
    for (secret, image, expected) in [
        ("right", "acme/app:1", Verdict::Verified),
        ("right", "acme/hidden:1", Verdict::NoAccess),
        ("wrong", "acme/app:1", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let mut attempt = login(RegistryProvider::GitLab, Some(hosts[0]), "alice", secret);
        let image = format!("{}/{image}", hosts[0]);
        let untold = gitlab.verdict(&pulling(attempt, &image)).await;
        let realm = hosts[1].parse().unwrap();
        assert_eq!(untold, Verdict::Failed(Obstacle::RealmNotTrusted { realm }));
        attempt = login(RegistryProvider::GitLab, Some(hosts[0]), "alice", secret);
        attempt.place = place.clone();
        let verdict = gitlab.verdict(&pulling(attempt, &image)).await;
        assert_eq!(verdict, expected, "{image}");
    }
    // Of an own one it is not known that it refuses wrong logins.
    let logins = gitlab.logins();
    let made_up = |it: &&String| !it.ends_with(":right") && !it.ends_with(":wrong");
    assert_eq!(logins.iter().filter(made_up).count(), 1);
}

fn digital_ocean(asked: &Asked) -> Reply {
    match (asked.host(), asked.login().as_deref()) {
        // goutham432/Driver_License_App Documentation/FIX_401_UNAUTHORIZED_ERROR.md, a user's log, has the address
        ("registry.digitalocean.com", None) => Reply::challenge(
            r#"Bearer realm="https://api.digitalocean.com/v2/registry/auth",service="registry.digitalocean.com""#,
        ),
        // https://docs.digitalocean.com/products/container-registry/how-to/set-up-ci-cd/#authenticate-using-a-username-and-password
        // has the token in both places. What is answered is not verified by us.
        ("api.digitalocean.com", Some("dop_v1_right:dop_v1_right")) => {
            Reply::json(200, r#"{"token":"a.b.c","expires_in":300}"#)
        }
        // The same log has the status.
        _ => Reply::json(401, r#"{"id":"Unauthorized"}"#),
    }
}

#[tokio::test]
async fn digital_ocean_gets_the_token_in_both_places() {
    let names = ["registry.digitalocean.com", "api.digitalocean.com"];
    let ocean = StandIn::of(&names, digital_ocean).await;
    for (secret, expected) in [
        ("dop_v1_right", Verdict::Verified),
        ("dop_v1_wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let attempt = login(RegistryProvider::DigitalOcean, None, "alice", secret);
        assert_eq!(ocean.verdict(&attempt).await, expected);
    }
}

/// Of what Google answers to who asks for no scope, right or wrong, nothing is verified by us.
fn google(asked: &Asked) -> Reply {
    let host = asked.host();
    match (asked.path(), asked.login().as_deref()) {
        // https://github.com/apple/container/issues/2274
        ("/v2/", None) if host.ends_with(".pkg.dev") => {
            Reply::challenge(&format!(r#"Bearer realm="https://{host}/v2/token""#))
        }
        // https://gist.github.com/fkorotkov/6244b7ec42b8f9b7e41986438fd913e3 has the address and the service
        ("/v2/", None) => Reply::challenge(&format!(
            r#"Bearer realm="https://{host}/v2/token",service="{host}""#
        )),
        // https://cloud.google.com/artifact-registry/docs/docker/authentication#json-key
        ("/v2/token", Some(r#"_json_key:{"type":"service_account"}"#)) => {
            Reply::json(200, r#"{"token":"opaque","expires_in":3600}"#)
        }
        ("/v2/acme/images/app/manifests/1", None) if asked.bearer() == Some("opaque") => {
            Reply::json(200, "")
        }
        // https://github.com/terraform-google-modules/terraform-google-kubernetes-engine/issues/1779
        (_, None) if asked.bearer() == Some("opaque") => {
            Reply::json(403, r#"{"errors":[{"code":"DENIED"}]}"#)
        }
        _ => Reply::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#),
    }
}

#[tokio::test]
async fn google_takes_a_key_as_a_password() {
    let hosts = ["eu.gcr.io", "europe-west3-docker.pkg.dev"];
    let google = StandIn::of(&hosts, google).await;
    for host in hosts {
        for (secret, image, expected) in [
            (KEY, None, Verdict::Verified),
            ("{}", None, Verdict::Failed(Obstacle::Rejected)),
            (KEY, Some("acme/images/app:1"), Verdict::Verified),
            (KEY, Some("acme/images/hidden:1"), Verdict::NoAccess),
            (
                "{}",
                Some("acme/images/app:1"),
                Verdict::Failed(Obstacle::Rejected),
            ),
        ] {
            let mut attempt = login(RegistryProvider::Gcr, Some(host), "_json_key", secret);
            if let Some(image) = image {
                attempt = pulling(attempt, &format!("{host}/{image}"));
            }
            let verdict = google.verdict(&attempt).await;
            assert_eq!(verdict, expected, "{host} {image:?}");
        }
    }
}

const KEY: &str = r#"{"type":"service_account"}"#;
