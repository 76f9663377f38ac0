//! Programs that many run, as their source or their users say that they answer. None of them was run here. What stands under
//! no source, or says so, is not verified by us.

use pullkey_domain::credential::RegistryProvider;
use pullkey_registry::{Obstacle, Verdict};

use crate::stand_in::{Asked, Reply, StandIn, login, pulling};

fn harbor(asked: &Asked) -> Reply {
    let is_scoped = asked.target.contains("scope=");
    match (asked.path(), asked.login().as_deref()) {
        // goharbor/harbor@017132611e0d src/server/middleware/v2auth/auth.go
        ("/v2/", None) => Reply::challenge(
            r#"Bearer realm="https://harbor.example/service/token",service="harbor-registry""#,
        ),
        ("/service/token", Some("robot$ci:right")) => {
            Reply::json(200, r#"{"token":"right","expires_in":1800}"#)
        }
        // goharbor/harbor@017132611e0d src/core/service/token/creator.go: with a scope nobody is refused, without one nobody
        // but a known user gets a token
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
    for (secret, expected) in [
        ("right", Verdict::Verified),
        ("wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let host = Some("harbor.example");
        let attempt = login(RegistryProvider::Custom, host, "robot$ci", secret);
        let attempt = pulling(attempt, "harbor.example/acme/app:1");
        assert_eq!(harbor.verdict(&attempt).await, expected);
    }
}

fn gitea(asked: &Asked) -> Reply {
    let realm = format!(r#"realm="https://{}/v2/token""#, asked.host());
    match (asked.path(), asked.login().as_deref()) {
        // go-gitea/gitea@00dbfe2bd95e routers/api/packages/container/container.go, an older one, offers both ways
        ("/v2/", None) if asked.host() == "old.example" => {
            let mut reply = Reply::challenge(&format!("Bearer {realm}"));
            reply.1.push("www-authenticate: Basic".to_owned());
            reply
        }
        // go-gitea/gitea@9548a9a28f92, the same file
        ("/v2/", None) => Reply::challenge(&format!(
            r#"Bearer {realm},service="container_registry",scope="*""#
        )),
        // The same: a token and nothing else, also for the ghost that nobody is
        ("/v2/token", Some("alice:right")) => Reply::json(200, r#"{"token":"e30.e30.x"}"#),
        ("/v2/token", None) => Reply::json(200, r#"{"token":"e30.ghost.x"}"#),
        // That a wrong password is refused, and does not make a ghost, is not verified by us.
        _ => Reply::json(401, r#"{"errors":[{"code":"UNAUTHORIZED"}]}"#),
    }
}

#[tokio::test]
async fn gitea_offers_two_ways_or_one_and_gives_ghosts_a_token() {
    let hosts = ["git.example", "old.example"];
    let gitea = StandIn::of(&hosts, gitea).await;
    for host in hosts {
        for (secret, expected) in [
            ("right", Verdict::Verified),
            ("wrong", Verdict::Failed(Obstacle::Rejected)),
        ] {
            let attempt = login(RegistryProvider::Custom, Some(host), "alice", secret);
            assert_eq!(gitea.verdict(&attempt).await, expected);
        }
    }
}

fn nexus(asked: &Asked) -> Reply {
    match asked.login().as_deref() {
        Some("alice:right") => Reply::json(200, "{}"),
        // https://github.com/sonatype/nexus-public/issues/921
        _ => Reply::challenge(r#"BASIC realm="Sonatype Nexus Repository Manager""#),
    }
}

#[tokio::test]
async fn nexus_writes_its_scheme_in_capitals() {
    let nexus = StandIn::of(&["nexus.example"], nexus).await;
    for (secret, expected) in [
        ("right", Verdict::Verified),
        ("wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let host = Some("nexus.example");
        let attempt = login(RegistryProvider::Custom, host, "alice", secret);
        assert_eq!(nexus.verdict(&attempt).await, expected);
    }
}

fn quay(asked: &Asked) -> Reply {
    match (asked.path(), asked.login().as_deref()) {
        // quay/quay@2307c0bdae1b auth/registry_jwt_auth.py has the second. That Basic stands before it is not verified by us.
        ("/v2/", None) => Reply::challenge(
            r#"Basic realm="quay.example", Bearer realm="https://quay.example/v2/auth",service="quay.example""#,
        ),
        // quay/quay@0488c73d82ef endpoints/v2/v2auth.py: a token and nothing else, and none for a wrong login
        ("/v2/auth", Some("org+robot:right")) => Reply::json(200, r#"{"token":"a.b.c"}"#),
        _ => Reply::json(401, r#"{"error":"Invalid Username or Password"}"#),
    }
}

#[tokio::test]
async fn quay_offers_two_ways_in_one_line() {
    let quay = StandIn::of(&["quay.example"], quay).await;
    for (secret, expected) in [
        ("right", Verdict::Verified),
        ("wrong", Verdict::Failed(Obstacle::Rejected)),
    ] {
        let host = Some("quay.example");
        let attempt = login(RegistryProvider::Custom, host, "org+robot", secret);
        assert_eq!(quay.verdict(&attempt).await, expected);
    }
}
