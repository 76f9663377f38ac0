use std::{
    net::{Ipv4Addr, TcpStream},
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Message, Place, Proxy};
use pullkey_throwaway_postgres::{Database, OpenTransaction};

use crate::relay::Relay;

/// One more than a node may keep.
const FORGOTTEN: usize = super::SILENT + 1;

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It lets its callers wait. Planted by a proxy that keeps each 503 back for a while.
    LateAnswer,
    /// It takes a slow database for a failure of its own. Planted by a proxy that makes a 500 of a 503.
    MaskedOutage,
    /// It is alive only if its database is: an orchestrator would kill it. Planted by a proxy that asks for its readiness.
    LivenessOfStore,
    /// It is ready whatever happens. Planted by a proxy.
    AlwaysReady,
    /// It connects again too late. Planted by a proxy that goes on to answer 503 for a while.
    LateReturn,
    /// It forgets a connection, on which a transaction is open. Planted by another client of the database.
    LeftConnection,
    /// It connects anew again and again, and gives none of its silent connections up. Planted by another client of the way to
    /// the database.
    KeepsSilent,
    /// It does not need the database that it was given. Planted by troubles that do not begin.
    Elsewhere,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("late-answer", Self::LateAnswer),
        ("masked-outage", Self::MaskedOutage),
        ("liveness-of-store", Self::LivenessOfStore),
        ("always-ready", Self::AlwaysReady),
        ("late-return", Self::LateReturn),
        ("left-connection", Self::LeftConnection),
        ("keeps-silent", Self::KeepsSilent),
        ("elsewhere", Self::Elsewhere),
    ];

    /// What the drill says that finds it.
    pub(super) fn shows(self) -> &'static str {
        match self {
            Self::LateAnswer => "an answer took",
            Self::MaskedOutage => "it is answered 500",
            Self::LivenessOfStore => "/livez is answered",
            Self::AlwaysReady => "said that it was ready all the time",
            Self::LateReturn => "afterwards, not all was well",
            Self::LeftConnection => "something is left",
            Self::KeepsSilent => "silent connections are kept",
            Self::Elsewhere => "nobody was refused",
        }
    }

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place) -> Option<Proxy> {
        let is_elsewhere = [Self::LeftConnection, Self::KeepsSilent, Self::Elsewhere];
        if is_elsewhere.contains(&self) {
            return None;
        }
        let refused = Mutex::<Option<(Instant, Message)>>::default();
        Some(Proxy::start(place, move |mut request, upstream| {
            let refused = || refused.lock().unwrap_or_else(PoisonError::into_inner);
            match (self, request.path()) {
                (Self::AlwaysReady, "/readyz") => return Ok(Message::answer("200 OK", b"{}")),
                (Self::LivenessOfStore, "/livez") => {
                    request.set_first_line("GET /readyz HTTP/1.1");
                }
                _ => {}
            }
            let is_api = request.path().starts_with("/v3/");
            if self == Self::LateReturn
                && is_api
                && let Some((at, refusal)) = &*refused()
                && at.elapsed() < Duration::from_secs(20)
            {
                return Ok(refusal.clone());
            }
            let mut answer = upstream.send(&request)?;
            if answer.status() != "503" || !is_api {
                return Ok(answer);
            }
            // That of a write may say what nobody may be told who reads.
            if request.method() == "GET" {
                *refused() = Some((Instant::now(), answer.clone()));
            }
            match self {
                Self::LateAnswer => sleep(Duration::from_secs(5)),
                Self::MaskedOutage => answer.set_first_line("HTTP/1.1 500 Internal Server Error"),
                _ => {}
            }
            Ok(answer)
        }))
    }

    /// Plants it on the way to the database, until the next trouble.
    pub(super) fn forget(self, relay: &Relay) -> Vec<TcpStream> {
        let count = if self == Self::KeepsSilent {
            FORGOTTEN
        } else {
            0
        };
        let place = (Ipv4Addr::LOCALHOST, relay.port());
        let forgotten = (0..count).map(|_| TcpStream::connect(place).expect("the way is open"));
        forgotten.collect()
    }

    /// Plants it in the database.
    pub(super) fn leave(self, database: &Database) -> Option<OpenTransaction> {
        (self == Self::LeftConnection).then(|| database.hold("SELECT 1"))
    }
}
