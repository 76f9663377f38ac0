//! Whoever takes a pull and does not answer it, or not to the end.

use std::time::{Duration, Instant};

use pullkey_domain::credential::RegistryHost;
use pullkey_registry::{Obstacle, Pull};

use crate::{
    pulls::{RIGHT, blob, from, of, pull, refused},
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
const TOKENS: &str = "tokens.example";
const STORE: &str = "store.example";

/// The repository says who is silent, and when.
fn silent(asked: &Asked) -> Reply {
    let is_shown = asked.header("authorization").is_some();
    match (asked.host(), asked.path()) {
        ("silent.example" | STORE, _) => Reply::never(),
        (TOKENS, _) if asked.target.contains("realm") => Reply::never(),
        (TOKENS, _) if asked.target.contains("late") => {
            Reply::json(200, r#"{"token":"opaque"}"#).late()
        }
        (TOKENS, _) => Reply::json(200, r#"{"token":"opaque"}"#),
        ("late.example", _) if is_shown => Reply::json(200, "{}").late(),
        ("late.example", _) => Reply::challenge(r#"Bearer realm="https://tokens.example/""#).late(),
        _ if !is_shown => Reply::challenge(r#"Bearer realm="https://tokens.example/""#),
        (_, path) if path.starts_with("/v2/store/") => Reply(
            302,
            vec![format!("location: https://{STORE}/")],
            String::new(),
        ),
        (_, path) if path.starts_with("/v2/told/") => {
            Reply::stalled("HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"schemaVersion\"")
        }
        (_, path) if path.starts_with("/v2/chunked/") => {
            Reply::stalled("HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n")
        }
        _ => Reply::never(),
    }
}

#[tokio::test]
async fn a_pull_ends_within_ten_seconds_and_tells_who_was_silent() {
    let any = |repository: &str| from(repository, pull(REGISTRY, Some(TOKENS), RIGHT));
    let host = |host: &str| pull(host, Some(TOKENS), RIGHT);
    let cases: [(Pull, &str); 8] = [
        (host("silent.example"), "silent.example"),
        // Each answers in time, and all together do not.
        (from("late/app", host("late.example")), "late.example"),
        (any("realm/app"), TOKENS),
        (any("head/app"), REGISTRY),
        (of(blob(), any("head/app")), REGISTRY),
        (any("told/app"), REGISTRY),
        (any("chunked/app"), REGISTRY),
        // A place that the registry names is not told.
        (any("store/app"), REGISTRY),
    ];
    let ended = cases.map(|(pull, host)| {
        tokio::spawn(async move {
            let names = [REGISTRY, "silent.example", "late.example", TOKENS, STORE];
            let stand_in = StandIn::of(&names, silent).await;
            let host = RegistryHost::parse(host).unwrap();
            let began = Instant::now();
            let refused = refused(&stand_in.registry, &pull).await;
            assert_eq!(refused, Obstacle::Timeout { host }.into(), "{pull:?}");
            assert!(began.elapsed() <= Duration::from_millis(10_500));
        })
    });
    for ended in ended {
        ended.await.unwrap();
    }
}
