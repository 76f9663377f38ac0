//! Creates of credentials, any number of them in one statement.
//!
//! A commit costs more than a row. So whatever is to be created while a statement is under way waits, and goes into the
//! next one together. With one caller at a time nobody waits.

mod insert;
mod new_credential;
mod place;
mod queue;

use std::sync::Arc;

use futures_util::future::join_all;
use pullkey_storage::Deadline;
use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    time::timeout_at,
};

pub(crate) use self::new_credential::{Created, NewCredential};
use self::{
    insert::insert,
    place::Place,
    queue::{Answer, Queue, Waiting},
};
use crate::{
    fault::Fault,
    link::{Link, Session},
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
            return Err(Fault::NoTurn);
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
            Err(_) if leaving.leave() => Err(Fault::NoTurn),
            Err(_) => Err(Fault::WriteOverdue),
        }
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
                batch => store(&session, batch, &mut queue).await,
            },
            Err(fault) => queue.refuse(fault),
        }
    }
}

async fn store(session: &Session, batch: Vec<Waiting>, queue: &mut Queue) {
    let rows: Vec<_> = batch.iter().map(|it| &it.new).collect();
    let answers = store_on(session, &rows).await;
    for (waiting, answer) in batch.into_iter().zip(answers) {
        queue.answer(waiting, answer);
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
