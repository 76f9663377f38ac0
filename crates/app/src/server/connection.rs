//! Where a connection stands: awaiting the head of a request, or in one.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::Waker,
    time::Duration,
};

use actix_web::HttpRequest;
use tokio::time::Instant;

use super::invitation::Invitation;

/// What the stream of a connection and the requests on it know of each other.
pub(super) struct Connection {
    awaiting_since: Cell<Instant>,
    phases: Cell<usize>,
    streams: Cell<usize>,
    served: Cell<u64>,
    to_wake: RefCell<Option<Waker>>,
    received: Cell<usize>,
    /// How long the running request, or the next, has waited until it was let in.
    waited: Cell<Duration>,
    invitation: Invitation,
}

/// What a request may have received, framing and all. The largest body in chunks of one byte is below.
const MAX_RECEIVED: usize = 512 * 1024;

impl Connection {
    /// A connection just accepted, awaiting its first head.
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self {
            awaiting_since: Cell::new(Instant::now()),
            phases: Cell::new(0),
            streams: Cell::new(0),
            served: Cell::new(0),
            to_wake: RefCell::default(),
            received: Cell::new(0),
            waited: Cell::new(Duration::ZERO),
            invitation: Invitation::default(),
        })
    }

    /// Begins a request, or extends the one that runs.
    pub(super) fn enter(self: &Rc<Self>) -> RequestPhase {
        if self.phases.get() == 0 {
            self.received.set(0);
            self.served.set(self.served.get() + 1);
        }
        self.phases.set(self.phases.get() + 1);
        RequestPhase {
            connection: Some(Rc::clone(self)),
            is_stream: false,
        }
    }

    /// Whether what is answered is passed on from elsewhere, piece by piece.
    pub(super) fn is_streaming(&self) -> bool {
        self.streams.get() > 0
    }

    /// Since when a head is awaited; `None` in a request.
    pub(super) fn awaiting_since(&self) -> Option<Instant> {
        (self.phases.get() == 0).then(|| self.awaiting_since.get())
    }

    /// Whether the app has seen any request of this connection.
    pub(super) fn has_served(&self) -> bool {
        self.served.get() > 0
    }

    /// Whether the app has answered so many requests of it.
    pub(super) fn has_answered(&self, requests: u64) -> bool {
        self.phases.get() == 0 && self.served.get() >= requests
    }

    /// Wakes this one when the running request is answered.
    pub(super) fn wake_once_answered(&self, waker: &Waker) {
        self.to_wake.replace(Some(waker.clone()));
    }

    /// Takes note of how long a request has waited until it was let in, which its client need not answer for.
    pub(super) fn let_in_after(&self, waited: Duration) {
        self.waited.set(waited);
        self.awaiting_since.set(self.awaiting_since.get() + waited);
    }

    /// Takes note of bytes that came, whatever they are: of framing without end, the app sees nothing.
    pub(super) fn receive(&self, bytes: usize) {
        self.received.set(self.received.get().saturating_add(bytes));
    }

    /// Whether a request runs that has received more than any may.
    pub(super) fn is_flooded(&self) -> bool {
        self.phases.get() > 0 && self.received.get() > MAX_RECEIVED
    }

    /// The invitation to send the body of the running request.
    pub(super) fn invitation(&self) -> &Invitation {
        &self.invitation
    }

    fn leave(&self) {
        self.waited.set(Duration::ZERO);
        self.phases.set(self.phases.get() - 1);
        self.awaiting_since.set(Instant::now());
        if self.phases.get() == 0
            && let Some(waker) = self.to_wake.take()
        {
            waker.wake();
        }
    }
}

/// Whether this request has received more than any may, and nothing more of it is read. Never when another server runs
/// the app, as in actix-web's tests.
pub fn is_flooded(request: &HttpRequest) -> bool {
    let connection = request.conn_data::<Rc<Connection>>();
    connection.is_some_and(|connection| connection.is_flooded())
}

/// How long a request has waited until this worker could begin with it. Not at all when another server runs the app.
pub fn waited(request: &HttpRequest) -> Duration {
    let connection = request.conn_data::<Rc<Connection>>();
    connection.map_or(Duration::ZERO, |connection| connection.waited.get())
}

/// Keeps a connection in its request for as long as it lives.
///
/// The server itself holds one until the app has produced the answer. From then on the client has a
/// fixed time to take it. An answer that may take longer, a stream of minutes, holds one more in
/// its body: then only a stall ends it.
pub struct RequestPhase {
    connection: Option<Rc<Connection>>,
    is_stream: bool,
}

impl RequestPhase {
    /// Extends the phase of `request` for an answer that is passed on from elsewhere. Without effect when another server runs
    /// the app, as in actix-web's tests.
    pub fn extend_stream(request: &HttpRequest) -> Self {
        let connection = request.conn_data::<Rc<Connection>>();
        let Some(connection) = connection else {
            return Self {
                connection: None,
                is_stream: true,
            };
        };
        connection.streams.set(connection.streams.get() + 1);
        let mut phase = connection.enter();
        phase.is_stream = true;
        phase
    }
}

impl Drop for RequestPhase {
    fn drop(&mut self) {
        if let Some(connection) = &self.connection {
            if self.is_stream {
                connection.streams.set(connection.streams.get() - 1);
            }
            connection.leave();
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_connection_is_in_a_request_until_its_last_phase_ends() {
        let connection = Connection::new();
        let answering = connection.enter();
        let streaming = connection.enter();

        drop(answering);
        assert!(connection.awaiting_since().is_none());
        drop(streaming);
        assert!(connection.awaiting_since().is_some());
    }

    #[test]
    fn the_next_head_is_awaited_from_the_end_of_the_request() {
        let connection = Connection::new();
        let phase = connection.enter();
        let before = Instant::now();

        drop(phase);

        assert!(
            connection
                .awaiting_since()
                .is_some_and(|since| since >= before)
        );
    }

    #[test]
    fn a_phase_is_harmless_without_a_connection() {
        let phase = RequestPhase::extend_stream(&TestRequest::default().to_http_request());

        assert!(phase.connection.is_none());
    }
}
