//! Registries that answer otherwise than with what was asked for.

use std::time::Duration;

use pullkey_registry::{Doubt, Extent, Obstacle, Part, Pull, PullError};

use crate::{
    pulls::{RIGHT, blob, blob_of, manifest, of, pull, refused, tags},
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
/// What nobody but the registry says.
const WORDS: &str = "<script>words-of-the-registry</script>";

fn any(part: Part) -> Pull {
    of(part, pull(REGISTRY, None, RIGHT))
}

async fn stage(status: u16, headers: &'static [&str]) -> StandIn {
    StandIn::of(&[REGISTRY], move |asked: &Asked| {
        let text = |it: &&str| (*it).to_owned();
        match (asked.path(), asked.login()) {
            (_, None) => Reply::challenge(r#"Basic realm="words-of-the-registry""#),
            ("/v2/", _) => Reply::json(200, "{}"),
            _ if status == 204 || status == 304 => {
                Reply::cut(&format!("HTTP/1.1 {status} {WORDS}\r\n\r\n"))
            }
            _ => Reply(status, headers.iter().map(text).collect(), WORDS.to_owned()),
        }
    })
    .await
}

#[tokio::test]
async fn each_status_has_a_meaning_and_nothing_that_the_registry_says_is_repeated() {
    let odd = PullError::from(Obstacle::Inconclusive(Doubt::OddAnswer));
    let failed = PullError::from(Obstacle::Inconclusive(Doubt::RegistryFailed));
    let limited = PullError::RateLimited { retry_after: None };
    for (status, headers, expected) in [
        (403, &[][..], PullError::NoAccess),
        (404, &[], PullError::NotFound),
        (429, &[], limited),
        (500, &[], failed.clone()),
        (502, &[], failed.clone()),
        (503, &["retry-after: 7"], failed),
        (400, &["content-type: text/html"], odd.clone()),
        (405, &[], odd.clone()),
        (410, &[], odd.clone()),
        (204, &[], odd.clone()),
        (201, &[], odd.clone()),
        (
            300,
            &["location: https://words-of-the-registry.example/"],
            odd.clone(),
        ),
        (304, &[], odd),
    ] {
        let stand_in = stage(status, headers).await;
        for part in [blob(), manifest("1"), tags(None)] {
            for extent in [Extent::Content, Extent::Description] {
                let pull = Pull {
                    extent,
                    ..any(part.clone())
                };
                let refused = refused(&stand_in.registry, &pull).await;
                assert_eq!(refused, expected, "{status}");
                let told = format!("{refused} {refused:?}");
                assert!(!told.contains("words-of-the-registry"), "{told}");
            }
        }
    }
}

#[tokio::test]
async fn when_a_registry_takes_requests_again_is_told_in_seconds() {
    // Our own time is 1970 here.
    for (header, seconds) in [
        ("retry-after: 120", Some(120)),
        ("retry-after: 0", Some(0)),
        ("retry-after: Thu, 01 Jan 1970 00:01:30 GMT", Some(90)),
        ("retry-after: Wed, 31 Dec 1969 23:59:30 GMT", Some(0)),
        ("retry-after: soon", None),
        ("retry-after: -1", None),
        ("retry-after: 99999999999999999999999", None),
        ("retry-after: ", None),
        ("x: y", None),
    ] {
        let headers: &'static [&'static str] = Box::leak(Box::new([header]));
        let stand_in = stage(429, headers).await;
        let retry_after = seconds.map(Duration::from_secs);
        let refused = refused(&stand_in.registry, &any(manifest("1"))).await;
        assert_eq!(refused, PullError::RateLimited { retry_after }, "{header}");
    }
}

#[tokio::test]
async fn how_long_a_blob_is_that_has_no_such_bytes_is_told() {
    for (headers, range) in [
        (&["content-range: bytes */1024"][..], Some("bytes */1024")),
        (&[], None),
        (&["content-range: bytes */é"], None),
    ] {
        let stand_in = stage(416, headers).await;
        let part = blob_of(&format!("sha256:{}", "b".repeat(64)), Some("bytes=9999-"));
        let refused = refused(&stand_in.registry, &any(part)).await;
        let range = range.map(str::to_owned);
        assert_eq!(refused, PullError::NoSuchRange { range });
    }
}

#[tokio::test]
async fn a_website_is_no_registry() {
    let stand_in = stage(200, &["content-type: text/html; charset=utf-8"]).await;
    for part in [manifest("1"), tags(None)] {
        for extent in [Extent::Content, Extent::Description] {
            let pull = Pull {
                extent,
                ..any(part.clone())
            };
            let refused = refused(&stand_in.registry, &pull).await;
            assert_eq!(refused, Obstacle::NotARegistry.into());
        }
    }
}

#[tokio::test]
async fn a_part_that_nobody_asked_for_is_nothing_to_pass_on() {
    let odd = PullError::from(Obstacle::Inconclusive(Doubt::OddAnswer));
    let stand_in = stage(206, &["content-range: bytes 0-9/1024"]).await;
    for part in [manifest("1"), tags(None), blob()] {
        assert_eq!(refused(&stand_in.registry, &any(part)).await, odd);
    }
    // One that does not say which it is could be taken for the whole.
    let part = blob_of(&format!("sha256:{}", "b".repeat(64)), Some("bytes=0-9"));
    let stand_in = stage(206, &[]).await;
    assert_eq!(refused(&stand_in.registry, &any(part)).await, odd);
}

#[tokio::test]
async fn what_is_not_http_is_no_registry() {
    let stand_in = StandIn::of(&[REGISTRY], |asked: &Asked| match asked.path() {
        "/v2/" => Reply::json(200, "{}"),
        _ => Reply::cut("SSH-2.0-words-of-the-registry\r\n"),
    });
    let stand_in = stand_in.await;
    for part in [manifest("1"), blob()] {
        let refused = refused(&stand_in.registry, &any(part)).await;
        assert_eq!(refused, Obstacle::NotARegistry.into());
    }
}
