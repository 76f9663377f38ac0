//! What is passed on of what a client and a registry say.

use std::fmt::Write;

use pullkey_domain::image::{Digest, Version};
use pullkey_registry::{Description, ImageSource, Part, Pull, PullError};

use crate::{
    pulls::{
        MANIFEST, RIGHT, blob, blob_of, elsewhere, fetched, manifest, of, pull, refused, tags,
    },
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";
const DIGEST: &str = "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

fn any(part: Part) -> Pull {
    of(part, pull(REGISTRY, None, RIGHT))
}

/// A registry that takes the password and says this of all it has.
async fn stage(headers: &'static [&str]) -> StandIn {
    StandIn::of(&[REGISTRY], move |asked: &Asked| {
        let status = if asked.header("range").is_some() {
            206
        } else {
            200
        };
        match (asked.path(), asked.login()) {
            (_, None) => Reply::challenge(r#"Basic realm="x""#),
            ("/v2/", _) => Reply::json(200, "{}").with("set-cookie: a=b"),
            _ => Reply(
                status,
                headers.iter().map(|it| (*it).to_owned()).collect(),
                MANIFEST.to_owned(),
            ),
        }
    })
    .await
}

#[tokio::test]
async fn what_the_client_reads_is_asked_for_as_it_says_it_and_nothing_else_is_sent() {
    let stand_in = stage(&["set-cookie: c=d"]).await;
    let accepted = [
        "application/vnd.oci.image.index.v1+json, */*;q=0.1",
        "application/json",
    ];
    let part = Part::Manifest {
        version: Version::parse("1").unwrap(),
        accepted: accepted.map(str::to_owned).to_vec(),
    };
    for _ in 0..2 {
        fetched(&stand_in.registry, &any(part.clone()))
            .await
            .unwrap();
    }
    let asked = stand_in.asked();
    let asked = asked.last().unwrap();
    let accept = asked.headers.iter().filter(|(name, _)| name == "accept");
    let accept: Vec<_> = accept.map(|(_, value)| value.as_str()).collect();
    assert_eq!(accept, accepted);
    let mut names: Vec<_> = asked
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "accept",
            "accept",
            "accept-encoding",
            "authorization",
            "host",
            "user-agent"
        ]
    );
    assert_eq!(asked.header("accept-encoding"), Some("identity"));
}

#[tokio::test]
async fn what_comes_packed_is_not_passed_on() {
    for (header, is_taken) in [
        (&["content-encoding: gzip"], false),
        (&["content-encoding: identity"], true),
    ] {
        let stand_in = stage(header).await;
        for part in [manifest("1"), blob()] {
            let fetched = fetched(&stand_in.registry, &any(part)).await;
            assert_eq!(fetched.is_ok(), is_taken, "{header:?}");
        }
    }
}

#[tokio::test]
async fn which_bytes_a_client_asks_for_is_passed_on_and_what_comes_is_told() {
    let stand_in = stage(&[
        "content-range: bytes 0-18/1024",
        "accept-ranges: bytes",
        r#"etag: "x""#,
        "docker-content-digest: sha256:b",
        "content-type: application/octet-stream",
    ]);
    let stand_in = stand_in.await;
    let part = blob_of(DIGEST, Some("bytes=0-18"));
    let (described, bytes) = fetched(&stand_in.registry, &any(part)).await.unwrap();
    assert_eq!(bytes, MANIFEST.as_bytes());
    let expected = Description {
        media_type: Some("application/octet-stream".to_owned()),
        length: Some(19),
        range: Some("bytes 0-18/1024".to_owned()),
        accepted_ranges: Some("bytes".to_owned()),
        digest: Some("sha256:b".to_owned()),
        entity_tag: Some(r#""x""#.to_owned()),
        annotations: Vec::new(),
        next: None,
    };
    assert_eq!(described, expected);
    let asked = stand_in.asked();
    assert_eq!(asked.last().unwrap().header("range"), Some("bytes=0-18"));
}

#[tokio::test]
async fn what_the_specification_names_is_passed_on_eight_times_at_most() {
    let stand_in = stage(&[
        "OCI-Namespace: registry.example",
        "oci-subject: sha256:x",
        "oci-c: 3",
        "oci-d: 4",
        "oci-e: é",
        "oci-f: 6",
        "oci-g: 7",
        "oci-h: 8",
        "oci-i: 9",
        "oci-j: 10",
        "x-oci: no",
        "set-cookie: no=no",
    ]);
    let stand_in = stand_in.await;
    let (described, _) = fetched(&stand_in.registry, &any(blob())).await.unwrap();
    let names: Vec<_> = described
        .annotations
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        described.annotations[0],
        ("oci-namespace".to_owned(), "registry.example".to_owned())
    );
    assert_eq!(names.len(), 8);
    assert!(
        names
            .iter()
            .all(|name| name.starts_with("oci-") && *name != "oci-e")
    );
}

