//! Look-ups of credentials by their ids, any number of them in one statement.
//!
//! A statement costs more than a row. So whatever is looked for while a statement is under way waits, and is looked for in
//! the next one together. With one caller at a time nobody waits.

use std::slice;

use diesel::sql_types::{Array, BigInt, Uuid};
use diesel_async::RunQueryDsl;
use futures_util::future::join_all;
use pullkey_domain::id::{CompanyId, CredentialId};
use pullkey_storage::Deadline;
use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

use crate::{
    fault::Fault,
    link::Link,
    place::{Place, Waited},
    row::CredentialRow,
    schema::credentials,
    statement::Statement,
};

/// The queue of credentials that are looked for.
pub(crate) struct Finder {
    link: Link,
    queue: mpsc::Sender<Sought>,
}

/// A credential that somebody looks for.
struct Sought {
    company: CompanyId,
    id: CredentialId,
    deadline: Deadline,
    place: Place,
    answer: oneshot::Sender<Answer>,
}

type Answer = Result<Option<CredentialRow>, Fault>;

/// How many may wait. More would only wait past their deadlines.
const ROOM: usize = 4096;
/// How many are looked for at once.
const BATCH: usize = 256;

impl Finder {
    /// Begins to look on this connection, on the current runtime, until it is dropped.
    pub(crate) fn on(link: Link) -> Self {
        let (queue, arriving) = mpsc::channel(ROOM);
        tokio::spawn(work(link.clone(), arriving));
        Self { link, queue }
    }

    /// Whether it can be asked at once, and of the same server as the other link.
    pub(crate) fn is_connected_beside(&self, other: &Link) -> bool {
        !self.queue.is_closed() && self.link.is_connected_beside(other)
    }

    /// Whether anything can be looked for, which waits for a connection until the deadline of the running request.
    pub(crate) async fn check(&self) -> Result<(), Fault> {
        if self.queue.is_closed() {
            return Err(Fault::NotOpen);
        }
        self.link.session().await.map(drop)
    }

    /// The connection that it looks on, for what is looked for by something else than an id.
    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    /// Looks for it, together with whatever else is looked for, by the deadline of the running request.
    pub(crate) async fn find(&self, company: CompanyId, id: CredentialId) -> Answer {
        let (answer, answered) = oneshot::channel();
        let place = Place::default();
        let leaving = place.leaving();
        let sought = Sought {
            company,
            id,
            deadline: Deadline::current(),
            place,
            answer,
        };
        self.queue.try_send(sought).map_err(|error| match error {
            TrySendError::Full(_) => Fault::QueueFull,
            TrySendError::Closed(_) => Fault::NotOpen,
        })?;
        let why = |fault| Err(self.link.last_failure().unwrap_or(fault));
        match leaving.wait(answered).await {
            Waited::Answered(answer) => answer,
            // Nobody answers once the queue's task has ended, which is with the runtime.
            Waited::Vanished => Err(Fault::ConnectionLost),
            Waited::NoTurn => why(Fault::NoTurn),
            Waited::Overdue => why(Fault::Overdue),
        }
    }
}

async fn work(link: Link, mut arriving: mpsc::Receiver<Sought>) {
    let mut sought = Vec::new();
    while arriving.recv_many(&mut sought, BATCH).await > 0 {
        // For whoever has left, nothing is looked for.
        sought.retain(|it: &Sought| it.place.take());
        answer(&link, &mut sought).await;
    }
}

/// Answers them all. Where one may be to blame for what goes wrong with all of them, each is looked for alone.
async fn answer(link: &Link, sought: &mut Vec<Sought>) {
    let answers = match look_for(link, sought).await {
        Err(fault) if is_of_one_row(fault) && sought.len() > 1 => {
            let each = sought
                .iter()
                .map(|one| look_for(link, slice::from_ref(one)));
            let answers = join_all(each).await;
            for (one, alone) in sought.drain(..).zip(answers) {
                one.hear(alone.map(|mut found| found.pop().flatten()));
            }
            return;
        }
        answers => answers,
    };
    match answers {
        Ok(found) => {
            for (one, found) in sought.drain(..).zip(found) {
                one.hear(Ok(found));
            }
        }
        Err(fault) => sought.drain(..).for_each(|one| one.hear(Err(fault))),
    }
}

/// What there is of each of them, in their order, by the last of their deadlines.
async fn look_for(link: &Link, sought: &[Sought]) -> Result<Vec<Option<CredentialRow>>, Fault> {
    let Some(deadline) = sought.iter().map(|it| it.deadline).max() else {
        return Ok(Vec::new());
    };
    let company_ids: Vec<_> = sought.iter().map(|it| it.company.as_uuid()).collect();
    let ids: Vec<_> = sought.iter().map(|it| it.id.as_uuid()).collect();
    let (company_ids, ids) = (&company_ids, &ids);
    let rows = link.read(|session| {
        let find = Find::of(include_str!("../sql/find_credentials.sql"))
            .with::<Array<Uuid>, _>("company_ids", company_ids)
            .with::<Array<Uuid>, _>("ids", ids);
        async move { find.load(&mut &*session).await }
    });
    let rows: Vec<(i64, CredentialRow)> = deadline.bounding(rows).await?;
    let mut found: Vec<_> = sought.iter().map(|_| None).collect();
    for (nth, row) in rows {
        // PostgreSQL counts from one.
        let place = usize::try_from(nth).ok().and_then(|nth| nth.checked_sub(1));
        let place = place.and_then(|place| found.get_mut(place));
        *place.ok_or(Fault::Undecodable)? = Some(row);
    }
    Ok(found)
}

type Find<'a> = Statement<'a, (BigInt, credentials::SqlType)>;

/// Whether the others may be found without a single one.
fn is_of_one_row(fault: Fault) -> bool {
    fault == Fault::Undecodable || fault.may_be_of_one_row()
}

impl Sought {
    fn hear(self, answer: Answer) {
        // Whoever did not wait any longer was told so at its deadline.
        let _: Result<_, _> = self.answer.send(answer);
    }
}
