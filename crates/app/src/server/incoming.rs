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

use super::{connection::Connection, request_boundary::RequestBoundary, transport::Transport};

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

/// So much is taken of what comes behind a running request.
const AHEAD: usize = 16 * 1024;

impl Incoming {
    /// Reads what comes of the request that is awaited or runs; nothing is its end.
    pub(super) fn poll_read(
        &mut self,
        transport: &mut Transport,
        connection: &Connection,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.boundary.is_whole() {
            if !connection.has_answered(self.handed_on) {
                connection.wake_once_answered(cx.waker());
                return self.poll_ahead(transport, connection, cx);
            }
            self.boundary = RequestBoundary::default();
        }
        let before = buf.filled().len();
        if !self.ahead.is_empty() {
            let some = self.ahead.len().min(buf.remaining());
            buf.put_slice(&self.ahead[..some]);
            self.ahead.drain(..some);
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
            // It comes into its place at once: whatever it is, it is wiped there.
            let before = self.ahead.len();
            self.ahead.resize(AHEAD, 0);
            let mut rest = ReadBuf::new(&mut self.ahead[before..]);
            let read = Pin::new(&mut *transport).poll_read(cx, &mut rest);
            let received = rest.filled().len();
            self.ahead.truncate(before + received);
            ready!(read)?;
            connection.receive(received);
            self.has_ended = received == 0;
        }
        if self.ahead.is_empty() {
            return Poll::Ready(Ok(()));
        }
        Poll::Pending
    }
}
