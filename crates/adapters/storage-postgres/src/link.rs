//! A connection that everybody shares, and that comes back by itself.

mod backoff;
mod keeper;
mod kept;
mod line;
mod log;
mod session;
#[cfg(test)]
mod tests;

use std::time::Duration;

use diesel::QueryResult;
use pullkey_storage::Deadline;
use tokio::{sync::watch, time::timeout_at};

use self::keeper::{Keeper, State};
use crate::{
    connector::{Connector, Purpose},
    fault::Fault,
};

pub(crate) use self::session::Session;

/// The way to the one connection that all share who want the same of it. What they ask is answered in turn: nobody waits for
/// a free connection, and a slow statement holds up what is behind it. As long as answers come fast, it is sent at once.
///
/// A task keeps it connected, until all clones are gone.
#[derive(Clone)]
pub(crate) struct Link(watch::Receiver<State>);

// PostgreSQL gives up a statement before, so one that works answers something in this time.
const SILENCE: Duration = Duration::from_millis(4500);
// There it gives up nothing. A server that is gone is found out by the probes of the connection.
const LONG_SILENCE: Duration = Duration::from_hours(1);

fn silence(purpose: Purpose) -> Duration {
    match purpose {
        Purpose::Administration => LONG_SILENCE,
        _ => SILENCE,
    }
}

impl Link {
    /// Starts to connect, on the current runtime.
    pub(crate) fn start(connector: Connector, purpose: Purpose) -> Self {
        Self::start_with(connector, purpose, silence(purpose), async {})
    }

    /// Starts to connect once this one is connected, or could not be.
    pub(crate) fn start_next(&self, connector: Connector, purpose: Purpose) -> Self {
        let mut state = self.0.clone();
        let first = async move {
            // An error is that nobody is interested any more.
            let _ = state
                .wait_for(|state| !matches!(state, State::Absent(None)))
                .await;
        };
        Self::start_with(connector, purpose, silence(purpose), first)
    }

    fn start_with(
        connector: Connector,
        purpose: Purpose,
        silence: Duration,
        first: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        let (published, state) = watch::channel(State::Absent(None));
        let keeper = Keeper {
            connector,
            purpose,
            published,
            silence,
        };
        tokio::spawn(async move {
            first.await;
            keeper.keep().await;
        });
        Self(state)
    }

    /// The connection, waiting for one until the deadline of the running request.
    pub(crate) async fn session(&self) -> Result<Session, Fault> {
        if let Some(session) = self.usable() {
            return Ok(session);
        }
        let mut state = self.0.clone();
        let usable = state.wait_for(|state| state.usable().is_some());
        let waited = timeout_at(Deadline::current().at().into(), usable).await;
        let connected = waited.ok().and_then(Result::ok);
        let session = connected.and_then(|state| state.usable().cloned());
        session.ok_or_else(|| self.last_failure().unwrap_or(Fault::NotConnected))
    }

    /// Asks what only reads. If the connection is lost meanwhile, or knows a table only as it was before, it is asked once
    /// more, on the next one.
    ///
    /// ```text
    /// link.read(|session| async move { companies::table.load::<CompanyRow>(&mut &*session).await })
    /// ```
    pub(crate) async fn read<T, Q>(&self, query: impl Fn(Session) -> Q) -> Result<T, Fault>
    where
        Q: Future<Output = QueryResult<T>> + Send,
    {
        let session = self.session().await?;
        match session.read(query(session.clone())).await {
            Err(Fault::ConnectionLost | Fault::OutdatedPlan) => {}
            answer => return answer,
        }
        let session = self.session().await?;
        session.read(query(session.clone())).await
    }

    /// Whether there is a connection at this moment.
    pub(crate) fn is_connected(&self) -> bool {
        self.0.borrow().usable().is_some()
    }

    /// Whether there is one, and to the same server as the other's.
    pub(crate) fn is_connected_beside(&self, other: &Self) -> bool {
        let (state, other) = (self.0.borrow(), other.0.borrow());
        let other = other.usable();
        state
            .usable()
            .is_some_and(|it| other.is_some_and(|other| it.is_beside(other)))
    }

    /// Why there is no connection now.
    pub(crate) fn last_failure(&self) -> Option<Fault> {
        match *self.0.borrow() {
            State::Connected(_) => None,
            // What became of a write that ended the connection is not what becomes of one that has none.
            State::Absent(fault) => fault.map(|fault| match fault {
                Fault::NotReplicated => Fault::ConnectionLost,
                fault => fault,
            }),
        }
    }

    fn usable(&self) -> Option<Session> {
        self.0.borrow().usable().cloned()
    }
}
