use std::collections::{HashMap, VecDeque, hash_map::Entry};

use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::new_credential::{Claim, Created, NewCredential};
use crate::{fault::Fault, place::Place};

/// Whatever waits to be created.
///
/// A statement can claim a key only once. So of those who claim the same one, the first stands in the line, and the
/// others behind it: they are answered by its record, or one of them takes its place.
#[derive(Default)]
pub(super) struct Queue {
    line: VecDeque<Waiting>,
    /// For each claim that stands in the line or is under way.
    behind: HashMap<Claim, VecDeque<Waiting>>,
}

/// A credential that waits to be created.
pub(super) struct Waiting {
    pub(super) new: NewCredential,
    pub(super) place: Place,
    pub(super) answer: oneshot::Sender<Answer>,
    /// What it takes of the room for those who wait.
    pub(super) room: OwnedSemaphorePermit,
}

pub(super) type Answer = Result<Created, Fault>;

/// How many go into one statement, and how many bytes of what a caller may choose the size of.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 1 << 20;

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// Whether the next statement could take more.
    pub(super) fn is_short(&self) -> bool {
        self.line.len() < BATCH
    }

    pub(super) fn push(&mut self, new: Waiting) {
        match new.new.claim().map(|claim| self.behind.entry(claim)) {
            Some(Entry::Occupied(mut others)) => return others.get_mut().push_back(new),
            Some(Entry::Vacant(claim)) => {
                claim.insert(VecDeque::new());
            }
            None => {}
        }
        self.line.push_back(new);
    }

    /// Takes from the front what goes into one statement, which is nothing if everybody has left. Each is to be answered.
    pub(super) fn next_batch(&mut self) -> Vec<Waiting> {
        let (mut batch, mut bytes) = (Vec::new(), 0);
        while batch.len() < BATCH
            && let Some(next) = self.line.pop_front()
        {
            let size = next.new.size();
            if bytes + size > BATCH_BYTES && !batch.is_empty() {
                self.line.push_front(next);
                break;
            }
            if next.place.take() {
                bytes += size;
                batch.push(next);
            } else {
                self.pass(&next);
            }
        }
        batch
    }

    /// Answers one whose turn has come, and those behind it who are answered by the same record.
    pub(super) fn answer(&mut self, waiting: Waiting, answer: Answer) {
        match answer {
            Ok(Created::Stored | Created::ClaimedBefore) => {
                let claim = waiting.new.claim();
                let others = claim.and_then(|claim| self.behind.remove(&claim));
                for other in others.into_iter().flatten() {
                    other.hear(Ok(Created::ClaimedBefore));
                }
            }
            Ok(Created::CompanyGone) | Err(_) => self.pass(&waiting),
        }
        waiting.hear(answer);
    }

    /// Answers everybody that nothing was written.
    pub(super) fn refuse(&mut self, fault: Fault) {
        let behind = self.behind.drain().flat_map(|(_, others)| others);
        for waiting in self.line.drain(..).chain(behind) {
            waiting.hear(Err(fault));
        }
    }

    /// Lets the next one that claims the same take its place, as nothing came of this one.
    pub(super) fn pass(&mut self, over: &Waiting) {
        let Some(claim) = over.new.claim() else {
            return;
        };
        match self.behind.get_mut(&claim).and_then(VecDeque::pop_front) {
            Some(next) => self.line.push_front(next),
            None => drop(self.behind.remove(&claim)),
        }
    }
}

impl Waiting {
    fn hear(self, answer: Answer) {
        // Whoever did not wait any longer was told so at its deadline.
        let _: Result<_, _> = self.answer.send(answer);
        drop(self.room);
    }
}