#[tokio::test]
async fn what_is_not_plain_text_is_left_out() {
    let stand_in = stage(&[
        "content-type: text/é",
        "content-range: é",
        "accept-ranges: é",
        "docker-content-digest: é",
        "etag: é",
        "oci-x: é",
        "link: é",
        "link: <?last=b>; rel=next",
    ]);
    let stand_in = stand_in.await;
    let (described, _) = fetched(&stand_in.registry, &any(tags(None))).await.unwrap();
    let expected = Description {
        length: Some(19),
        next: Some("last=b".to_owned()),
        ..Description::default()
    };
    assert_eq!(described, expected);
}

#[tokio::test]
async fn the_query_of_a_list_is_passed_on_as_it_is_and_that_of_its_next_page_told() {
    let stand_in = stage(&[r#"link: </v2/acme/app/tags/list?last=b%2Fc&n=2>; rel="next""#]).await;
    for query in ["n=2", "last=a%2Fb&n=2", "n=2&last=a+b", "n=%C3%A9", "", "x"] {
        let (described, _) = fetched(&stand_in.registry, &any(tags(Some(query))))
            .await
            .unwrap();
        assert_eq!(described.next.as_deref(), Some("last=b%2Fc&n=2"));
        let asked = stand_in.asked();
        let target = &asked.last().unwrap().target;
        assert_eq!(*target, format!("/v2/acme/app/tags/list?{query}"));
    }
    let stand_in =
        stage(&[r#"link: <https://other.example/v2/acme/app/tags/list?last=b>; rel="next""#]).await;
    let (described, _) = fetched(&stand_in.registry, &any(tags(None))).await.unwrap();
    assert_eq!(described.next, None);
}

#[tokio::test]
async fn what_refers_to_a_manifest_is_asked_for_by_its_digest() {
    let stand_in = stage(&[]).await;
    let part = Part::Referrers {
        subject: Digest::parse(DIGEST).unwrap(),
        query: Some("artifactType=a%2Fb".to_owned()),
    };
    fetched(&stand_in.registry, &any(part)).await.unwrap();
    let asked = stand_in.asked();
    let target = format!("/v2/acme/app/referrers/{DIGEST}?artifactType=a%2Fb");
    assert_eq!(asked.last().unwrap().target, target);
}

#[tokio::test]
async fn nothing_secret_is_shown_by_what_is_asked_and_answered() {
    let stand_in = StandIn::of(&[REGISTRY], |asked: &Asked| {
        match (asked.path(), asked.login()) {
            (_, None) => Reply::challenge(r#"Basic realm="x""#),
            ("/v2/", _) => Reply::json(200, "{}"),
            (path, _) if path.contains("/blobs/") => Reply(
                307,
                vec!["location: https://cdn.example/b?sig=signed-secret".to_owned()],
                String::new(),
            ),
            (path, _) if path.contains("/tags/") => Reply(
                307,
                vec!["location: https://cdn/b?sig=signed-secret".to_owned()],
                String::new(),
            ),
            _ => Reply::json(200, "signed-secret"),
        }
    });
    let stand_in = stand_in.await;
    let pulls = [any(blob()), any(tags(None)), pull(REGISTRY, None, RIGHT)];
    let mut shown = format!("{pulls:?}");
    assert_eq!(
        elsewhere(&stand_in.registry, &pulls[0]).await,
        "https://cdn.example/b?sig=signed-secret"
    );
    for pull in &pulls {
        match stand_in.registry.fetch(pull).await {
            Ok(fetched) => write!(shown, "{fetched:?}").unwrap(),
            Err(error) => write!(shown, "{error:?} {error}").unwrap(),
        }
    }
    assert!(matches!(
        refused(&stand_in.registry, &pulls[1]).await,
        PullError::Misdirected
    ));
    let logins = stand_in.asked();
    let mut logins = logins.iter().filter_map(|it| it.header("authorization"));
    let pair = logins.next().unwrap().trim_start_matches("Basic ");
    for secret in [RIGHT, pair, "signed-secret", "sig="] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("SignedAddress") && shown.contains("Whole"));
}
