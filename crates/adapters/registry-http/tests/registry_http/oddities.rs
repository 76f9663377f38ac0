//! Whatever answers in a way that no registry should. All of it is made up, but where a source stands beside it.

use pullkey_domain::credential::RegistryProvider;
use pullkey_registry::{Barrier, Doubt, Obstacle, Unfit, Verdict};

use crate::stand_in::{Asked, Reply, StandIn, login};

/// The host says what is answered.
fn odd(asked: &Asked) -> Reply {
    let bearer = |realm: &str| Reply::challenge(&format!(r#"Bearer realm="{realm}",service="x""#));
    match (asked.host(), asked.path()) {
        ("html.example", _) => Reply(
            200,
            vec!["content-type: text/html".to_owned()],
            "<html>".to_owned(),
        ),
        ("moved.example", _) => Reply(
            301,
            vec!["location: https://html.example/v2/".to_owned()],
            String::new(),
        ),
        ("missing.example", _) => Reply::json(404, "{}"),
        ("forbidden.example", _) => Reply::json(403, "{}"),
        ("failing.example", _) => Reply::json(503, "{}"),
        // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes, TOOMANYREQUESTS
        ("limited.example", _) => Reply::json(429, "{}"),
        ("secret.example", _) => Reply::challenge(r#"Digest realm="x", nonce="y""#),
        // https://github.com/sameersbn/docker-gitlab/issues/754 has a realm without TLS
        ("plain.example", _) => bearer("http://plain.example/token"),
        ("astray.example", _) => bearer("http://html.example/token"),
        ("user.example", _) => bearer("https://alice:x@user.example/token"),
        ("nowhere.example", _) => bearer("nowhere"),
        ("thief.example", _) => bearer("https://html.example/token"),
        ("injected.example", "/v2/") => bearer("https://injected.example/token"),
        ("injected.example", _) => Reply::json(200, r#"{"token":"a\r\nx-injected: b"}"#),
        ("stumbling.example", "/v2/") => bearer("https://stumbling.example/token"),
        ("walled.example", _) if asked.login().is_some() => Reply::json(403, "{}"),
        ("website.example", _) if asked.login().is_some() => Reply(
            200,
            vec!["content-type: text/html".to_owned()],
            "<html>".to_owned(),
        ),
        ("walled.example" | "website.example", _) => Reply::challenge(r#"Basic realm="x""#),
        ("long.example", "/v2/") => bearer(&format!("https://long.example/{}", "x".repeat(2_048))),
        _ => Reply::json(500, "{}"),
    }
}

/// They are odd only to whoever logged in.
const TRUSTED: [&str; 4] = [
    "injected.example",
    "stumbling.example",
    "walled.example",
    "website.example",
];

#[tokio::test]
async fn odd_answers_have_verdicts_and_get_no_login() {
    let failed = Verdict::Failed;
    let doubt = |doubt| failed(Obstacle::Inconclusive(doubt));
    for (host, expected) in [
        ("html.example", failed(Obstacle::NotARegistry)),
        ("moved.example", failed(Obstacle::NotARegistry)),
        ("missing.example", failed(Obstacle::NotARegistry)),
        ("forbidden.example", doubt(Doubt::Forbidden)),
        ("failing.example", doubt(Doubt::RegistryFailed)),
        ("limited.example", failed(Obstacle::RateLimited)),
        (
            "secret.example",
            failed(Obstacle::Unsupported(Unfit::Scheme)),
        ),
        (
            "plain.example",
            failed(Obstacle::NotAllowed {
                host: "plain.example:80".parse().unwrap(),
                barrier: Barrier::Plain,
            }),
        ),
        (
            "astray.example",
            failed(Obstacle::RealmNotTrusted {
                realm: "html.example:80".parse().unwrap(),
            }),
        ),
        ("user.example", failed(Obstacle::RealmUnusable)),
        ("nowhere.example", failed(Obstacle::RealmUnusable)),
        (
            "thief.example",
            failed(Obstacle::RealmNotTrusted {
                realm: "html.example".parse().unwrap(),
            }),
        ),
        ("injected.example", doubt(Doubt::OddAnswer)),
        ("stumbling.example", doubt(Doubt::RegistryFailed)),
        ("walled.example", doubt(Doubt::Forbidden)),
        ("website.example", failed(Obstacle::NotARegistry)),
        ("long.example", failed(Obstacle::RealmUnusable)),
    ] {
        // Where the login would be led to can be reached, too.
        let names = [host, "html.example"];
        let names = if host == "html.example" {
            &names[1..]
        } else {
            &names
        };
        let stand_in = StandIn::of(names, odd).await;
        let attempt = login(RegistryProvider::Custom, Some(host), "alice", "right");
        assert_eq!(stand_in.verdict(&attempt).await, expected, "{host}");
        assert_eq!(
            stand_in.logins().is_empty(),
            !TRUSTED.contains(&host),
            "{host}"
        );
        let injected = |it: &Asked| it.header("x-injected").is_some();
        assert!(!stand_in.asked().iter().any(injected));
    }
}

#[tokio::test]
async fn a_known_provider_that_names_another_realm_is_not_told_to_be_believed() {
    fn elsewhere(asked: &Asked) -> Reply {
        Reply::challenge(match asked.host() {
            "ghcr.io" => r#"Bearer realm="https://thief.example/token",service="x""#,
            _ => r#"Bearer realm="http://auth.docker.io/token",service="x""#,
        })
    }
    let names = ["ghcr.io", "thief.example", "registry-1.docker.io"];
    let stand_in = StandIn::of(&names, elsewhere).await;
    for (provider, realm) in [
        (RegistryProvider::GitHub, "thief.example"),
        // Nobody should be told to allow a known provider without TLS.
        (RegistryProvider::DockerHub, "auth.docker.io:80"),
    ] {
        let attempt = login(provider, None, "octocat", "right");
        let realm = realm.parse().unwrap();
        let verdict = stand_in.verdict(&attempt).await;
        assert!(!verdict.to_string().contains("token_host"));
        assert_eq!(
            verdict,
            Verdict::Failed(Obstacle::RealmNotExpected { realm })
        );
    }
    assert!(stand_in.logins().is_empty());
}
