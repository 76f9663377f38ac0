//! What a connection receives, handed on a request at a time.
//!
//! actix-http decodes at once whatever has come, and answers a request in the form of the last one that it decoded: with
//! a HEAD behind it, a GET has no body then, and a HEAD has one with a GET behind it. So a request is handed on when the
//! one before is answered.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, ReadBuf};
use zeroize::Zeroize;

use super::{connection::Connection, request_boundary::RequestBoundary, transport::Transport};

/// No head may have it.
const NUL: &[u8] = b"\0";

#[derive(Default)]
pub(super) struct Incoming {
    boundary: RequestBoundary,
    /// How many requests were handed on, as far as their heads.
    handed_on: u64,
    /// What came behind the running request.
    ahead: Vec<u8>,
    /// Whether nothing more comes behind that.
    has_ended: bool,
}

/// So much is taken of what comes behind a running request, and so much at a time.
const AHEAD: usize = 16 * 1024;
const PIECE: usize = 512;

impl Incoming {
    /// Whether a head is refused for its length. By itself, actix-http would keep 128 KiB of it.
    pub(super) fn has_overlong_head(&self) -> bool {
        self.boundary.is_overlong_head()
    }

    /// Reads what comes of the request that is awaited or runs; nothing is its end.
    pub(super) fn poll_read(
        &mut self,
        transport: &mut Transport,
        connection: &Connection,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.boundary.is_overlong_head() {
            return Poll::Ready(Ok(()));
        }
        let is_answered = connection.has_answered(self.handed_on);
        match self.boundary {
            RequestBoundary::Whole if !is_answered => {
                return self.poll_ahead(transport, connection, cx);
            }
            RequestBoundary::Whole => self.boundary = RequestBoundary::default(),
            // Nobody wants the rest of it. The connection ends, and all that comes is thrown away.
            RequestBoundary::Body(_) if is_answered => self.boundary = RequestBoundary::Unknown,
            _ => {}
        }
        let before = buf.filled().len();
        if !self.ahead.is_empty() {
            let some = self.ahead.len().min(buf.remaining());
            buf.put_slice(&self.ahead[..some]);
            self.ahead.drain(..some);
            if self.ahead.is_empty() {
                self.ahead = Vec::new();
            }
        } else if !self.has_ended {
            ready!(Pin::new(transport).poll_read(cx, buf))?;
            connection.receive(buf.filled().len() - before);
        }
        let received = &buf.filled()[before..];
        let awaited_head = matches!(self.boundary, RequestBoundary::Head(_));
        let own = self.boundary.take(received);
        let behind = &received[own..];
        if !behind.is_empty() {
            self.ahead = [behind, &self.ahead].concat();
        }
        buf.set_filled(before + own);
        if awaited_head && !matches!(self.boundary, RequestBoundary::Head(_)) {
            self.handed_on += 1;
        }
        if self.boundary.is_overlong_head() {
            // What makes it malformed has it refused at once.
            buf.set_filled(before);
            buf.put_slice(NUL);
        }
        Poll::Ready(Ok(()))
    }

    /// Keeps what comes while a request runs. Only that the client has gone is told at once, where nothing waits.
    fn poll_ahead(
        &mut self,
        transport: &mut Transport,
        connection: &Connection,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.ahead.len() < AHEAD && !self.has_ended {
            let mut piece = [0; PIECE];
            let mut read = ReadBuf::new(&mut piece);
            let Poll::Ready(received) = Pin::new(&mut *transport).poll_read(cx, &mut read) else {
                break;
            };
            received?;
            let received = read.filled();
            connection.receive(received.len());
            self.has_ended = received.is_empty();
            self.ahead.extend(received);
            // Whatever it is.
            piece.zeroize();
        }
        if self.ahead.is_empty() {
            return if self.has_ended {
                Poll::Ready(Ok(()))
            } else {
                Poll::Pending
            };
        }
        connection.wake_once_answered(cx.waker());
        Poll::Pending
    }
}
