use std::time::Duration;

use diesel_async::SimpleAsyncConnection;
use pullkey_storage::Deadline;
use tokio::{
    sync::watch,
    time::{Instant, MissedTickBehavior, interval, sleep},
};

use super::{
    backoff::Backoff,
    kept::{Kept, Permit, Proof},
    log::Log,
    session::{Condition, Session},
};
use crate::{
    connector::{Connector, Driver, Event, Opened, Purpose},
    fault::Fault,
};

/// What everybody sees of a link.
pub(super) enum State {
    Connected(Session),
    /// And why, if that is known yet.
    Absent(Option<Fault>),
}

// Somebody who only reads must learn of a switch-over, too, and nobody may write for long.
const ROUND: Duration = Duration::from_secs(1);
// All may be kept for so many times the silence after which a connection hangs, which is half a minute, until one more is opened.
const SILENCES: u32 = 7;
// A connection that did not last as long is no reason to connect again at once.
const STEADY: Duration = Duration::from_secs(1);

impl State {
    pub(super) fn usable(&self) -> Option<&Session> {
        match self {
            Self::Connected(session) => Some(session).filter(|session| session.is_usable()),
            Self::Absent(_) => None,
        }
    }
}

/// Keeps a link connected.
pub(super) struct Keeper {
    pub(super) connector: Connector,
    pub(super) purpose: Purpose,
    pub(super) published: watch::Sender<State>,
    /// How long nothing is answered until a connection counts as hung.
    pub(super) silence: Duration,
}

impl Keeper {
    /// Connects, as often as it takes, until nobody is interested any more.
    pub(super) async fn keep(self) {
        tokio::select! {
            () = self.connect_forever() => {}
            () = self.published.closed() => {}
        }
    }

    async fn connect_forever(&self) {
        let mut backoff = Backoff::default();
        let mut log = Log::of(self.purpose);
        let kept = Kept::default();
        loop {
            let permit = kept.permit(self.silence * SILENCES).await;
            // What is left while a connection is opened is not to be used either.
            let mut left = self.connector.left();
            let fault = match self.connector.open(self.purpose).await {
                Ok(opened) => {
                    log.connected(&opened.host);
                    if self.purpose.writes() && self.connector.end_switching() {
                        // Whoever only reads may still be connected to what stood in this one's place before.
                        self.connector.leave(Fault::Moved);
                        left.mark_unchanged();
                    }
                    let since = Instant::now();
                    let fault = self.drive(opened, left, permit).await;
                    if since.elapsed() >= STEADY {
                        backoff.reset();
                    }
                    fault
                }
                Err(fault) => fault,
            };
            // Of a server that hangs, only those learn who ask it something.
            if matches!(fault, Fault::ReadOnly | Fault::InRecovery | Fault::Hung) {
                self.connector.begin_switching();
            }
            self.published.send_replace(State::Absent(Some(fault)));
            log.disconnected(fault);
            sleep(backoff.next()).await;
        }
    }

    /// Lets everybody use the connection while it can be used, and tells why that ended.
    async fn drive(
        &self,
        opened: Opened,
        mut left: watch::Receiver<Fault>,
        permit: Permit,
    ) -> Fault {
        let mut driver = opened.driver;
        let session = Session::of(opened.connection, opened.place, self.purpose, self.silence);
        let mut condition = session.condition();
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.published
            .send_replace(State::Connected(session.clone()));
        if self.purpose.writes() && permit.has_others {
            tokio::spawn(commit(session.clone(), permit.proof()));
        }
        loop {
            tokio::select! {
                event = driver.event() => match event {
                    Event::ReadOnly => session.retire(Fault::ReadOnly),
                    Event::Over(fault) => {
                        // Before the driver is gone, by which those who wait for an answer learn of it.
                        session.end(fault);
                        return fault;
                    }
                },
                // What watches must not wait for more than what it asks.
                _ = rounds.tick(), if !self.purpose.is_asked_all_the_time() => {
                    tokio::spawn(ask(session.clone()));
                }
                _ = left.changed() => session.retire(*left.borrow_and_update()),
                _ = condition.changed() => match *condition.borrow_and_update() {
                    Condition::Usable => {}
                    // A read may be asked again elsewhere, and leaves nothing behind.
                    Condition::Over(fault) if !self.purpose.writes() => return fault,
                    Condition::Retired(fault) | Condition::Over(fault) => {
                        if fault == Fault::ReadOnly {
                            self.connector.leave(Fault::Moved);
                        }
                        tokio::spawn(see_off(driver, self.published.clone(), permit));
                        return fault;
                    }
                },
            }
        }
    }
}

/// A server that has become read-only says so with its next answer, whatever was asked. One that is gone without a word is
/// found out before anybody needs it.
async fn ask(session: Session) {
    let mut connection = &*session;
    let answer = session.read(connection.batch_execute(""));
    // That there is none is found out by the session itself.
    let _: Result<(), Fault> = Deadline::after(ROUND).bounding(answer).await;
}

/// Commits something, which waits for a standby like any other, so that what is kept before is known to be kept in vain.
async fn commit(session: Session, proof: Proof) {
    let mut connection = &*session;
    // Nothing that anybody sees, but more than what PostgreSQL commits without a wait.
    let message = connection.batch_execute("SELECT pg_logical_emit_message(true, 'pullkey', '')");
    // If there is no answer, the connection is found to hang, and the next one does the same.
    if session.read(message).await.is_ok() {
        proof.give();
    }
}

/// Lets those who wait for an answer get it, until the last of them has it, or nobody can wait any more.
async fn see_off(mut driver: Driver, published: watch::Sender<State>, permit: Permit) {
    tokio::select! {
        _ = driver.end() => {}
        () = published.closed() => {}
        () = permit.is_vain() => {}
    }
}
