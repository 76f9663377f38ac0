//! A connection that no slow client can hold for long.
//!
//! While a head is awaited, that wait and the rest of the last answer's writing are bounded as a
//! whole: single bytes in either direction gain nothing. In a request only a stalled write is
//! bounded, since how long the app works is its own affair.

use std::{
    io,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, ready},
};

use actix_http::StatusCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

use super::{
    Deadlines, RefusalResponder, connection::Connection, deadline_timer::DeadlineTimer,
    incoming::Incoming, invitation::INVITATION, lingering_close::LingeringClose, refusal,
    transport::Transport,
};

pub(super) struct GuardedStream {
    transport: Transport,
    incoming: Incoming,
    connection: Rc<Connection>,
    deadlines: Deadlines,
    refusal: RefusalResponder,
    timer: DeadlineTimer,
    read_any: bool,
    read_ended: bool,
    stalled_since: Option<Instant>,
    unwritten_invitation: &'static [u8],
    closing: Option<LingeringClose>,
}

impl GuardedStream {
    /// Wraps what carries this connection, on which nothing of HTTP was read yet.
    pub(super) fn new(
        transport: Transport,
        connection: Rc<Connection>,
        deadlines: Deadlines,
        refusal: RefusalResponder,
    ) -> Self {
        Self {
            transport,
            incoming: Incoming::default(),
            connection,
            deadlines,
            refusal,
            timer: DeadlineTimer::default(),
            read_any: false,
            read_ended: false,
            stalled_since: None,
            unwritten_invitation: &[],
            closing: None,
        }
    }

    pub(super) fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }

    fn refuse(&mut self, status: StatusCode) {
        let linger = match status {
            // Nine seconds are over already, and with it ten would be.
            StatusCode::REQUEST_TIMEOUT => self.deadlines.linger / 2,
            _ => self.deadlines.linger,
        };
        let until = Instant::now() + linger;
        self.closing = Some(LingeringClose::new((self.refusal)(status), until));
    }

    /// Ready when the awaited head is overdue; never in a request, nor when it is there and waits for others.
    fn poll_head_overdue(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.incoming.is_in_line() {
            return Poll::Pending;
        }
        match self.connection.awaiting_since() {
            Some(since) => self.timer.poll_at(since + self.deadlines.head, cx),
            None => Poll::Pending,
        }
    }

    /// What of `buf` comes before a refusal of the dispatcher. When nothing does, begins to close
    /// with the caller's answer in its place.
    fn up_to_refusal<'a>(&mut self, buf: &'a [u8]) -> &'a [u8] {
        // In a request the app answers, and what it answers is its own affair.
        if self.closing.is_some() || self.connection.awaiting_since().is_none() {
            return buf;
        }
        match refusal::last_refusal(buf) {
            Some((0, status)) => {
                self.refuse(self.incoming.refusal().unwrap_or(status));
                buf
            }
            Some((start, _)) => &buf[..start],
            None => buf,
        }
    }

    /// Ready when no invitation is left half written.
    fn poll_invitation(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.unwritten_invitation.is_empty() {
            let written = ready!(self.poll_transport_write(cx, self.unwritten_invitation))?;
            self.unwritten_invitation = &self.unwritten_invitation[written..];
        }
        Poll::Ready(Ok(()))
    }

    fn poll_transport_write(
        &mut self,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.transport).poll_write(cx, buf);
        self.unless_stalled(cx, written)
    }

    /// Pending like the write, flush or shutdown that led here, until the client had its time.
    fn unless_stalled<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled_since = None;
            return written;
        }
        let since = match self.connection.awaiting_since() {
            Some(since) => since,
            None => *self.stalled_since.get_or_insert_with(Instant::now),
        };
        let patience = if self.connection.is_streaming() {
            self.deadlines.stream
        } else {
            self.deadlines.write
        };
        ready!(self.timer.poll_at(since + patience, cx));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn poll_closing(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Some(closing) = &mut self.closing else {
            return Poll::Ready(Ok(()));
        };
        if self.timer.poll_at(closing.until(), cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        closing.poll(&mut self.transport, cx)
    }
}

impl AsyncRead for GuardedStream {
    /// Tells the dispatcher that the client has ended when its head is overdue: then it closes in
    /// good order.
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.poll_head_overdue(cx).is_ready() {
            if this.read_any && !this.connection.has_served() && this.closing.is_none() {
                this.refuse(StatusCode::REQUEST_TIMEOUT);
            }
            this.read_ended = true;
            return Poll::Ready(Ok(()));
        }
        // To the dispatcher, too, such a body has ended too early.
        if this.connection.is_flooded() {
            this.read_ended = true;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let (incoming, transport) = (&mut this.incoming, &mut this.transport);
        ready!(incoming.poll_read(transport, &this.connection, cx, buf))?;
        let ended = buf.filled().len() == before;
        this.read_any |= !ended;
        this.read_ended |= ended;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.connection.invitation().withhold(buf) {
            return Poll::Ready(Ok(INVITATION.len()));
        }
        ready!(this.poll_invitation(cx))?;
        let buf = this.up_to_refusal(buf);
        if this.closing.is_some() {
            // The dispatcher drops the stream as soon as its own bytes are gone, so they are gone
            // only after the closing.
            ready!(this.poll_closing(cx))?;
            return Poll::Ready(Ok(buf.len()));
        }
        this.poll_transport_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_closing(cx))?;
        if this.connection.invitation().flushed() {
            cx.waker().wake_by_ref();
        }
        if this.connection.invitation().take_allowed() {
            this.unwritten_invitation = INVITATION;
        }
        ready!(this.poll_invitation(cx))?;
        // The dispatcher flushes after an answer but need not read again before the next byte
        // comes, so the wait for the next head is begun here. Overdue already: only reading finds
        // that out.
        if !this.read_ended && this.poll_head_overdue(cx).is_ready() {
            cx.waker().wake_by_ref();
        }
        let flushed = Pin::new(&mut this.transport).poll_flush(cx);
        this.unless_stalled(cx, flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut_down = Pin::new(&mut this.transport).poll_shutdown(cx);
        this.unless_stalled(cx, shut_down)
    }
}
