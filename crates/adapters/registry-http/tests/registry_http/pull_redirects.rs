//! Registries that say that what is pulled is somewhere else.

use std::time::Instant;

use pullkey_registry::{Doubt, Obstacle, Pull, PullError};

use crate::{
    pulls::{
        MANIFEST, MANIFEST_DIGEST, RIGHT, blob, description, elsewhere, fetched, manifest, of,
        pull, refused,
    },
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
const STORE: &str = "store.example";

fn any() -> Pull {
    pull(REGISTRY, None, RIGHT)
}

/// A registry that takes the password and sends whoever has it there, and a store that has the manifest for anybody.
async fn sending(location: &str) -> StandIn {
    let location = location.to_owned();
    let answering = move |asked: &Asked| match (asked.host(), asked.path(), asked.login()) {
        (REGISTRY, "/there", Some(_)) | (STORE, _, _) => Reply::json(200, MANIFEST),
        (_, _, None) => Reply::challenge(r#"Basic realm="x""#),
        (_, "/v2/", _) => Reply::json(200, "{}"),
        _ => Reply(307, vec![format!("location: {location}")], String::new()),
    };
    StandIn::of(&[REGISTRY, STORE], answering).await
}

#[tokio::test]
async fn a_blob_elsewhere_is_left_to_the_client_with_the_whole_address() {
    for address in [
        "https://store.example/b?X-Amz-Signature=a%2Fb&c=d",
        // Whatever is public, on whatever port.
        "https://store.example:8443/b",
        "https://registry.example:8443/b",
        "https://93.184.215.14/b?sig=x",
        "https://[2606:4700::1111]/b",
    ] {
        let stand_in = sending(address).await;
        for pull in [of(blob(), any()), description(of(blob(), any()))] {
            assert_eq!(elsewhere(&stand_in.registry, &pull).await, address);
        }
        assert_eq!(stand_in.asked_of(REGISTRY).len(), stand_in.asked().len());
    }
}

#[tokio::test]
async fn nobody_is_sent_into_their_own_network_or_to_no_place_at_all() {
    for location in [
        "http://store.example/b",
        "http://registry.example/b",
        "https://10.1.2.3/b",
        "https://127.0.0.1/b",
        "https://2130706433/b",
        "https://0x7f.1/b",
        "https://0.0.0.0/b",
        "https://169.254.169.254/latest/meta-data",
        "https://169.254.169.254:8443/b",
        "https://100.64.1.1/b",
        "https://[::1]/b",
        "https://[fe80::1]/b",
        "https://[fd00::1]/b",
        "https://[::ffff:10.0.0.1]/b",
        "https://[::ffff:7f00:1]:8443/b",
        "https://[64:ff9b::a00:1]/b",
        "https://localhost/b",
        "https://localhost:8443/b",
        "https://localhost./b",
        "https://10.0.0.1./b",
        "//10.0.0.1/b",
        r"\\10.0.0.1\b",
        "https:10.0.0.1/b",
        "https://intranet/b",
        "https://store.example./b",
        "https://user@store.example/b",
        "https://user:password@registry.example/b",
        "javascript:alert(1)",
        "data:text/plain,b",
        "file:///etc/passwd",
        "ftp://store.example/b",
        "https://",
        "https://[::1/b",
        "https://sto re.example/b",
        "https://störe.example/b",
    ] {
        let stand_in = sending(location).await;
        for part in [blob(), manifest("1")] {
            for pull in [of(part.clone(), any()), description(of(part, any()))] {
                let refused = refused(&stand_in.registry, &pull).await;
                assert_eq!(refused, PullError::Misdirected, "{location}");
            }
        }
        assert_eq!(stand_in.asked_of(REGISTRY).len(), stand_in.asked().len());
    }
}

#[tokio::test]
async fn a_redirect_that_says_no_place_leads_nowhere() {
    for status in [301, 302, 303, 307, 308] {
        let stand_in = StandIn::of(&[REGISTRY], move |asked: &Asked| match asked.path() {
            "/v2/" => Reply::json(200, "{}"),
            _ => Reply(status, Vec::new(), String::new()),
        });
        let stand_in = stand_in.await;
        for part in [blob(), manifest("1")] {
            let refused = refused(&stand_in.registry, &of(part, any())).await;
            assert_eq!(refused, PullError::Misdirected);
        }
    }
}

#[tokio::test]
async fn redirects_within_the_registry_are_followed_with_the_login() {
    for location in [
        "/there?x=y",
        "../../../../there?x=y",
        "//registry.example/there?x=y",
        "https://registry.example/there?x=y",
        "https://registry.example:443/there?x=y",
        "HTTPS://REGISTRY.EXAMPLE/there?x=y#z",
    ] {
        let stand_in = sending(location).await;
        for part in [blob(), manifest(MANIFEST_DIGEST)] {
            let (_, bytes) = fetched(&stand_in.registry, &of(part, any())).await.unwrap();
            assert_eq!(bytes, MANIFEST.as_bytes());
        }
        let asked = stand_in.asked();
        let last = asked.last().unwrap();
        assert_eq!(
            (last.host(), last.target.as_str()),
            (REGISTRY, "/there?x=y")
        );
        assert_eq!(last.login().unwrap(), format!("alice:{RIGHT}"));
    }
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    for (count, is_fetched) in [(3, true), (4, false)] {
        let stand_in = StandIn::of(&[REGISTRY], move |asked: &Asked| {
            let hop = asked
                .path()
                .strip_prefix("/hop/")
                .map(|it| it.parse().unwrap());
            match (asked.path(), hop) {
                ("/v2/", _) => Reply::json(200, MANIFEST),
                (_, Some(hop)) if hop == count => Reply::json(200, MANIFEST),
                (_, hop) => {
                    let next = format!("location: /hop/{}", hop.unwrap_or(0) + 1);
                    Reply(302, vec![next], String::new())
                }
            }
        });
        let stand_in = stand_in.await;
        for part in [blob(), manifest("1")] {
            let result = fetched(&stand_in.registry, &of(part, any())).await;
            let result = result.map(|(_, bytes)| bytes);
            let expected = is_fetched.then(|| MANIFEST.as_bytes().to_vec());
            assert_eq!(result, expected.ok_or(PullError::Misdirected));
        }
    }
    let stand_in = sending("").await;
    let refused = refused(&stand_in.registry, &of(blob(), any())).await;
    assert_eq!(refused, PullError::Misdirected);
    let blobs = stand_in.asked();
    assert_eq!(
        blobs
            .iter()
            .filter(|it| it.path().contains("/blobs/"))
            .count(),
        4
    );
}

#[tokio::test]
async fn a_manifest_elsewhere_is_fetched_there_without_the_login() {
    let stand_in = sending("https://store.example/manifest?sig=x").await;
    for version in ["1", MANIFEST_DIGEST] {
        let pull = of(manifest(version), any());
        let (_, bytes) = fetched(&stand_in.registry, &pull).await.unwrap();
        assert_eq!(bytes, MANIFEST.as_bytes());
    }
    let stored = stand_in.asked_of(STORE);
    assert_eq!(stored.len(), 2);
    for asked in stored {
        assert_eq!(asked.header("authorization"), None);
        assert_eq!(asked.target, "/manifest?sig=x");
    }
    let other = format!("sha256:{}", "0".repeat(64));
    let refused = refused(&stand_in.registry, &of(manifest(&other), any())).await;
    assert_eq!(refused, PullError::Mismatched);
}

/// A store that answers with this to whatever is asked of it.
async fn store_of(reply: impl Fn() -> Reply + Send + Sync + 'static) -> StandIn {
    StandIn::of(&[REGISTRY, STORE], move |asked: &Asked| {
        match (asked.host(), asked.path(), asked.login()) {
            (STORE, ..) => reply(),
            (_, _, None) => Reply::challenge(r#"Basic realm="x""#),
            (_, "/v2/", _) => Reply::json(200, "{}"),
            (_, "/v2/acme/other/manifests/1", _) => Reply::json(200, MANIFEST),
            _ => Reply(
                307,
                vec!["location: https://store.example/m".to_owned()],
                String::new(),
            ),
        }
    })
    .await
}

#[tokio::test]
async fn a_store_that_asks_for_a_login_gets_none_and_is_no_reason_to_doubt_it() {
    for challenge in [
        r#"Basic realm="x""#,
        r#"Bearer realm="https://registry.example/token",service="x""#,
        "Negotiate",
    ] {
        let stand_in = store_of(move || Reply::challenge(challenge)).await;
        for _ in 0..3 {
            assert_eq!(
                refused(&stand_in.registry, &any()).await,
                PullError::NoAccess
            );
        }
        let stored = stand_in.asked_of(STORE);
        assert!(stored.iter().all(|it| it.header("authorization").is_none()));
        assert_eq!(stored.len(), 3);
        assert_eq!(
            stand_in
                .asked_of(REGISTRY)
                .iter()
                .filter(|it| it.path() == "/v2/")
                .count(),
            2
        );
    }
}

#[tokio::test]
async fn a_store_that_fails_is_told_from_a_registry_that_cannot_be_reached() {
    let failed = Obstacle::Inconclusive(Doubt::RegistryFailed);
    // Where its name leads may not be connected to, which looks as if nobody was there.
    let stand_in = sending("https://unknown.example/m").await;
    let began = Instant::now();
    assert_eq!(
        refused(&stand_in.registry, &any()).await,
        failed.clone().into()
    );
    assert!(began.elapsed().as_secs() >= 1);
    let stand_in = store_of(|| Reply::json(503, "{}")).await;
    assert_eq!(refused(&stand_in.registry, &any()).await, failed.into());
}
