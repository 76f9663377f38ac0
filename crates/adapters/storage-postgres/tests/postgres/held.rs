//! Creates that wait for one that cannot end.

use std::{future::poll_fn, pin::Pin, sync::Arc, task::Poll};

use pullkey_domain::{
    audit::Recorded, company::Company, credential::Credential, idempotency::IdempotencyRecord,
};
use pullkey_storage::{
    CredentialStore, InsertError, Inserted, StoreError, contract::fixtures::a_credential,
};
use pullkey_storage_postgres::PostgresStore;
use tokio::task::JoinHandle;
use tokio_postgres::Client;

use crate::place::{Place, a_stored_company};

pub(crate) type Answer = Result<Inserted, InsertError>;

/// A store with a statement of creates under way that cannot end, so that whatever is created meanwhile waits.
pub(crate) struct Held {
    pub(crate) place: Place,
    store: Arc<PostgresStore>,
    pub(crate) company: Company,
    under_way: JoinHandle<Answer>,
    holder: Client,
}

impl Held {
    pub(crate) async fn new() -> Self {
        let place = Place::new();
        let store = Arc::new(place.open().await);
        let company = a_stored_company(&store).await;
        Self::at(place, store, company).await
    }

    pub(crate) async fn at(place: Place, store: Arc<PostgresStore>, company: Company) -> Self {
        let holder = hold(&place).await;
        let created = a_credential().of(&company).recorded();
        let under_way = tokio::spawn(insert(&store, created, None));
        place.wait_until_a_session_waits();
        Self {
            place,
            store,
            company,
            under_way,
            holder,
        }
    }

    pub(crate) fn created(&self) -> Recorded<Credential> {
        a_credential().of(&self.company).recorded()
    }

    pub(crate) fn insert(
        &self,
        created: Recorded<Credential>,
    ) -> impl Future<Output = Answer> + 'static {
        insert(&self.store, created, None)
    }

    pub(crate) fn claim(
        &self,
        created: Recorded<Credential>,
        record: &IdempotencyRecord,
    ) -> impl Future<Output = Answer> + 'static {
        insert(&self.store, created, Some(record.clone()))
    }

    /// Lets the statement end.
    pub(crate) async fn release(&mut self) {
        self.holder.batch_execute("ROLLBACK").await.unwrap();
        let answer = (&mut self.under_way).await.unwrap();
        assert!(is_stored(&answer), "{answer:?}");
    }

    /// How many there are.
    pub(crate) fn stored(&self) -> usize {
        whole(&self.place)
    }

    /// How many statements stored them.
    pub(crate) fn statements(&self) -> usize {
        let commits = "SELECT count(DISTINCT xmin::text) FROM credentials";
        self.place.query(commits).parse().unwrap()
    }
}

/// Keeps every create from ending.
pub(crate) async fn hold(place: &Place) -> Client {
    let holder = place.session().await;
    let hold = "BEGIN; LOCK credentials IN SHARE MODE";
    holder.batch_execute(hold).await.unwrap();
    holder
}

pub(crate) fn insert(
    store: &Arc<PostgresStore>,
    created: Recorded<Credential>,
    claim: Option<IdempotencyRecord>,
) -> impl Future<Output = Answer> + Send + 'static {
    let store = store.clone();
    async move { CredentialStore::insert(&*store, &created, claim).await }
}

/// Has all of them in the queue.
pub(crate) async fn begin(mut creates: Pin<&mut impl Future>) {
    poll_fn(|context| Poll::Ready(creates.as_mut().poll(context).is_ready())).await;
}

pub(crate) fn is_stored(answer: &Answer) -> bool {
    matches!(answer, Ok(Inserted::Stored))
}

pub(crate) fn is_unavailable(answer: &Answer) -> bool {
    matches!(answer, Err(InsertError::Store(StoreError::Unavailable(_))))
}

/// How many credentials there are, each with its event of the same commit, and counted.
pub(crate) fn whole(place: &Place) -> usize {
    let counts = place.query(
        "SELECT (SELECT count(*) FROM credentials),
            (SELECT count(*) FROM audit_events WHERE action = 'credential.create'),
            (SELECT coalesce(sum(count), 0) FROM credential_counts),
            (SELECT count(*) FROM credentials JOIN audit_events
                ON audit_events.company_id = credentials.company_id AND target_id = credentials.id
                AND audit_events.xmin = credentials.xmin)",
    );
    let counts: Vec<usize> = counts.split('|').map(|it| it.parse().unwrap()).collect();
    assert_eq!(counts, [counts[0]; 4]);
    counts[0]
}
