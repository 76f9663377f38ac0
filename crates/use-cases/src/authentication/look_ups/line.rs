use std::{
    collections::{HashMap, VecDeque},
    task::{Poll, Waker},
};

use super::Party;

/// Who is being served, and who waits for that. It only counts and puts in order: whoever it gives a waker back to is to be
/// woken, once it is unlocked.
#[derive(Default)]
pub(super) struct Line {
    running: usize,
    waiting: usize,
    /// Whose turn is next stands first, and goes to the end with it. None is empty; while a turn is free, there is none.
    queues: VecDeque<Queue>,
    /// Who no longer waits, but was not told yet.
    settled: HashMap<Number, Fate>,
    arrivals: Number,
}

/// Tells those who wait apart.
pub(super) type Number = u64;

/// What becomes of somebody who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Served,
    TurnedAway,
}

/// What becomes of somebody who comes.
pub(super) enum Arrival {
    Served,
    TurnedAway,
    /// Waits. If somebody else was turned away for that, he is to be woken.
    Waits(Number, Option<Waker>),
}

struct Queue {
    party: Party,
    waiters: VecDeque<Waiter>,
}

struct Waiter {
    number: Number,
    waker: Waker,
}

/// So many are served at once.
pub(super) const RUNNING: usize = 16;
/// So many wait, of all parties together.
pub(super) const WAITING: usize = 100;

impl Line {
    pub(super) fn arrive(&mut self, party: Party) -> Arrival {
        if self.running < RUNNING {
            self.running += 1;
            return Arrival::Served;
        }
        let displaced = if self.waiting == WAITING {
            match self.displace_for(party) {
                Some(waiter) => Some(self.settle(waiter, Fate::TurnedAway)),
                None => return Arrival::TurnedAway,
            }
        } else {
            None
        };
        self.arrivals += 1;
        let number = self.arrivals;
        let waker = Waker::noop().clone();
        self.queue_of(party).push_back(Waiter { number, waker });
        self.waiting += 1;
        Arrival::Waits(number, displaced)
    }

    /// What became of somebody who waits; if nothing yet, this is whom to wake then.
    pub(super) fn poll(&mut self, number: Number, waker: &Waker) -> Poll<Fate> {
        if let Some(fate) = self.settled.remove(&number) {
            return Poll::Ready(fate);
        }
        let mut waiters = self.queues.iter_mut().flat_map(|queue| &mut queue.waiters);
        if let Some(waiter) = waiters.find(|waiter| waiter.number == number) {
            waiter.waker.clone_from(waker);
        }
        Poll::Pending
    }

    /// Somebody waits no longer, told or not.
    pub(super) fn leave(&mut self, number: Number) -> Option<Waker> {
        match self.settled.remove(&number) {
            Some(Fate::Served) => return self.end_turn(),
            Some(Fate::TurnedAway) => return None,
            None => {}
        }
        for queue in &mut self.queues {
            let before = queue.waiters.len();
            queue.waiters.retain(|waiter| waiter.number != number);
            self.waiting -= before - queue.waiters.len();
        }
        self.queues.retain(|queue| !queue.waiters.is_empty());
        None
    }

    /// Somebody who was served is done: the next one's turn begins, if anybody waits.
    pub(super) fn end_turn(&mut self) -> Option<Waker> {
        let mut queue = self.queues.pop_front();
        let next = queue.as_mut().and_then(|it| it.waiters.pop_front());
        self.queues
            .extend(queue.filter(|it| !it.waiters.is_empty()));
        let Some(next) = next else {
            self.running -= 1;
            return None;
        };
        self.waiting -= 1;
        Some(self.settle(next, Fate::Served))
    }

    /// Takes the newest of the longest queue out, if that queue stays at least as long as the newcomer's becomes.
    fn displace_for(&mut self, party: Party) -> Option<Waiter> {
        let own = self.queue(party).map_or(0, |queue| queue.waiters.len());
        let longest = self.queues.iter_mut().max_by_key(|it| it.waiters.len())?;
        if longest.waiters.len() <= own + 1 {
            return None;
        }
        self.waiting -= 1;
        longest.waiters.pop_back()
    }

    fn settle(&mut self, waiter: Waiter, fate: Fate) -> Waker {
        self.settled.insert(waiter.number, fate);
        waiter.waker
    }

    fn queue(&self, party: Party) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.party == party)
    }

    fn queue_of(&mut self, party: Party) -> &mut VecDeque<Waiter> {
        let place = self.queues.iter().position(|it| it.party == party);
        let place = place.unwrap_or_else(|| {
            let waiters = VecDeque::new();
            self.queues.push_back(Queue { party, waiters });
            self.queues.len() - 1
        });
        &mut self.queues[place].waiters
    }

    #[cfg(test)]
    pub(super) fn running_and_waiting(&self) -> (usize, usize) {
        let waiting: usize = self.queues.iter().map(|it| it.waiters.len()).sum();
        assert_eq!(waiting, self.waiting);
        (self.running, waiting)
    }
}
