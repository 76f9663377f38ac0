//! How many keys are looked up at once, and whose turn is next.

mod line;

use std::{
    future::poll_fn,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use self::line::{Arrival, Fate, Line, Number};
use super::{ClientNetwork, token_mark::TokenMark};

/// So many keys are looked up at once.
pub(super) const AT_ONCE: usize = line::RUNNING;

/// The turns to look a key up in the store: 16 at a time, and 100 wait for theirs. The parties that wait take turns, so
/// that none waits for all that another one sends. Once the line is full, whoever comes displaces the newest of the party
/// that has the most in it, unless his own would then have as many: so nobody keeps others out by sending more.
#[derive(Default)]
pub(super) struct LookUps(Mutex<Line>);

/// Who takes turns with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    /// Whoever comes from this network with a token that was never valid, or not lately.
    Network(ClientNetwork),
    /// Whoever comes from this network with tokens that were valid lately, but were refused since. What they send counts as
    /// no failure, so it stands in nobody else's way.
    Refused(ClientNetwork),
    /// Whoever comes with this token, which was valid when it was looked up last, from wherever. Nobody stands before him,
    /// be it from his network or with his key's handle, which is public.
    Token(TokenMark),
}

/// The right to look one key up, until it is dropped.
pub(super) struct Turn<'a>(&'a LookUps);

/// There is no place in the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TurnedAway;

/// A place in the line, until it is dropped.
struct Place<'a> {
    look_ups: &'a LookUps,
    number: Number,
}

impl LookUps {
    /// Waits for a turn.
    pub(super) async fn turn(&self, party: Party) -> Result<Turn<'_>, TurnedAway> {
        let arrival = self.line().arrive(party);
        let (number, displaced) = match arrival {
            Arrival::Served => return Ok(Turn(self)),
            Arrival::TurnedAway => return Err(TurnedAway),
            Arrival::Waits(number, displaced) => (number, displaced),
        };
        let look_ups = self;
        let place = Place { look_ups, number };
        if let Some(displaced) = displaced {
            displaced.wake();
        }
        poll_fn(|context| place.poll(context)).await
    }

    // Nothing panics while it holds it.
    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<'a> Place<'a> {
    fn poll(&self, context: &Context<'_>) -> Poll<Result<Turn<'a>, TurnedAway>> {
        let fate = self.look_ups.line().poll(self.number, context.waker());
        fate.map(|fate| match fate {
            Fate::Served => Ok(Turn(self.look_ups)),
            Fate::TurnedAway => Err(TurnedAway),
        })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let next = self.look_ups.line().leave(self.number);
        if let Some(next) = next {
            next.wake();
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let next = self.0.line().end_turn();
        if let Some(next) = next {
            next.wake();
        }
    }
}

#[cfg(test)]
mod tests;
