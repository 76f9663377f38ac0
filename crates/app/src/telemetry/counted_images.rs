use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Instant,
};

use async_trait::async_trait;
use futures_util::Stream;
use pullkey_registry::{
    Body, Content, Fetched, ImageSource, Interrupted, Obstacle, Part, Pieces, Pull, PullError,
};

use tracing::Span;

use super::metrics::{count_pull, count_pulled_bytes};

/// Counts what is pulled, what came of it, how long registries take to answer, and the bytes that pass through here.
pub(crate) struct CountedImages(pub(crate) Arc<dyn ImageSource>);

#[async_trait]
impl ImageSource for CountedImages {
    async fn fetch(&self, pull: &Pull) -> Result<Fetched, PullError> {
        let began = Instant::now();
        let fetched = self.0.fetch(pull).await;
        count_pull(part(&pull.part), outcome(&fetched), began.elapsed());
        let mut fetched = fetched?;
        if let Fetched::Here(Content { body, .. }) = &mut fetched {
            let counted = match std::mem::replace(body, Body::Absent) {
                Body::Absent => Body::Absent,
                Body::Whole(bytes) => {
                    count_pulled_bytes(bytes.len());
                    Body::Whole(bytes)
                }
                Body::Pieces(pieces) => {
                    let span = Span::current();
                    Body::Pieces(Box::pin(Counted { pieces, span }))
                }
            };
            *body = counted;
        }
        Ok(fetched)
    }
}

/// Pieces, counted as they come.
struct Counted {
    pieces: Pieces,
    /// Of the request that they are for.
    span: Span,
}

impl Stream for Counted {
    type Item = <Pieces as Stream>::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = self.pieces.as_mut().poll_next(context);
        if let Poll::Ready(Some(Ok(piece))) = &polled {
            count_pulled_bytes(piece.len());
        }
        if let Poll::Ready(Some(Err(Interrupted(cause)))) = &polled {
            let told = || tracing::warn!(%cause, "a registry's answer ended too early");
            self.span.in_scope(told);
        }
        polled
    }
}

fn part(part: &Part) -> &'static str {
    match part {
        Part::Manifest { .. } => "manifest",
        Part::Blob { .. } => "blob",
        Part::Tags { .. } => "tags",
        Part::Referrers { .. } => "referrers",
    }
}

fn outcome(fetched: &Result<Fetched, PullError>) -> &'static str {
    match fetched {
        Ok(Fetched::Here(_)) => "passed_on",
        Ok(Fetched::Elsewhere(_)) => "sent_elsewhere",
        Err(PullError::NotFound) => "not_found",
        Err(PullError::NoAccess) => "no_access",
        Err(PullError::NoSuchRange { .. }) => "no_such_range",
        Err(PullError::Mismatched) => "mismatched",
        Err(PullError::TooLarge) => "too_large",
        Err(PullError::NoRoom) => "no_room",
        Err(PullError::Misdirected) => "misdirected",
        Err(PullError::RateLimited { .. } | PullError::Failed(Obstacle::RateLimited)) => {
            "rate_limited"
        }
        Err(PullError::Failed(obstacle)) => obstacle.outcome().as_str(),
    }
}
