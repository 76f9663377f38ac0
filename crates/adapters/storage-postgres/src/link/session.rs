use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use diesel::QueryResult;
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use pullkey_storage::Deadline;
use tokio::{
    sync::watch,
    time::{Instant, timeout, timeout_at},
};

use super::line::{Line, Turn};
use crate::{
    connector::{Place, Purpose},
    fault::{Fault, words},
};

/// One connection, shared by whoever uses it at the moment.
#[derive(Clone)]
pub(crate) struct Session(Arc<Shared>);

struct Shared {
    connection: AsyncPgConnection,
    place: Place,
    condition: watch::Sender<Condition>,
    line: Line,
    /// How many answers came.
    heard: AtomicU64,
    /// Whether somebody finds out if it still answers.
    suspected: AtomicBool,
    /// How long nothing is answered until it counts as hung.
    silence: Duration,
    /// How long PostgreSQL lets a statement run or wait at least.
    timeout: Duration,
}

/// Whether a connection may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    Usable,
    /// What was asked is still answered, but nothing more is to be asked.
    Retired(Fault),
    /// Nothing is answered any more.
    Over(Fault),
}

impl Session {
    pub(super) fn of(
        connection: AsyncPgConnection,
        place: Place,
        purpose: Purpose,
        silence: Duration,
    ) -> Self {
        let timeout = purpose.timeout();
        let (condition, _) = watch::channel(Condition::Usable);
        Self(Arc::new(Shared {
            connection,
            place,
            condition,
            line: Line::new(),
            heard: AtomicU64::new(0),
            suspected: AtomicBool::new(false),
            silence,
            // The server has a clock of its own.
            timeout: timeout / 10 * 9,
        }))
    }

    /// Waits for the answer to a query that only reads, until the deadline: everything that goes wrong wrote nothing.
    pub(crate) async fn read<T>(
        &self,
        query: impl Future<Output = QueryResult<T>> + Send,
    ) -> Result<T, Fault> {
        let turn = self.begin().await?;
        let sent = turn.begun();
        match self.answer(query, turn).await {
            Some(answer) => self.judge(answer, sent).await,
            None => Err(Fault::Overdue),
        }
    }

    /// Waits for the answer to a statement that writes, until the deadline. No answer means that the outcome is
    /// unknown; the statement is never cancelled, as that could end the wait of a commit for its replication.
    ///
    /// The statement must wait for its answer to the end, by `load` or `execute`: PostgreSQL gives rows before it
    /// commits, and `first` or `get_result` would take the first row for success.
    pub(crate) async fn write<T>(
        &self,
        statement: impl Future<Output = QueryResult<T>> + Send,
    ) -> Result<T, Fault> {
        // Until it is polled, nothing is sent.
        let turn = self.begin().await?;
        let sent = turn.begun();
        let Some(answer) = self.answer(statement, turn).await else {
            return Err(Fault::WriteOverdue);
        };
        let judged = self.judge(answer, sent).await;
        judged.map_err(|fault| match fault {
            Fault::ConnectionLost => self.lost_during_write(),
            // It did what it was to do, or will have soon.
            Fault::Undecodable => Fault::UnreadableAnswer,
            Fault::ReadOnly => {
                self.retire(fault);
                fault
            }
            fault => fault,
        })
    }

    pub(super) fn condition(&self) -> watch::Receiver<Condition> {
        self.0.condition.subscribe()
    }

