use std::time::{Duration, Instant};

use actix_web::{
    HttpRequest,
    error::PayloadError,
    http::header,
    web::{Bytes, BytesMut, Payload},
};
use futures_util::StreamExt;
use pullkey_storage::Deadline;
use tokio::time::timeout;

use crate::{
    http::{
        in_flight,
        problem::{Code, Problem},
        sent,
    },
    server,
};

/// The whole body may take this long. The server below has no deadline of its own for it.
const DEADLINE: Duration = Duration::from_secs(8);
const MAX_BYTES: usize = 64 * 1024;

/// Reads the body, within its bounds.
pub(super) async fn read(request: &HttpRequest, payload: Payload) -> Result<Bytes, Problem> {
    let declared = sent::headers(request)
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: usize| length > MAX_BYTES) {
        return Err(too_large());
    }
    server::invite_body(request);
    let began = Instant::now();
    let body = timeout(DEADLINE, whole(payload));
    let body = in_flight::wait_for_client(request, body).await;
    // The time that the client took is not the store's to make up for.
    Deadline::postpone(began.elapsed());
    match body? {
        Ok(Ok(Some(body))) => Ok(body),
        Ok(Ok(None)) => Err(too_large()),
        Ok(Err(_)) if server::is_flooded(request) => Err(too_large()),
        Ok(Err(_)) => Err(Problem::new(
            Code::BodyMalformed,
            "the body ended too early or was cut into broken chunks",
        )),
        Err(_) => Err(Problem::new(
            Code::RequestTimeout,
            "the body must arrive within 8 seconds",
        )),
    }
}

/// All of it; `None` is more than may be. It takes as much memory as has come: actix-web would set 32 KiB aside for each
/// body that is slow to come, and have them wiped again for each that was fast.
async fn whole(mut payload: Payload) -> Result<Option<Bytes>, PayloadError> {
    let mut body = BytesMut::new();
    while let Some(piece) = payload.next().await {
        let piece = piece?;
        if piece.len() > MAX_BYTES - body.len() {
            return Ok(None);
        }
        body.extend_from_slice(&piece);
    }
    Ok(Some(body.freeze()))
}

/// Whether the head tells how long the body is, or waits to be asked for it.
fn is_announced(request: &HttpRequest) -> bool {
    let headers = sent::headers(request);
    headers.contains_key(header::CONTENT_LENGTH) || headers.contains_key(header::EXPECT)
}

/// Whether a body that is sent in chunks has nothing in it, which some proxies make of none. It is not asked for if its
/// sender waits for that, and no more than the first chunk is waited for.
pub(super) async fn is_empty(request: &HttpRequest, mut payload: Payload) -> Result<bool, Problem> {
    if is_announced(request) {
        return Ok(false);
    }
    let began = Instant::now();
    let first = timeout(DEADLINE, payload.next());
    let first = in_flight::wait_for_client(request, first).await;
    Deadline::postpone(began.elapsed());
    Ok(matches!(first?, Ok(None)))
}

fn too_large() -> Problem {
    Problem::new(Code::BodyTooLarge, "the body must be at most 64 KiB")
}
