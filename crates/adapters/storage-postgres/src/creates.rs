//! Creates of credentials, any number of them in one statement.
//!
//! A commit costs more than a row. So whatever is to be created while a statement is under way waits, and goes into the
//! next one together. With one caller at a time nobody waits.

mod insert;
mod new_credential;
mod queue;

use std::sync::Arc;

use pullkey_storage::Deadline;
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::timeout_at,
};

pub(crate) use self::new_credential::{Created, NewCredential};
use self::{
    insert::insert,
    queue::{Answer, Queue, Waiting},
};
use crate::{
    fault::Fault,
    link::{Link, Session},
    place::Place,
};

/// The queue of credentials to be created.
pub(crate) struct Creates {
    link: Link,
    room: Arc<Semaphore>,
    queue: mpsc::UnboundedSender<Waiting>,
}

/// How many may wait, those included that are under way. More would only wait past their deadlines.
const ROOM: usize = 4096;

impl Creates {
    /// Begins to create on this connection, on the current runtime, until it is dropped.
    pub(crate) fn on(link: Link) -> Self {
        let room = Arc::new(Semaphore::new(ROOM));
        let (queue, waiting) = mpsc::unbounded_channel();
        tokio::spawn(work(link.clone(), waiting));
        Self { link, room, queue }
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
            return Err(self.no_turn());
        }
        let room = Arc::clone(&self.room).try_acquire_owned();
        let room = room.map_err(|_| Fault::QueueFull)?;
        let (answer, answered) = oneshot::channel();
        let place = Place::default();
        let leaving = place.leaving();
        let queued = self.queue.send(Waiting {
            new,
            place,
            answer,
            room,
        });
        queued.map_err(|_| Fault::NotOpen)?;
        match timeout_at(Deadline::current().at().into(), answered).await {
            Ok(Ok(answer)) => answer,
            // Nobody answers once the queue's task has ended, which is with the runtime.
            Ok(Err(_)) => Err(Fault::LostDuringWrite),
            Err(_) if leaving.leave() => Err(self.no_turn()),
            Err(_) => Err(Fault::WriteOverdue),
        }
    }

    /// Why somebody's turn did not come in time.
    fn no_turn(&self) -> Fault {
        self.link.last_failure().unwrap_or(Fault::NoTurn)
    }
}

async fn work(link: Link, mut arriving: mpsc::UnboundedReceiver<Waiting>) {
    let mut queue = Queue::default();
    loop {
        if queue.is_empty() {
            match arriving.recv().await {
                Some(first) => queue.push(first),
                None => return,
            }
        }
        while queue.is_short()
            && let Ok(next) = arriving.try_recv()
        {
            queue.push(next);
        }
        // Nobody's turn comes before there is a connection: whoever leaves until then knows that nothing was written.
        match link.session().await {
            // Everybody may have left.
            Ok(session) => match queue.next_batch() {
                batch if batch.is_empty() => {}
                batch => store(&link, &session, batch, &mut queue).await,
            },
            Err(fault) => queue.refuse(fault),
        }
    }
}

async fn store(link: &Link, session: &Session, batch: Vec<Waiting>, queue: &mut Queue) {
    let rows: Vec<_> = batch.iter().map(|it| &it.new).collect();
    let inserted = match insert(&rows, session).await {
        Err(fault) if fault.is_passing() => match link.session().await {
            Ok(session) => insert(&rows, &session).await,
            Err(_) => Err(fault),
        },
        inserted => inserted,
    };
    match inserted {
        Ok(created) => {
            for (waiting, created) in batch.into_iter().zip(created) {
                queue.answer(waiting, Ok(created));
            }
        }
        Err(fault) if fault.may_be_of_one_row() && batch.len() > 1 => {
            store_each(session, batch, queue).await;
        }
        Err(fault) => {
            for waiting in batch {
                queue.answer(waiting, Err(fault));
            }
        }
    }
}

/// Tries each alone, as together they were refused, which left nothing behind: only the one that spoils it fails.
/// Whatever else goes wrong with one is answered to those after it, too, and nothing is asked for them.
async fn store_each(session: &Session, batch: Vec<Waiting>, queue: &mut Queue) {
    for waiting in &batch {
        waiting.place.give_back();
    }
    let mut stopped = None;
    for waiting in batch {
        if !waiting.place.take() {
            queue.pass(&waiting);
            continue;
        }
        let answer = match stopped {
            Some(fault) => Err(fault),
            None => store_alone(session, &waiting.new).await,
        };
        if let Err(fault) = answer
            && !fault.may_be_of_one_row()
        {
            stopped = Some(if fault.wrote_nothing() {
                fault
            } else {
                Fault::NoTurn
            });
        }
        queue.answer(waiting, answer);
    }
}

async fn store_alone(session: &Session, new: &NewCredential) -> Answer {
    let created = insert(&[new], session).await?;
    created.first().copied().ok_or(Fault::UnreadableAnswer)
}