    /// Whether both lead to the same server, as far as an address tells.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.0.place == other.0.place
    }

    pub(super) fn is_usable(&self) -> bool {
        *self.0.condition.borrow() == Condition::Usable
    }

    /// Lets nothing more be asked.
    pub(super) fn retire(&self, fault: Fault) {
        self.0.condition.send_if_modified(|condition| {
            let usable = *condition == Condition::Usable;
            if usable {
                *condition = Condition::Retired(fault);
            }
            usable
        });
    }

    /// Tells that nothing is answered any more.
    pub(super) fn end(&self, fault: Fault) {
        self.0.condition.send_if_modified(|condition| {
            let answers = !matches!(condition, Condition::Over(_));
            if answers {
                *condition = Condition::Over(fault);
            }
            answers
        });
        self.0.line.close();
    }

    /// The turn to send something, if anything may be sent.
    async fn begin(&self) -> Result<Turn<'_>, Fault> {
        self.require_use()?;
        let was_usable = self.is_usable();
        let turn = self.0.line.turn(|| self.probe()).await?;
        self.require_use()?;
        // Another server may be asked by now, and what this one still acknowledges may be lost.
        if was_usable && !self.is_usable() {
            return Err(Fault::ConnectionLost);
        }
        Ok(turn)
    }

    /// Finds out when all is answered that was sent, as nobody waits for it any more.
    fn probe(&self) {
        let session = self.clone();
        let probe = session.0.line.begin_probe();
        tokio::spawn(async move {
            // Each of those before it may take its time.
            let statements = u32::try_from(probe.behind).unwrap_or(u32::MAX);
            let patience = session.0.silence.saturating_mul(statements.max(1));
            let mut connection = &session.0.connection;
            match timeout(patience, connection.batch_execute("")).await {
                Ok(_) => {
                    session.0.heard.fetch_add(1, Ordering::Relaxed);
                    session.0.line.end_probe(&probe);
                }
                Err(_) => session.end(Fault::Hung),
            }
        });
    }

    fn require_use(&self) -> Result<(), Fault> {
        match *self.0.condition.borrow() {
            Condition::Over(_) => Err(Fault::ConnectionLost),
            _ if Deadline::current().has_passed() => Err(Fault::Overdue),
            Condition::Usable | Condition::Retired(_) => Ok(()),
        }
    }

    async fn answer<T>(
        &self,
        query: impl Future<Output = QueryResult<T>> + Send,
        turn: Turn<'_>,
    ) -> Option<QueryResult<T>> {
        let (sent, heard) = (turn.begun(), self.heard());
        let answer = timeout_at(Deadline::current().at().into(), query).await;
        match &answer {
            Err(_) if self.heard() == heard => self.suspect(sent),
            Ok(Err(error)) if Fault::from(error) == Fault::ConnectionLost => {}
            Ok(_) => {
                self.0.heard.fetch_add(1, Ordering::Relaxed);
            }
            Err(_) => {}
        }
        if answer.is_ok() {
            turn.answered();
        }
        answer.ok()
    }

    async fn judge<T>(&self, answer: QueryResult<T>, sent: Instant) -> Result<T, Fault> {
        let took = sent.elapsed();
        let Err(error) = answer else {
            return answer.map_err(Fault::from);
        };
        if words::is_outdated_plan(&error) {
            // What is prepared stays so for as long as the connection lasts.
            self.retire(Fault::OutdatedPlan);
            return Err(Fault::OutdatedPlan);
        }
        if words::is_deadlock(&error) {
            return Err(Fault::Conflict);
        }
        match Fault::from(error) {
            // A statement's error, or the end of the connection, which goes to whoever is next to be answered, and says
            // nothing of his statement. The error does not tell; the connection does.
            Fault::Refused if !self.goes_on().await => Err(Fault::ConnectionLost),
            // Nor does it tell of a timeout; how long it took does. Once so much time is gone, there is none to try again.
            Fault::Refused if took >= self.0.timeout => Err(Fault::GivenUp),
            fault => Err(fault),
        }
    }

    /// Whether the connection answers after an error, asked behind everything else.
    async fn goes_on(&self) -> bool {
        let deadline = Deadline::current().at().into();
        let mut connection = &self.0.connection;
        let answer = timeout_at(deadline, connection.batch_execute("")).await;
        matches!(answer, Ok(Ok(())))
    }

    fn lost_during_write(&self) -> Fault {
        match *self.0.condition.borrow() {
            Condition::Over(Fault::NotReplicated) => Fault::NotReplicated,
            _ => Fault::LostDuringWrite,
        }
    }

    fn heard(&self) -> u64 {
        self.0.heard.load(Ordering::Relaxed)
    }

    /// Nobody got an answer since that moment. A queue that is merely long moves on; if this one does not, the
    /// connection is of no more use.
    fn suspect(&self, sent: Instant) {
        let hung = sent + self.0.silence;
        if hung <= Instant::now() {
            return self.end(Fault::Hung);
        }
        if self.0.suspected.swap(true, Ordering::Relaxed) {
            return;
        }
        let session = self.clone();
        tokio::spawn(async move {
            let heard = session.heard();
            let mut connection = &session.0.connection;
            let answer = timeout_at(hung, connection.batch_execute("")).await;
            if answer.is_err() && session.heard() == heard {
                session.end(Fault::Hung);
            }
            session.0.suspected.store(false, Ordering::Relaxed);
        });
    }
}

impl Deref for Session {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        &self.0.connection
    }
}
