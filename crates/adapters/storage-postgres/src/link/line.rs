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

/// So many are sent before the first of them is answered. More would be faster only where PostgreSQL is more than that many
/// statements away.
const SENT: usize = 6;
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

    /// Waits until a statement may be sent, for as long as the running request may wait for others.
    pub(super) async fn turn(&self) -> Result<Turn<'_>, Fault> {
        if let Ok(_first) = self.first.try_lock()
            && let Some(turn) = self.take()
        {
            return Ok(turn);
        }
        let turn = Deadline::current().turn(self.wait()).await;
        turn.unwrap_or(Err(Fault::NoTurn))
    }

    /// Lets nobody send anything more.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.moved.notify_one();
    }

    async fn wait(&self) -> Result<Turn<'_>, Fault> {
        let _first = self.first.lock().await;
        loop {
            if self.closed.load(Ordering::Acquire) {
                return Err(Fault::ConnectionLost);
            }
            if let Some(turn) = self.take() {
                return Ok(turn);
            }
            self.moved.notified().await;
        }
    }

    fn take(&self) -> Option<Turn<'_>> {
        let number = self.state().take()?;
        Some(Turn {
            line: self,
            number,
            begun: Instant::now(),
            answered_at: None,
        })
    }

    // Nothing panics while it holds it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<u64> {
        // One is always sent: by its answer it shows how fast the connection has become.
        if self.awaited > 0 && !self.has_room() {
            return None;
        }
        self.awaited += 1;
        self.sent += 1;
        Some(self.sent)
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
mod tests {
    use futures_util::future::join_all;

    use super::*;

    /// Before a connection that answers that fast, which is known.
    fn at_pace(pace: Duration) -> Line {
        let line = Line::new();
        answer_each_after(&line, pace, 12);
        line
    }

    /// So many statements are answered after this time each.
    fn answer_each_after(line: &Line, pace: Duration, statements: usize) {
        for _ in 0..statements {
            let mut turn = line.take().unwrap();
            let since = line.state().answered_at.max(turn.begun);
            turn.answered_at = Some(since + pace);
        }
    }

    /// As many turns as there are at once.
    fn turns(line: &Line) -> Vec<Turn<'_>> {
        std::iter::from_fn(|| line.take()).collect()
    }

    async fn turn_within(line: &Line, patience: Duration) -> Result<Turn<'_>, Fault> {
        let deadline = Deadline::after(Duration::from_mins(1)).with_turn_within(patience);
        deadline.bounding(line.turn()).await
    }

    #[test]
    fn the_slower_the_answers_come_the_fewer_statements_are_sent_before_them() {
        for (millis, sent) in [(1, 6), (90, 5), (200, 2), (300, 1), (3000, 1)] {
            let line = at_pace(Duration::from_millis(millis));
            assert_eq!(turns(&line).len(), sent, "{millis} ms");
        }
    }

    #[test]
    fn a_new_connection_shows_first_how_fast_it_is() {
        let line = Line::new();
        let [turn] = turns(&line).try_into().ok().unwrap();
        turn.answered();
        answer_each_after(&line, Duration::from_millis(1), 1);
        assert_eq!(turns(&line).len(), 3);
    }

    #[tokio::test]
    async fn whoever_waits_longer_than_he_may_has_sent_nothing() {
        let line = at_pace(Duration::from_millis(300));
        let before = line.take().unwrap();
        let sent = line.state().sent;
        let refused = turn_within(&line, Duration::from_millis(20)).await;
        assert_eq!(refused.err(), Some(Fault::NoTurn));
        assert_eq!(line.state().sent, sent);
        before.answered();
        assert!(turn_within(&line, Duration::ZERO).await.is_ok());
    }

    #[tokio::test]
    async fn turns_come_in_the_order_of_the_line() {
        let line = at_pace(Duration::from_millis(300));
        let before = line.take().unwrap();
        let patience = Duration::from_mins(1);
        let (first, second) = tokio::join!(
            async {
                let turn = turn_within(&line, patience).await.unwrap();
                let number = turn.number;
                turn.answered();
                number
            },
            async {
                let second = turn_within(&line, patience);
                let answered = async { before.answered() };
                tokio::join!(second, answered).0.unwrap().number
            },
        );
        assert!(first < second);
    }

    #[test]
    fn what_nobody_waits_for_stands_in_the_way_until_something_behind_it_is_answered() {
        let line = at_pace(Duration::from_millis(1));
        let mut sent = turns(&line);
        let last = sent.pop().unwrap();
        drop(sent);
        assert_eq!(turns(&line).len(), 0);
        last.answered();
        assert_eq!(turns(&line).len(), SENT);
    }

    #[test]
    fn when_nobody_waits_for_an_answer_one_is_sent() {
        let line = at_pace(Duration::from_millis(1));
        drop(turns(&line));
        assert_eq!(turns(&line).len(), 1);
    }

    #[test]
    fn after_a_slow_spell_a_few_fast_answers_are_enough() {
        let line = at_pace(Duration::from_secs(4));
        answer_each_after(&line, Duration::from_millis(1), 7);
        assert_eq!(turns(&line).len(), SENT);
    }

    #[tokio::test]
    async fn nobody_waits_before_a_connection_that_is_over() {
        let line = Line::new();
        let _before = line.take().unwrap();
        let patience = Duration::from_mins(1);
        let waiting = [turn_within(&line, patience), turn_within(&line, patience)];
        let closing = async { line.close() };
        let (waited, ()) = tokio::join!(join_all(waiting), closing);
        for waited in waited {
            assert_eq!(waited.err(), Some(Fault::ConnectionLost));
        }
    }
}
