//! Each provider, as its documentation or its source says that it answers.

use pullkey_domain::credential::RegistryProvider;
use pullkey_registry::Verdict;

use crate::stand_in::{Asked, Reply, StandIn, login};

/// `auth.docker.io` refuses a wrong password (distribution specification, token authentication), and `registry-1.docker.io`
/// serves the images of `docker.io`.
fn docker_hub(asked: &Asked) -> Reply {
    match (asked.host(), asked.path(), asked.login().as_deref()) {
        ("registry-1.docker.io", "/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://auth.docker.io/token",service="registry.docker.io""#,
        ),
        ("auth.docker.io", "/token", Some("alice:right")) => Reply::json(
            200,
            r#"{"token":"a.b.c","access_token":"a.b.c","expires_in":300}"#,
        ),
        ("auth.docker.io", "/token", _) => {
            Reply::json(401, r#"{"details":"incorrect username or password"}"#)
        }
        _ => Reply::json(500, "{}"),
    }
}

#[tokio::test]
async fn docker_hub_checks_logins_at_another_host() {
    let hub = StandIn::of(&["registry-1.docker.io", "auth.docker.io"], docker_hub).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let attempt = login(RegistryProvider::DockerHub, None, "alice", secret);
        assert_eq!(hub.verdict(&attempt).await, expected);
    }
    // It is known to refuse wrong logins: nobody tries one.
    assert_eq!(hub.logins(), ["alice:right", "alice:wrong"]);
    let token = &hub.asked()[1].target;
    assert_eq!(token, "/token?service=registry.docker.io&client_id=pullkey");
}

