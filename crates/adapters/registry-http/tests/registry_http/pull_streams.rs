//! Blobs, which come piece by piece.

use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use pullkey_registry::{Body, Content, Fetched, ImageSource, Pieces, Pull};
use tokio::time::sleep;

use crate::{
    pulls::{RIGHT, blob, fetched, of, pull},
    stand_in::{Asked, Reply, StandIn},
};

const REGISTRY: &str = "registry.example";

async fn stage(reply: impl Fn() -> Reply + Send + Sync + 'static) -> StandIn {
    StandIn::of(&[REGISTRY], move |asked: &Asked| match asked.path() {
        "/v2/" => Reply::json(200, "{}"),
        _ => reply(),
    })
    .await
}

fn any() -> Pull {
    of(blob(), pull(REGISTRY, None, RIGHT))
}

async fn pieces(stand_in: &StandIn) -> Pieces {
    match stand_in.registry.fetch(&any()).await.unwrap() {
        Fetched::Here(Content {
            body: Body::Pieces(pieces),
            ..
        }) => pieces,
        other => unreachable!("it comes in pieces: {other:?}"),
    }
}

#[tokio::test]
async fn a_blob_that_is_cut_off_ends_with_an_error() {
    for head in [
        "content-length: 100\r\n\r\nshort",
        "transfer-encoding: chunked\r\n\r\n40\r\nshort",
        "transfer-encoding: chunked\r\n\r\n5\r\nshort\r\n",
        "transfer-encoding: chunked\r\n\r\n5\r\nshort\r\nno length\r\n",
        "connection: close\r\n\r\nshort",
    ] {
        let text = format!("HTTP/1.1 200 X\r\n{head}");
        let stand_in = stage(move || Reply::cut(&text)).await;
        let mut all = pieces(&stand_in).await;
        let mut read = Vec::new();
        let error = loop {
            match all.next().await.expect("it does not end silently") {
                Ok(piece) => read.extend(piece),
                Err(error) => break error,
            }
        };
        assert_eq!(read, b"short", "{head}");
        assert!(!format!("{error} {error:?}").contains("short"));
        assert!(all.next().await.is_none());
    }
}

#[tokio::test]
async fn a_blob_is_as_long_as_it_is_said_to_be_and_no_longer() {
    let text = "HTTP/1.1 200 X\r\ncontent-length: 5\r\n\r\nwhole and more";
    let stand_in = stage(move || Reply::cut(text)).await;
    let (described, bytes) = fetched(&stand_in.registry, &any()).await.unwrap();
    assert_eq!(
        (described.length, bytes.as_slice()),
        (Some(5), &b"whole"[..])
    );
}

/// So much fits into the buffers of the system, of TLS and of the client.
const BUFFERED: usize = 16 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_fetches_more_of_a_blob_than_is_taken() {
    let head = "HTTP/1.1 200 X\r\ncontent-length: 99999999999\r\n\r\n";
    let stand_in = stage(|| Reply::endless(head)).await;
    let mut pieces = pieces(&stand_in).await;
    let filled = filled(&stand_in).await;
    assert!(filled < BUFFERED, "{filled}");
    // Whoever takes more gets more, and again no more than that.
    let mut taken = 0;
    while taken < 4 * BUFFERED {
        taken += pieces.try_next().await.unwrap().unwrap().len();
    }
    let more = self::filled(&stand_in).await;
    assert!(more >= 4 * BUFFERED && more - taken < BUFFERED, "{more}");
    // Whoever leaves takes the connection away.
    drop(pieces);
    fetched(&stage(|| Reply::json(200, "x")).await.registry, &any())
        .await
        .unwrap();
}

/// How much the registry could send by the time at which it cannot send more.
async fn filled(stand_in: &StandIn) -> usize {
    let mut before = 0;
    loop {
        sleep(Duration::from_millis(200)).await;
        let taken = stand_in.taken();
        if taken == before && taken > 0 {
            return taken;
        }
        before = taken;
    }
}
