//! Closing a connection on a client that may still be sending.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

use super::transport::Transport;

/// Writes the last answer of a connection whole, then throws away what the client still sends until
/// it is done too.
pub(super) struct LingeringClose {
    unwritten: Vec<u8>,
    until: Instant,
}

impl LingeringClose {
    pub(super) fn new(answer: Vec<u8>, until: Instant) -> Self {
        Self {
            unwritten: answer,
            until,
        }
    }

    /// When to give up on the client.
    pub(super) fn until(&self) -> Instant {
        self.until
    }

    /// Ready when the client has the answer and has closed its side.
    pub(super) fn poll(
        &mut self,
        transport: &mut Transport,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let mut transport = Pin::new(transport);
        while !self.unwritten.is_empty() {
            let written = ready!(transport.as_mut().poll_write(cx, &self.unwritten))?;
            self.unwritten.drain(..written);
        }
        ready!(transport.as_mut().poll_shutdown(cx))?;

        // Closing on unread bytes resets the connection, and the client loses the answer.
        let mut scrap = [0; 4096];
        loop {
            let mut scrap = ReadBuf::new(&mut scrap);
            ready!(transport.as_mut().poll_read(cx, &mut scrap))?;
            if scrap.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
