//! What is done with an accepted socket: shake hands on it where TLS is spoken, wrap it, then speak HTTP/1.1 on it for
//! the app.

use std::{fmt, io, rc::Rc, time::Duration};

use actix_http::{
    HttpService, KeepAlive, Protocol, Request, Response, body::MessageBody, error::DispatchError,
};
use actix_server::GracefulShutdownSignal;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, apply_fn_factory,
    fn_service, map_config,
};
use actix_web::dev::AppConfig;
use tokio::{
    net::TcpStream,
    time::{Instant, timeout_at},
};

use super::{
    ServerOptions, connection::Connection, expectation, guarded_stream::GuardedStream,
    transport::Transport, woken_at_home::woken_at_home,
};

/// Whoever does not read what he is given has so much of it kept for him, or a piece of it and its head: both fit into the
/// buffer that a connection has anyway.
const WRITE_BUFFER: usize = 7 * 1024;

/// Serves `app` on each socket it is given, behind the deadlines of `options`.
pub(super) fn guarded<I, S, B>(
    app: I,
    options: ServerOptions,
    stopping: GracefulShutdownSignal,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
where
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<actix_web::Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let app = map_config(app.into_factory(), |()| AppConfig::default())
        .map_err(|err: S::Error| err.into().error_response());
    let app = apply_fn_factory(app, |request: Request, app: &_| {
        in_request_phase(request, app)
    });

    let ServerOptions {
        deadlines, refusal, ..
    } = options;
    let tls = options.tls;
    let draining = stopping.clone();

    let http = HttpService::build()
        .expect(fn_service(expectation::expected))
        .graceful_shutdown_signal(move || {
            let draining = draining.clone();
            async move { draining.notified().await }
        })
        // The stream bounds idle connections and heads, the first and all later ones: no timer of
        // actix-http is needed.
        .keep_alive(KeepAlive::Os)
        .h1_write_buffer_size(WRITE_BUFFER)
        .client_request_timeout(Duration::ZERO)
        // This one bounds only how long the rest of an unread body is thrown away.
        .client_disconnect_timeout(deadlines.linger)
        .on_connect_ext(|stream: &GuardedStream, data| {
            data.insert(Rc::clone(stream.connection()));
        })
        .finish(app);

    fn_service(move |socket: TcpStream| {
        let (tls, stopping) = (tls.clone(), stopping.clone());
        async move {
            socket.set_nodelay(true)?;
            let peer = socket.peer_addr()?;
            // The wait for the first head begins before the handshake.
            let connection = Connection::new();
            let overdue = Instant::now() + deadlines.head;
            let transport = async {
                match tls {
                    None => spoken(socket, overdue).await,
                    Some(tls) => tls.accept(socket, peer, overdue).await,
                }
            };
            let transport = tokio::select! {
                biased;
                transport = transport => transport?,
                // As idle as one whose request is answered.
                () = stopping.notified() => {
                    return Err(io::Error::from(io::ErrorKind::ConnectionAborted).into());
                }
            };
            let stream = GuardedStream::new(transport, connection, deadlines, refusal);
            Ok((stream, Protocol::Http1, Some(peer)))
        }
    })
    .and_then(http)
}

/// A connection once anything has come on it. Until then, it is no more than its socket, of which many may be held.
async fn spoken(socket: TcpStream, overdue: Instant) -> io::Result<Transport> {
    let readable = timeout_at(overdue, socket.readable()).await;
    readable.map_err(|_| io::ErrorKind::TimedOut)??;
    Ok(Transport::Plain(socket))
}

/// Answers a request by the app; its connection is in a request for that time.
fn in_request_phase<S: Service<Request>>(
    request: Request,
    app: &S,
) -> impl Future<Output = Result<S::Response, S::Error>> + use<S> {
    let phase = request.conn_data::<Rc<Connection>>().map(Connection::enter);
    let answer = app.call(request);
    async move {
        let answer = woken_at_home(answer).await;
        drop(phase);
        answer
    }
}
