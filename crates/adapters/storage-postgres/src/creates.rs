//! Creates of credentials, any number of them in one statement.
//!
//! A commit costs more than a row. So whatever is to be created while a statement is under way waits, and goes into the
//! next one together. With one caller at a time nobody waits.

mod insert;
mod new_credential;
mod place;

use std::collections::{HashSet, VecDeque};

use futures_util::future::join_all;
use pullkey_storage::Deadline;
use tokio::{
    sync::{
        mpsc::{self, error::TrySendError},
        oneshot,
    },
    time::timeout_at,
};

pub(crate) use self::new_credential::{Created, NewCredential};
use self::{insert::insert, place::Place};
use crate::{
    fault::Fault,
    link::{Link, Session},
};

/// The queue of credentials to be created.
pub(crate) struct Creates {
    link: Link,
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    new: NewCredential,
    place: Place,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<Created, Fault>;

/// How many may wait. More would only wait past their deadlines.
const QUEUE: usize = 4096;
/// How many go into one statement, and how many bytes of what a caller may choose the size of.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 1 << 20;

impl Creates {
    /// Begins to create on this connection, on the current runtime, until it is dropped.
    pub(crate) fn on(link: Link) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(work(link.clone(), waiting));
        Self { link, queue }
    }

    /// Whether anything can be created, which waits for a connection until the deadline of the running request.
    pub(crate) async fn check(&self) -> Result<(), Fault> {
        if self.queue.is_closed() {
            return Err(Fault::NotOpen);
        }
        self.link.session().await.map(drop)
    }

    /// Creates it, together with whatever else waits, by the deadline of the running request. A caller that is gone
    /// before its turn creates nothing.
    pub(crate) async fn create(&self, new: NewCredential) -> Answer {
        if Deadline::current().has_passed() {
            return Err(Fault::NoTurn);
        }
        let (answer, answered) = oneshot::channel();
        let place = Place::default();
        let leaving = place.leaving();
        self.queue
            .try_send(Waiting { new, place, answer })
            .map_err(|refused| match refused {
                TrySendError::Full(_) => Fault::QueueFull,
                TrySendError::Closed(_) => Fault::NotOpen,
            })?;
        match timeout_at(Deadline::current().at().into(), answered).await {
            Ok(Ok(answer)) => answer,
            // Nobody answers once the queue's task has ended, which is with the runtime.
            Ok(Err(_)) => Err(Fault::LostDuringWrite),
            Err(_) if leaving.leave() => Err(Fault::NoTurn),
            Err(_) => Err(Fault::WriteOverdue),
        }
    }
}

async fn work(link: Link, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting = VecDeque::new();
    loop {
        if waiting.is_empty() {
            match queue.recv().await {
                Some(first) => waiting.push_back(first),
                None => return,
            }
        }
        while waiting.len() < BATCH
            && let Ok(next) = queue.try_recv()
        {
            waiting.push_back(next);
        }
        // Nobody's turn comes before there is a connection: whoever leaves until then knows that nothing was written.
        match link.session().await {
            // Everybody may have left.
            Ok(session) => match next_batch(&mut waiting) {
                batch if batch.is_empty() => {}
                batch => store(&session, batch).await,
            },
            Err(fault) => refuse(&mut waiting, fault),
        }
    }
}

fn refuse(waiting: &mut VecDeque<Waiting>, fault: Fault) {
    for waiting in waiting.drain(..) {
        if waiting.place.take() {
            // A caller that is gone need not be told.
            let _: Result<_, _> = waiting.answer.send(Err(fault));
        }
    }
}

/// Takes from the front what goes into one statement. A statement can claim a key only once, so of two callers with one
/// key the later one keeps waiting: it is answered by the record of the first.
fn next_batch(waiting: &mut VecDeque<Waiting>) -> Vec<Waiting> {
    let (mut batch, mut later) = (Vec::new(), VecDeque::new());
    let (mut claims, mut bytes) = (HashSet::new(), 0);
    while let Some(next) = waiting.pop_front() {
        let size = next.new.size();
        if batch.len() == BATCH || (bytes + size > BATCH_BYTES && !batch.is_empty()) {
            waiting.push_front(next);
            break;
        }
        if next.new.claim().is_some_and(|claim| !claims.insert(claim)) {
            later.push_back(next);
        } else if next.place.take() {
            bytes += size;
            batch.push(next);
        }
    }
    later.append(waiting);
    *waiting = later;
    batch
}

async fn store(session: &Session, batch: Vec<Waiting>) {
    let rows: Vec<_> = batch.iter().map(|it| &it.new).collect();
    let answers = store_on(session, &rows).await;
    for (waiting, answer) in batch.into_iter().zip(answers) {
        // A caller that did not wait any longer was told that the outcome is unknown.
        let _: Result<_, _> = waiting.answer.send(answer);
    }
}

/// A statement that was refused left nothing behind, so each of its rows is tried alone: only the one that spoils it
/// fails. One that was not answered may have been committed, so nothing is tried again.
async fn store_on(session: &Session, rows: &[&NewCredential]) -> Vec<Answer> {
    match insert(rows, session).await {
        Ok(created) => created.into_iter().map(Ok).collect(),
        Err(fault) if fault.may_be_of_one_row() && rows.len() > 1 => {
            let alone = rows.iter().map(async |row| {
                let created = insert(&[row], session).await?;
                created.into_iter().next().ok_or(Fault::UnreadableAnswer)
            });
            join_all(alone).await
        }
        Err(fault) => vec![Err(fault); rows.len()],
    }
}
