use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use pullkey_storage::Deadline;
use tokio::{
    sync::{self, Notify},
    time::Instant,
};

use crate::fault::Fault;

/// The line before a connection. What was sent is never taken back, so only little is: enough that PostgreSQL has something
/// to do while answers are on their way. Whoever is not sent yet can still be refused, and then nothing was done for him.
pub(super) struct Line {
    state: Mutex<State>,
    /// Whoever is first in the line holds it.
    first: sync::Mutex<()>,
    moved: Notify,
    closed: AtomicBool,
}

/// Statements that were sent, and how fast they are answered. Answers come in the order of what was sent.
struct State {
    sent: u64,
    /// Whose answers somebody waits for.
    awaited: usize,
    /// Those for whose answers nobody waits any more. They stand in the way of the others all the same.
    forsaken: Vec<u64>,
    /// The time from one answer to the next, of late.
    pace: Duration,
    answered_at: Instant,
}

/// The right to send a statement, until its answer.
pub(super) struct Turn<'a> {
    line: &'a Line,
    number: u64,
    begun: Instant,
    answered_at: Option<Instant>,
}

/// What was sent to learn when all before it is answered.
pub(super) struct Probe {
    /// How many statements that nobody waits for were sent before.
    pub(super) behind: usize,
    number: u64,
}

/// So many are sent before the first of them is answered. More would be faster only where PostgreSQL is more than that many
/// statements away.
const SENT: usize = 4;
/// What is sent is to be answered in this time, at the pace of late.
const BACKLOG: Duration = Duration::from_millis(500);

impl Line {
    /// Before a new connection, of which nothing is known: one statement is sent at first.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                sent: 0,
                awaited: 0,
                forsaken: Vec::new(),
                pace: BACKLOG,
                answered_at: Instant::now(),
            }),
            first: sync::Mutex::default(),
            moved: Notify::new(),
            closed: AtomicBool::new(false),
        }
    }

    /// Waits until a statement may be sent, for as long as the running request may wait for others. `probe` is to send one
    /// that asks nothing, where only its answer can tell that what stands in the way is answered.
    pub(super) async fn turn(&self, probe: impl Fn()) -> Result<Turn<'_>, Fault> {
        if let Ok(_first) = self.first.try_lock()
            && let Some(turn) = self.take()
        {
            return Ok(turn);
        }
        let turn = Deadline::current().turn(self.wait(probe)).await;
        turn.unwrap_or(Err(Fault::NoTurn))
    }

    /// Lets nobody send anything more.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.moved.notify_one();
    }

    /// Counts something that asks nothing as sent: it may be at any time, and one is enough.
    pub(super) fn begin_probe(&self) -> Probe {
        let mut state = self.state();
        Probe {
            behind: state.forsaken.len(),
            number: state.send(),
        }
    }

    /// It was answered, and so was all that was sent before. How fast that was tells nothing.
    pub(super) fn end_probe(&self, probe: &Probe) {
        let mut state = self.state();
        state.awaited -= 1;
        state.forsaken.retain(|it| *it > probe.number);
        state.answered_at = Instant::now();
        drop(state);
        self.moved.notify_one();
    }

    async fn wait(&self, probe: impl Fn()) -> Result<Turn<'_>, Fault> {
        let _first = self.first.lock().await;
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(Fault::ConnectionLost);
            }
            if let Some(turn) = self.take() {
                return Ok(turn);
            }
            if self.state().is_forsaken() {
                probe();
            }
            self.moved.notified().await;
        }
    }

    fn take(&self) -> Option<Turn<'_>> {
        let number = self.state().take()?;
        Some(self.begun(number))
    }

    fn begun(&self, number: u64) -> Turn<'_> {
        Turn {
            line: self,
            number,
            begun: Instant::now(),
            answered_at: None,
        }
    }

    // Nothing panics while it holds it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<u64> {
        // One is always sent: by its answer it shows how fast the connection has become.
        let is_free = self.awaited == 0 && self.forsaken.is_empty();
        (is_free || self.has_room()).then(|| self.send())
    }

    fn send(&mut self) -> u64 {
        self.awaited += 1;
        self.sent += 1;
        self.sent
    }

    /// Whether there is no room, and nobody who will notice that there is: whoever hangs up takes it, too.
    fn is_forsaken(&self) -> bool {
        self.awaited == 0 && !self.forsaken.is_empty() && !self.has_room()
    }

    fn has_room(&self) -> bool {
        let then = self.awaited + self.forsaken.len() + 1;
        let pace = u32::try_from(then).ok().map(|then| self.pace * then);
        then <= SENT && pace.is_some_and(|pace| pace <= BACKLOG)
    }

    fn answer(&mut self, number: u64, begun: Instant, now: Instant) {
        self.awaited -= 1;
        self.forsaken.retain(|it| *it > number);
        let since = self.answered_at.max(begun);
        self.pace = (self.pace + now.saturating_duration_since(since)) / 2;
        self.answered_at = now;
    }

    fn forsake(&mut self, number: u64) {
        self.awaited -= 1;
        self.forsaken.push(number);
    }
}

impl Turn<'_> {
    /// When it came.
    pub(super) fn begun(&self) -> Instant {
        self.begun
    }

    /// The statement was answered.
    pub(super) fn answered(mut self) {
        self.answered_at = Some(Instant::now());
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.line.state();
        match self.answered_at {
            Some(now) => state.answer(self.number, self.begun, now),
            None => state.forsake(self.number),
        }
        drop(state);
        self.line.moved.notify_one();
    }
}

#[cfg(test)]
mod tests;
