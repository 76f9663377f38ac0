//! Manifests that are not what was asked for, or not all of it.

use pullkey_domain::id::CompanyId;
use pullkey_registry::{Doubt, ImageSource, Obstacle, Part, Pull, PullError};

use crate::{
    pulls::{
        MANIFEST, MANIFEST_DIGEST, RIGHT, description, fetched, manifest, of, pull, refused, tags,
    },
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
const SHA512: &str = "sha512:63f87a5b21b700711f6dd1cabacfdea21e33fb2fb220d00be07d7fcd1de3f085e5b7ee51c25be6b9a5f054d904f36da93e0fff53fdd5fb223acd8075bc5ff465";

async fn stage(reply: impl Fn() -> Reply + Send + Sync + 'static) -> StandIn {
    StandIn::of(&[REGISTRY], move |asked: &Asked| match asked.path() {
        "/v2/" => Reply::json(200, "{}"),
        _ => reply(),
    })
    .await
}

fn a(part: Part) -> Pull {
    of(part, pull(REGISTRY, None, RIGHT))
}

/// The same digits but for the last.
fn other(digest: &str) -> String {
    let last = if digest.ends_with('0') { "1" } else { "0" };
    format!("{}{last}", &digest[..digest.len() - 1])
}

#[tokio::test]
async fn a_manifest_has_the_digest_that_was_asked_for_or_is_not_passed_on() {
    let stand_in = stage(|| Reply::json(200, MANIFEST)).await;
    for digest in [MANIFEST_DIGEST, SHA512] {
        let (described, bytes) = fetched(&stand_in.registry, &a(manifest(digest)))
            .await
            .unwrap();
        assert_eq!(
            (described.digest, bytes.as_slice()),
            (None, MANIFEST.as_bytes())
        );
        let refused = refused(&stand_in.registry, &a(manifest(&other(digest)))).await;
        assert_eq!(refused, PullError::Mismatched);
    }
}

#[tokio::test]
async fn a_registry_that_tells_another_digest_is_not_believed() {
    for digest in [MANIFEST_DIGEST, SHA512] {
        let told = other(digest);
        let stand_in = stage(move || {
            Reply::json(200, MANIFEST).with(&format!("docker-content-digest: {told}"))
        });
        let stand_in = stand_in.await;
        for pull in [a(manifest(digest)), description(a(manifest(digest)))] {
            assert_eq!(
                refused(&stand_in.registry, &pull).await,
                PullError::Mismatched
            );
        }
        // Of a tag, nobody asked for any.
        fetched(&stand_in.registry, &a(manifest("1")))
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn more_than_four_mebibytes_are_not_read() {
    const MOST: usize = 4 * 1024 * 1024;
    for (size, is_fetched) in [(MOST, true), (MOST + 1, false)] {
        for is_told in [true, false] {
            let body = "x".repeat(size);
            let text = format!("{size:x}\r\n{body}\r\n0\r\n\r\n");
            let head = "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n";
            let stand_in = stage(move || {
                if is_told {
                    Reply::json(200, &body)
                } else {
                    Reply::cut(&format!("{head}{text}"))
                }
            });
            let stand_in = stand_in.await;
            for part in [manifest("1"), tags(None)] {
                match (is_fetched, fetched(&stand_in.registry, &a(part)).await) {
                    (true, Ok((_, bytes))) => assert_eq!(bytes.len(), size),
                    (false, Err(error)) => assert_eq!(error, PullError::TooLarge),
                    (_, other) => panic!("{size} {is_told}: {:?}", other.map(|it| it.0)),
                }
            }
        }
    }
}

#[tokio::test]
async fn a_company_holds_no_more_of_large_answers_than_a_quarter_of_the_room() {
    const LARGE: usize = 4 * 1024 * 1024;
    let stand_in = stage(|| Reply::json(200, &"x".repeat(LARGE))).await;
    let answer = |company: usize| {
        let mut pull = a(manifest("1"));
        let company = format!("00000000-0000-4000-8000-{company:0>12}");
        pull.binding.company = CompanyId::parse(&company).unwrap();
        let registry = &stand_in.registry;
        async move { registry.fetch(&pull).await }
    };
    let mut held = Vec::new();
    for _ in 0..8 {
        held.push(answer(1).await.unwrap());
    }
    assert_eq!(answer(1).await.err(), Some(PullError::NoRoom));
    assert!(answer(2).await.is_ok());
    held.pop();
    assert!(answer(1).await.is_ok());
}

#[tokio::test]
async fn endless_manifests_end() {
    let head = "HTTP/1.1 200 X\r\ncontent-length: 9999999999\r\n\r\n";
    let stand_in = stage(|| Reply::endless(head)).await;
    assert_eq!(
        refused(&stand_in.registry, &a(manifest("1"))).await,
        PullError::TooLarge
    );
    assert!(stand_in.taken() < 32 * 1024 * 1024, "{}", stand_in.taken());
}

#[tokio::test]
async fn a_manifest_that_is_cut_off_is_none() {
    for head in [
        "content-length: 100\r\n\r\n",
        "transfer-encoding: chunked\r\n\r\n40\r\n",
        "transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n",
        // To the end of the connection, which TLS says is none.
        "connection: close\r\n\r\n",
    ] {
        let text = format!("HTTP/1.1 200 X\r\n{head}{{\"schemaVersion\"");
        let text = text.replace("{}\r\n{\"schemaVersion\"", "{}\r\n");
        let stand_in = stage(move || Reply::cut(&text)).await;
        let failed = Obstacle::Inconclusive(Doubt::RegistryFailed);
        let refused = refused(&stand_in.registry, &a(manifest("1"))).await;
        assert_eq!(refused, failed.into(), "{head}");
    }
}
