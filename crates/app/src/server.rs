//! The HTTP/1.1 server under the actix-web app, with a deadline for everything a client can drag
//! out.
//!
//! actix-web bounds neither the head of a connection's second request nor the time in which a
//! client reads its answer, and its own server cannot wrap the socket. So this one puts every
//! accepted socket into a `GuardedStream` and hands that to actix-http, which parses the requests
//! as before. The deadline for a request's body belongs to the app.
//!
//! Where the options say so, TLS is ended between the socket and that stream, so that all of this holds
//! for it too; its handshake is part of the wait for the first head.
//!
//! Two answers of actix-http's own are changed on their way out: `100 Continue` waits until the app
//! reads the body, and the refusal of a malformed request gets the form of the app's errors. It is given a request at a time,
//! as it would answer pipelined ones in the form of each other.

use std::{fmt, io, net::TcpListener, time::Duration};

use actix_http::{Request, Response, StatusCode, body::MessageBody};
use actix_server::{ServerBuilder, ServerHandle};
use actix_service::{IntoServiceFactory, Service, ServiceFactory};
use actix_web::dev::AppConfig;
use socket2::SockRef;
use tokio::time::sleep;

mod chunks;
mod connection;
mod connection_service;
mod deadline_timer;
mod expectation;
mod framing;
mod guarded_stream;
mod incoming;
mod invitation;
mod lingering_close;
mod refusal;
mod request_boundary;
mod stop;
mod tls;
mod transport;
mod turnstile;
mod woken_at_home;

pub use connection::RequestPhase;
pub use connection::{is_flooded, waited};
pub use expectation::invite_body;
pub use stop::{StopHandle, StopSignals};
pub use tls::TlsTermination;
pub(crate) use woken_at_home::woken_at_home;

/// How long a client may take, and how long the server waits for the last answers when it stops.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// From the accepted connection, or from the last answer, to the end of the next request's
    /// head.
    pub head: Duration,
    /// For a client to take an answer. A running request has this time for each stall, a finished
    /// one in total.
    pub write: Duration,
    /// For a client to take any of an answer that is passed on from elsewhere, each time.
    pub stream: Duration,
    /// For a client to read an answer given before its request was read to the end; what it still
    /// sends is thrown away. Half of it, if the answer is that its head is overdue.
    pub linger: Duration,
    /// For the running requests to end once the server was asked to stop; then they are cut.
    pub drain: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(9),
            write: Duration::from_secs(9),
            stream: Duration::from_secs(30),
            linger: Duration::from_secs(1),
            drain: Duration::from_secs(8),
        }
    }
}

/// Makes the whole answer, head and body, to a request refused before the app could see it.
///
/// The head must say `connection: close`.
pub type RefusalResponder = fn(StatusCode) -> Vec<u8>;

/// So many clients may wait to be accepted, or as many as the system allows (`net.core.somaxconn`) if that is less. Behind the
/// 128 that the standard library asks for, a crowd that comes at once is turned away unheard, and asks again a second later.
const BACKLOG: i32 = 4096;

/// What a [`GuardedServer`] is made of besides its listeners.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Threads that serve connections, each with an app of its own: 1 to 512, what is outside is
    /// moved to the nearest.
    pub workers: usize,
    /// Connections served at a time, all listeners and workers together; at least one. Further
    /// clients wait in the backlog.
    pub max_connections: usize,
    /// How long clients may take.
    pub deadlines: Deadlines,
    /// Shapes the answers to requests that are refused before the app could see them.
    pub refusal: RefusalResponder,
    /// How all listeners speak TLS; `None` is plain HTTP.
    pub tls: Option<TlsTermination>,
}

/// Serves actix-web apps on any number of listeners.
pub struct GuardedServer {
    builder: ServerBuilder,
    options: ServerOptions,
    stop: StopHandle,
    listens: bool,
}

impl GuardedServer {
    /// A server without listeners. It leaves the process's signals alone: see [`StopSignals`].
    pub fn new(options: ServerOptions) -> Self {
        let (workers, connections_each) = shares(options.workers, options.max_connections);
        let builder = ServerBuilder::new()
            .workers(workers)
            .max_concurrent_connections(connections_each)
            // Only `drained_or_cut` bounds the drain: actix looks at its own deadline once a
            // second.
            .shutdown_timeout(u64::MAX)
            .disable_signals();
        Self {
            builder,
            options,
            stop: StopHandle::new(),
            listens: false,
        }
    }

    /// Serves the app that `app` makes, once per worker, on `listener`; `name` stands in the log.
    ///
    /// # Errors
    ///
    /// When the listener cannot be made non-blocking, does not know its address, or cannot let a crowd wait.
    pub fn listen<F, I, S, B>(
        mut self,
        name: &str,
        listener: TcpListener,
        app: F,
    ) -> io::Result<Self>
    where
        F: Fn() -> I + Send + Clone + 'static,
        I: IntoServiceFactory<S, Request>,
        S: ServiceFactory<Request, Config = AppConfig> + 'static,
        S::Error: Into<actix_web::Error> + 'static,
        S::InitError: fmt::Debug,
        S::Response: Into<Response<B>> + 'static,
        S::Service: 'static,
        <S::Service as Service<Request>>::Future: 'static,
        B: MessageBody + 'static,
    {
        SockRef::from(&listener).listen(BACKLOG)?;
        let options = self.options.clone();
        let stopping = self.builder.graceful_shutdown_signal();
        self.builder = self.builder.listen(name, listener, move || {
            connection_service::guarded(app(), options.clone(), stopping.clone())
        })?;
        self.listens = true;
        Ok(self)
    }

    /// The handle that stops this server.
    pub fn stop_handle(&self) -> StopHandle {
        self.stop.clone()
    }

    /// Serves until the server is stopped. Dropping the future cuts all connections.
    ///
    /// # Errors
    ///
    /// When there is no listener, or a worker cannot start.
    pub async fn run(self) -> io::Result<()> {
        if !self.listens {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the server has no listener",
            ));
        }
        let server = self.builder.run();
        let cut = drained_or_cut(server.handle(), self.stop, self.options.deadlines.drain);
        tokio::select! {
            ended = server => ended,
            // Leaving drops the server, which ends its workers with all they still serve.
            () = cut => Ok(()),
        }
    }
}

/// Passes the wish to stop on to actix, and returns when there is nothing left to wait for.
async fn drained_or_cut(server: ServerHandle, stop: StopHandle, drain: Duration) {
    stop.asked().await;
    // The call itself sends the command; its future would only tell what `run` learns anyway.
    drop(server.stop(true));
    sleep(drain).await;
}

/// How many workers there are and how many connections each may serve, so that the total is kept.
fn shares(workers: usize, max_connections: usize) -> (usize, usize) {
    let workers = workers.min(max_connections).clamp(1, 512);
    (workers, (max_connections / workers).max(1))
}

#[cfg(test)]
mod tests;
