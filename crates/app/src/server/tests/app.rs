//! The app that the tests serve.

use std::{
    convert::Infallible,
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
    thread,
    time::Duration,
};

use actix_http::body::{BodySize, MessageBody};
use actix_web::{
    HttpRequest, HttpResponse,
    web::{self, Bytes, Data, Payload, ServiceConfig},
};
use tokio::{
    sync::{Notify, oneshot},
    time::sleep,
};

use super::SHORT;
use crate::server::{RequestPhase, invite_body};

static CHUNK: [u8; 64 * 1024] = [b'.'; 64 * 1024];
/// More than the sockets of both sides take without a reader.
pub(super) const BIG: usize = 1024 * CHUNK.len();

/// How long `/waited` keeps its worker.
pub(super) const BUSY: Duration = Duration::from_millis(10);

/// So many requests wait for another thread.
pub(super) const AWAITED: usize = 20;

/// What the tests wait for inside of the server.
#[derive(Default)]
pub(super) struct Observed {
    /// `/slow` or `/endless` has begun.
    pub(super) begun: Notify,
    /// The body of `/big` or `/held` is gone, sent or not.
    pub(super) body_gone: Notify,
    /// Whom `/awaited` waits for.
    awaited: Mutex<Vec<oneshot::Sender<()>>>,
    /// How many of them were answered.
    answered: AtomicUsize,
}

pub(super) fn routes(config: &mut ServiceConfig, observed: Arc<Observed>) {
    config
        .app_data(Data::from(observed))
        .route("/echo/{word}", web::get().to(echo))
        .route("/echo/{word}", web::head().to(echo))
        .route("/slow", web::get().to(slow))
        .route("/endless", web::to(endless))
        .route("/awaited", web::get().to(awaited))
        .route("/turns", web::get().to(turns))
        .route("/waited", web::get().to(waited))
        .route("/big", web::get().to(big))
        .route("/held", web::get().to(held))
        .route("/unauthorized", web::post().to(unauthorized))
        .route("/count", web::post().to(count))
        .route("/count-later", web::post().to(count_later));
}

async fn echo(word: web::Path<String>) -> String {
    word.into_inner()
}

/// Works for longer than any short deadline.
async fn slow(observed: Data<Observed>) -> &'static str {
    observed.begun.notify_one();
    sleep(SHORT * 3).await;
    "slow."
}

/// Keeps its worker from all others for a while, and tells how long it has waited for others.
async fn waited(request: HttpRequest) -> String {
    thread::sleep(BUSY);
    format!("{} ms.", crate::server::waited(&request).as_millis())
}

async fn endless(observed: Data<Observed>) -> &'static str {
    observed.begun.notify_one();
    std::future::pending().await
}

/// Waits for what another thread does.
async fn awaited(observed: Data<Observed>) -> &'static str {
    let (answer, answered) = oneshot::channel();
    observed.awaited.lock().unwrap().push(answer);
    answered.await.unwrap();
    observed.answered.fetch_add(1, Ordering::Relaxed);
    "awaited."
}

/// Has another thread do all of that at once, and tells how many turns it got itself until all have gone on.
async fn turns(observed: Data<Observed>) -> String {
    let mut turns = 0;
    poll_fn(|cx| {
        let mut awaited = observed.awaited.lock().unwrap();
        if awaited.len() == AWAITED {
            let answers = std::mem::take(&mut *awaited);
            let answering = move || answers.into_iter().for_each(|it| it.send(()).unwrap());
            thread::spawn(answering).join().unwrap();
            turns = 0;
        }
        drop(awaited);
        if observed.answered.load(Ordering::Relaxed) == AWAITED {
            return Poll::Ready(());
        }
        turns += 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    format!("{turns} turns.")
}

async fn unauthorized() -> HttpResponse {
    HttpResponse::Unauthorized().body("unauthorized.")
}

/// Reads its body and says how long it was.
async fn count(request: HttpRequest, body: Payload) -> String {
    invite_body(&request);
    let body = body.to_bytes().await.unwrap();
    format!("{} bytes.", body.len())
}

/// As `/count`, after some work.
async fn count_later(request: HttpRequest, body: Payload) -> String {
    sleep(TRICKLE).await;
    count(request, body).await
}

async fn big(observed: Data<Observed>) -> HttpResponse {
    HttpResponse::Ok().body(BigBody::new(observed, None))
}

/// As `/big`, within the phase of the request.
async fn held(request: HttpRequest, observed: Data<Observed>) -> HttpResponse {
    HttpResponse::Ok().body(BigBody::new(
        observed,
        Some(RequestPhase::extend_stream(&request)),
    ))
}

struct BigBody {
    observed: Data<Observed>,
    chunks: usize,
    _phase: Option<RequestPhase>,
}

impl BigBody {
    fn new(observed: Data<Observed>, phase: Option<RequestPhase>) -> Self {
        Self {
            observed,
            chunks: BIG / CHUNK.len(),
            _phase: phase,
        }
    }
}

impl MessageBody for BigBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(BIG as u64)
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.chunks == 0 {
            return Poll::Ready(None);
        }
        self.chunks -= 1;
        Poll::Ready(Some(Ok(Bytes::from_static(&CHUNK))))
    }
}

impl Drop for BigBody {
    fn drop(&mut self) {
        self.observed.body_gone.notify_one();
    }
}

/// The pace of a client that trickles.
pub(super) const TRICKLE: Duration = Duration::from_millis(20);
