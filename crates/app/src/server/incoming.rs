//! What a connection receives, handed on a request at a time.
//!
//! actix-http decodes at once whatever has come, and answers a request in the form of the last one that it decoded: with
//! a HEAD behind it, a GET has no body then, and a HEAD has one with a GET behind it. So a request is handed on when the
//! one before is answered.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use actix_http::StatusCode;
use tokio::io::{AsyncRead, ReadBuf};
use zeroize::Zeroize;

use super::{
    connection::Connection,
    request_boundary::RequestBoundary,
    transport::Transport,
    turnstile::{self, Entry},
};

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
    entry: Entry,
}

/// So much is taken of what comes behind a running request, and so much at a time.
const AHEAD: usize = 16 * 1024;
const PIECE: usize = 512;

impl Incoming {
    /// Why a head is refused though actix-http would not, or for another reason. By itself, it would keep 128 KiB of one that
    /// does not end.
    pub(super) fn refusal(&self) -> Option<StatusCode> {
        match self.boundary {
            RequestBoundary::Refused(status) => Some(status),
            _ => None,
        }
    }

    /// Whether a request has come that is not let in yet.
    pub(super) fn is_in_line(&self) -> bool {
        matches!(self.entry, Entry::Waiting(_))
    }

    /// Reads what comes of the request that is awaited or runs; nothing is its end.
    pub(super) fn poll_read(
        &mut self,
        transport: &mut Transport,
        connection: &Connection,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let is_answered = connection.has_answered(self.handed_on);
        match self.boundary {
            RequestBoundary::Whole | RequestBoundary::Tunnel if !is_answered => {
                return self.poll_ahead(transport, connection, cx);
            }
            RequestBoundary::Tunnel | RequestBoundary::Broken | RequestBoundary::Refused(_) => {
                return Poll::Ready(Ok(()));
            }
            RequestBoundary::Whole => self.boundary = RequestBoundary::default(),
            RequestBoundary::Body(_) if is_answered => self.boundary = RequestBoundary::Unwanted,
            // actix-http reads on to the end of what comes in chunks, and goes on behind it.
            _ => {}
        }
        if self.boundary.is_new() {
            ready!(self.poll_entry(transport, connection, cx))?;
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
            let read = Pin::new(transport).poll_read(cx, buf);
            if read.is_pending() && self.boundary.is_new() {
                self.entry.leave();
            }
            ready!(read)?;
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
        match self.boundary {
            RequestBoundary::Refused(_) => {
                // What makes it malformed has it refused at once.
                buf.set_filled(before);
                buf.put_slice(NUL);
            }
            // Its client lets it wait now.
            RequestBoundary::Head(_) if self.ahead.is_empty() => {
                connection.let_in_after(Duration::ZERO);
            }
            RequestBoundary::Head(_) => {}
            _ if awaited_head => {
                self.handed_on += 1;
                self.entry = Entry::Outside;
            }
            _ => {}
        }
        Poll::Ready(Ok(()))
    }

    /// Lets a new request in, if anything of one has come.
    fn poll_entry(
        &mut self,
        transport: &mut Transport,
        connection: &Connection,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if matches!(self.entry, Entry::Outside) && !turnstile::is_open() {
            self.keep_ahead(transport, connection, cx)?;
            if self.ahead.is_empty() {
                return if self.has_ended {
                    Poll::Ready(Ok(()))
                } else {
                    Poll::Pending
                };
            }
        }
        let was_waiting = matches!(self.entry, Entry::Waiting(_));
        let waited = ready!(self.entry.poll(cx));
        if was_waiting {
            connection.let_in_after(waited);
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
        self.keep_ahead(transport, connection, cx)?;
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

    /// Keeps what has come, up to a bound.
    fn keep_ahead(
        &mut self,
        transport: &mut Transport,
        connection: &Connection,
        cx: &mut Context<'_>,
    ) -> io::Result<()> {
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
        Ok(())
    }
}
