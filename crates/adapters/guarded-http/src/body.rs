use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{Error, Limits, limits::after};

/// The body of an answer, within its limits: whoever reads it is told as soon as one is passed. While nobody reads, nothing is
/// limited.
pub struct Body {
    incoming: Incoming,
    limits: Limits,
    read: u64,
    deadline: Option<Instant>,
    alarm: Pin<Box<Sleep>>,
    /// Whether somebody waits for the next piece.
    is_awaited: bool,
}

impl Body {
    pub(crate) fn new(incoming: Incoming, limits: Limits, began: Instant) -> Self {
        let deadline = limits.total.and_then(|total| began.checked_add(total));
        Self {
            incoming,
            limits,
            read: 0,
            deadline,
            alarm: Box::pin(sleep_until(next_alarm(&limits, deadline))),
            is_awaited: true,
        }
    }

    /// All of it.
    ///
    /// # Errors
    /// [`Error`] when a limit is passed, or when it ends too early.
    pub async fn read(self) -> Result<Bytes, Error> {
        Ok(self.collect().await?.to_bytes())
    }

    /// How many bytes of it are still to come, if that is told.
    pub fn left(&self) -> Option<u64> {
        self.incoming.size_hint().exact()
    }

    fn judge(&mut self, frame: Frame<Bytes>) -> Result<Frame<Bytes>, Error> {
        let length = frame.data_ref().map_or(0, Bytes::len);
        self.read += u64::try_from(length).unwrap_or(u64::MAX);
        if self.limits.bytes.is_some_and(|most| self.read > most) {
            return Err(Error::TooLarge);
        }
        // A piece that was waited for by nobody is ready, however late it is.
        if self.deadline.is_some_and(|it| it <= Instant::now()) {
            return Err(Error::Overdue);
        }
        self.is_awaited = false;
        Ok(frame)
    }
}

/// When the next piece must have come, if it is waited for from now on.
fn next_alarm(limits: &Limits, deadline: Option<Instant>) -> Instant {
    let idle = after(Instant::now(), limits.idle);
    deadline.map_or(idle, |deadline| idle.min(deadline))
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match Pin::new(&mut self.incoming).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => Poll::Ready(Some(self.judge(frame))),
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(Error::below(error)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                if !self.is_awaited {
                    self.is_awaited = true;
                    let next = next_alarm(&self.limits, self.deadline);
                    self.alarm.as_mut().reset(next);
                }
                ready!(self.alarm.as_mut().poll(context));
                Poll::Ready(Some(Err(Error::Overdue)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