/// GitHub names a scope in its challenge, answers without `expires_in`, and refuses with 403 (GitHub's documentation of its
/// container registry, and what its users report).
fn github(asked: &Asked) -> Reply {
    match (asked.path(), asked.login().as_deref()) {
        ("/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull""#,
        ),
        ("/token", Some("octocat:right")) => Reply::json(200, r#"{"token":"opaque"}"#),
        _ => Reply::json(403, r#"{"errors":[{"code":"DENIED","message":"denied"}]}"#),
    }
}

#[tokio::test]
async fn github_refuses_with_403_and_is_asked_for_the_scope_that_it_names() {
    let github = StandIn::of(&["ghcr.io"], github).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let attempt = login(RegistryProvider::GitHub, None, "octocat", secret);
        assert_eq!(github.verdict(&attempt).await, expected);
    }
    assert_eq!(
        github.asked()[1].target,
        "/token?service=ghcr.io&client_id=pullkey&scope=repository%3Auser%2Fimage%3Apull"
    );
}

/// GitLab hands out tokens at its own host, without `expires_in`, and refuses a wrong password with 401 (gitlabhq,
/// `jwt_controller.rb`).
fn gitlab(asked: &Asked) -> Reply {
    match (asked.host(), asked.path(), asked.login().as_deref()) {
        ("registry.gitlab.com", "/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://gitlab.com/jwt/auth",service="container_registry""#,
        ),
        ("gitlab.com", "/jwt/auth", Some("alice:right")) => {
            Reply::json(200, r#"{"token":"a.b.c"}"#)
        }
        ("gitlab.com", "/jwt/auth", Some(_)) => Reply::json(401, r#"{"errors":[]}"#),
        _ => Reply::json(403, r#"{"errors":[{"code":"DENIED"}]}"#),
    }
}

#[tokio::test]
async fn gitlab_hands_out_tokens_that_do_not_say_how_long_they_last() {
    let gitlab = StandIn::of(&["registry.gitlab.com", "gitlab.com"], gitlab).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let attempt = login(RegistryProvider::GitLab, None, "alice", secret);
        assert_eq!(gitlab.verdict(&attempt).await, expected);
    }
    assert_eq!(gitlab.logins(), ["alice:right", "alice:wrong"]);
}

/// DigitalOcean's `docker-credentials` has the token as user name and as password (DigitalOcean's API documentation).
fn digital_ocean(asked: &Asked) -> Reply {
    match (asked.host(), asked.login().as_deref()) {
        ("registry.digitalocean.com", None) => Reply::challenge(
            r#"Bearer realm="https://api.digitalocean.com/v2/registry/auth",service="registry.digitalocean.com""#,
        ),
        ("api.digitalocean.com", Some("dop_v1_right:dop_v1_right")) => {
            Reply::json(200, r#"{"token":"a.b.c","expires_in":300}"#)
        }
        _ => Reply::json(401, r#"{"id":"Unauthorized"}"#),
    }
}

#[tokio::test]
async fn digital_ocean_gets_the_token_in_both_places() {
    let names = ["registry.digitalocean.com", "api.digitalocean.com"];
    let ocean = StandIn::of(&names, digital_ocean).await;
    for (secret, expected) in [
        ("dop_v1_right", Verdict::Verified),
        ("dop_v1_wrong", Verdict::Rejected),
    ] {
        let attempt = login(RegistryProvider::DigitalOcean, None, "alice", secret);
        assert_eq!(ocean.verdict(&attempt).await, expected);
    }
}

/// Google hands out tokens at the registry itself, to the user `_json_key` (Artifact Registry's documentation).
fn google(asked: &Asked) -> Reply {
    match (asked.path(), asked.login().as_deref()) {
        ("/v2/", None) => {
            Reply::challenge(r#"Bearer realm="https://eu.gcr.io/v2/token",service="eu.gcr.io""#)
        }
        ("/v2/token", Some(r#"_json_key:{"type":"service_account"}"#)) => {
            Reply::json(200, r#"{"token":"opaque","expires_in":3600}"#)
        }
        _ => Reply::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#),
    }
}

#[tokio::test]
async fn google_takes_a_key_as_a_password() {
    let google = StandIn::of(&["eu.gcr.io"], google).await;
    for (secret, expected) in [
        (r#"{"type":"service_account"}"#, Verdict::Verified),
        ("{}", Verdict::Rejected),
    ] {
        let host = Some("eu.gcr.io");
        let attempt = login(RegistryProvider::Gcr, host, "_json_key", secret);
        assert_eq!(google.verdict(&attempt).await, expected);
    }
}

/// Harbor gives whoever names a scope a token with public rights, and refuses a wrong password only without one (goharbor,
/// `service/token/creator.go`).
fn harbor(asked: &Asked) -> Reply {
    let is_scoped = asked.target.contains("scope=");
    match (asked.path(), asked.login().as_deref()) {
        ("/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://harbor.example/service/token",service="harbor-registry""#,
        ),
        ("/service/token", Some("robot$ci:right")) => {
            Reply::json(200, r#"{"token":"right","expires_in":1800}"#)
        }
        ("/service/token", _) if is_scoped => {
            Reply::json(200, r#"{"token":"public","expires_in":1800}"#)
        }
        _ if asked.bearer() == Some("right") => Reply::json(200, ""),
        _ => Reply::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#),
    }
}

#[tokio::test]
async fn harbor_is_asked_for_no_scope_before_the_login_is_known_to_be_good() {
    let harbor = StandIn::of(&["harbor.example"], harbor).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let mut attempt = login(
            RegistryProvider::Custom,
            Some("harbor.example"),
            "robot$ci",
            secret,
        );
        attempt.image = "harbor.example/acme/app:1".parse().ok();
        assert_eq!(harbor.verdict(&attempt).await, expected);
    }
}

/// Gitea offers both ways in two headers, and hands nobody a token of a ghost (gitea, `routers/api/packages/container`).
fn gitea(asked: &Asked) -> Reply {
    match (asked.path(), asked.login().as_deref()) {
        ("/v2/", None) if asked.bearer().is_none() => {
            let mut reply = Reply::challenge(
                r#"Bearer realm="https://git.example/v2/token",service="container_registry",scope="*""#,
            );
            reply
                .1
                .push(r#"www-authenticate: Basic realm="Gitea Container Registry""#.to_owned());
            reply
        }
        ("/v2/token", Some("alice:right")) => Reply::json(200, r#"{"token":"e30.e30.x"}"#),
        ("/v2/token", None) => Reply::json(200, r#"{"token":"e30.ghost.x"}"#),
        _ => Reply::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#),
    }
}

#[tokio::test]
async fn gitea_offers_two_ways_and_gives_ghosts_a_token() {
    let gitea = StandIn::of(&["git.example"], gitea).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let host = Some("git.example");
        let attempt = login(RegistryProvider::Custom, host, "alice", secret);
        assert_eq!(gitea.verdict(&attempt).await, expected);
    }
}

/// Nexus writes its scheme in capitals (nexus-public, `NexusAuthenticationFilter`).
fn nexus(asked: &Asked) -> Reply {
    match asked.login().as_deref() {
        Some("alice:right") => Reply::json(200, "{}"),
        _ => Reply::challenge(r#"BASIC realm="Sonatype Nexus Repository Manager""#),
    }
}

#[tokio::test]
async fn nexus_writes_its_scheme_in_capitals() {
    let nexus = StandIn::of(&["nexus.example"], nexus).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let host = Some("nexus.example");
        let attempt = login(RegistryProvider::Custom, host, "alice", secret);
        assert_eq!(nexus.verdict(&attempt).await, expected);
    }
}

/// Quay offers both in one line (quay, `endpoints/v2`).
fn quay(asked: &Asked) -> Reply {
    match (asked.path(), asked.login().as_deref()) {
        ("/v2/", None) => Reply::challenge(
            r#"Basic realm="quay.example", Bearer realm="https://quay.example/v2/auth",service="quay.example""#,
        ),
        ("/v2/auth", Some("org+robot:right")) => Reply::json(200, r#"{"token":"a.b.c"}"#),
        _ => Reply::json(401, r#"{"error":"Invalid Username or Password"}"#),
    }
}

#[tokio::test]
async fn quay_offers_two_ways_in_one_line() {
    let quay = StandIn::of(&["quay.example"], quay).await;
    for (secret, expected) in [("right", Verdict::Verified), ("wrong", Verdict::Rejected)] {
        let host = Some("quay.example");
        let attempt = login(RegistryProvider::Custom, host, "org+robot", secret);
        assert_eq!(quay.verdict(&attempt).await, expected);
    }
}
