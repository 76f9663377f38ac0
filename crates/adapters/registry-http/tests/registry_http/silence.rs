//! Whoever takes a request and does not answer it.

use std::time::{Duration, Instant};

use pullkey_domain::credential::{RegistryPlace, RegistryProvider};
use pullkey_registry::{Doubt, LoginAttempt, Obstacle, Verdict};

use crate::stand_in::{Asked, Reply, StandIn, login, pulling};

const TOKENS: &str = "tokens.example";
const AMAZON: &str = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
const API: &str = "api.ecr.eu-central-1.amazonaws.com";

/// The host of the registry says who is silent; of a realm, its path does.
fn silent(asked: &Asked) -> Reply {
    let password = asked.login();
    let password = password.as_deref().and_then(|it| it.split_once(':'));
    match (asked.host(), asked.path()) {
        (AMAZON, _) => Reply::challenge(r#"Basic realm="x""#),
        (host @ ("realm.example" | "control.example" | "image.example"), "/v2/") => {
            Reply::challenge(&format!(r#"Bearer realm="https://{TOKENS}/{host}""#))
        }
        (TOKENS, "/image.example" | "/control.example") => match password {
            Some((_, "right")) => Reply::json(200, r#"{"token":"opaque"}"#),
            _ if asked.path() == "/control.example" => Reply::never(),
            _ => Reply::json(401, "{}"),
        },
        _ => Reply::never(),
    }
}

fn attempt(host: &str) -> LoginAttempt {
    if host == AMAZON {
        return login(RegistryProvider::Ecr, Some(host), "AKIAEXAMPLE", "right");
    }
    let mut attempt = login(RegistryProvider::Custom, Some(host), "alice", "right");
    let [host, token_host] = [host, TOKENS].map(|it| it.parse().ok());
    attempt.place = RegistryPlace::of(RegistryProvider::Custom, host, token_host).unwrap();
    attempt
}

#[tokio::test]
async fn a_verification_ends_within_ten_seconds_and_tells_who_was_silent() {
    let timeout = |host: &str| {
        Verdict::Failed(Obstacle::Timeout {
            host: host.parse().unwrap(),
        })
    };
    let ended = [
        ("registry.example", timeout("registry.example")),
        ("realm.example", timeout(TOKENS)),
        (
            "control.example",
            Verdict::Failed(Obstacle::Inconclusive(Doubt::Unproved)),
        ),
        ("image.example", timeout("image.example")),
        (AMAZON, timeout(API)),
    ]
    .map(|(host, expected)| async move {
        let stand_in = StandIn::of(&[host, TOKENS, API], silent).await;
        let mut attempt = attempt(host);
        if host == "image.example" {
            attempt = pulling(attempt, "image.example/acme/app:1");
        }
        let began = Instant::now();
        assert_eq!(stand_in.verdict(&attempt).await, expected, "{host}");
        assert!(began.elapsed() <= Duration::from_millis(10_500), "{host}");
        // A control that was cut off is not tried again.
        if host == "control.example" {
            assert_eq!(stand_in.verdict(&attempt).await, expected);
            assert_eq!(stand_in.logins().len(), 3);
        }
    });
    for ended in ended.map(tokio::spawn) {
        ended.await.unwrap();
    }
}
