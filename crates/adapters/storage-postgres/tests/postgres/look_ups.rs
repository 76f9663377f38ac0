//! Credentials that are looked for at the same time: whatever happens to one, each gets its own answer.

use std::{pin::pin, slice, thread, time::Duration};

use futures_util::future::join_all;
use pullkey_domain::{
    api_key::Reach,
    company::Company,
    credential::Credential,
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{
    CredentialStore, Deadline, StoreError, StoreHealth,
    contract::fixtures::{a_credential, a_query},
};
use pullkey_storage_postgres::PostgresStore;
use tokio::{runtime, task::JoinHandle};
use tokio_postgres::Client;

use crate::{
    held::begin,
    place::{Place, a_stored_company, a_stored_credential},
};

type Found = Result<Option<Credential>, StoreError>;

/// A store with a look-up under way that cannot end, so that whatever is looked for meanwhile waits.
struct Held {
    place: Place,
    store: &'static PostgresStore,
    company: Company,
    credentials: Vec<Credential>,
    under_way: JoinHandle<Found>,
    holder: Client,
}

impl Held {
    /// With so many credentials.
    async fn with(credentials: usize) -> Self {
        let place = Place::new();
        place.log_plans();
        let store: &PostgresStore = Box::leak(Box::new(place.open().await));
        let company = a_stored_company(store).await;
        let stored = (0..credentials).map(|_| a_stored_credential(store, &company));
        let credentials = join_all(stored).await;
        let holder = place.session().await;
        let hold = "BEGIN; LOCK credentials IN ACCESS EXCLUSIVE MODE";
        holder.batch_execute(hold).await.unwrap();
        let (in_company, id) = (company.id(), credentials[0].id());
        let under_way = tokio::spawn(CredentialStore::find(store, in_company, id));
        place.wait_until_a_session_waits();
        Self {
            place,
            store,
            company,
            credentials,
            under_way,
            holder,
        }
    }

    async fn find(&self, company: CompanyId, id: CredentialId) -> Found {
        CredentialStore::find(self.store, company, id).await
    }

    async fn find_each(&self) -> Vec<Found> {
        let company = self.company.id();
        let each = self
            .credentials
            .iter()
            .map(|it| self.find(company, it.id()));
        let mut waiting = pin!(join_all(each));
        begin(waiting.as_mut()).await;
        self.release().await;
        waiting.await
    }

    async fn release(&self) {
        self.holder.batch_execute("COMMIT").await.unwrap();
    }

    /// How many statements looked for credentials.
    fn statements(&self) -> usize {
        let plans = self.place.plans().into_iter();
        plans
            .filter(|plan| plan.statement.contains("AS sought"))
            .count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_are_looked_for_meanwhile_are_found_by_one_statement() {
    let held = Held::with(100).await;
    let found = held.find_each().await;
    for (found, credential) in found.into_iter().zip(&held.credentials) {
        assert_eq!(found.unwrap().as_ref(), Some(credential));
    }
    assert_eq!(held.statements(), 1 + 1);
    let first = held.under_way.await.unwrap();
    assert_eq!(first.unwrap().as_ref(), Some(&held.credentials[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_statement_looks_for_no_more_than_some() {
    let held = Held::with(600).await;
    let found = held.find_each().await;
    assert!(found.iter().all(|found| matches!(found, Ok(Some(_)))));
    assert_eq!(held.statements(), 1 + 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found_among_those_that_are() {
    let held = Held::with(2).await;
    let (company, other) = (held.company.id(), a_stored_company(held.store).await.id());
    let (first, second) = (held.credentials[0].id(), held.credentials[1].id());
    let unknown = a_credential().recorded().subject().id();
    let sought = [
        (company, first, true),
        (other, first, false),
        (company, unknown, false),
        (company, first, true),
        (other, second, false),
        (company, second, true),
    ];
    let finds = sought.map(|(company, id, _)| held.find(company, id));
    let mut waiting = pin!(join_all(finds));
    begin(waiting.as_mut()).await;
    held.release().await;
    for (found, (_, id, is_there)) in waiting.await.into_iter().zip(sought) {
        let expected = is_there.then_some(id);
        assert_eq!(found.unwrap().map(|it| it.id()), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_whose_row_cannot_be_read_fails_alone() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    let credentials = join_all((0..20).map(|_| a_stored_credential(&store, &company))).await;
    let spoilt = credentials[7].id();
    // As if its page could not be read.
    place.query(&format!(
        "ALTER TABLE credentials RENAME TO readable;
         CREATE VIEW credentials AS
             SELECT company_id, id, name, provider, login, username, sealed, secret_version,
                 version / CASE WHEN id = '{spoilt}' THEN 0 ELSE 1 END AS version, created_at, updated_at, host,
                 token_host, last_verified_at, last_outcome, path_prefix, last_used_at
             FROM readable;
         GRANT SELECT ON credentials TO public"
    ));
    let finds = credentials
        .iter()
        .map(|it| CredentialStore::find(&store, company.id(), it.id()));
    for (found, credential) in join_all(finds).await.into_iter().zip(&credentials) {
        if credential.id() == spoilt {
            assert!(
                matches!(found, Err(StoreError::Unavailable(_))),
                "{found:?}"
            );
        } else {
            assert_eq!(found.unwrap().as_ref(), Some(credential));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_looked_for_once_everybody_has_left() {
    let held = Held::with(3).await;
    let soon = Deadline::after(Duration::from_millis(50));
    let company = held.company.id();
    let each = held.credentials.iter();
    let given_up = join_all(each.map(|it| soon.bounding(held.find(company, it.id())))).await;
    for answer in given_up {
        assert!(
            matches!(answer, Err(StoreError::Unavailable(_))),
            "{answer:?}"
        );
    }
    held.release().await;
    let last = held.find(company, held.credentials[1].id()).await;
    assert_eq!(last.unwrap().as_ref(), Some(&held.credentials[1]));
    assert_eq!(held.statements(), 1 + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_reads_by_connections_of_its_own_for_as_long_as_it_lasts() {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    let sessions = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'pullkey'";
    let count = || place.query(sessions).parse::<usize>().unwrap();
    // Once all of them are connected.
    store.check().await.unwrap();
    let shared = count();
    let (of_worker, in_company, id) = (store.for_worker(), company.id(), credential.id());
    let last_asked = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE '%AS sought%'";
    let work = || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            // By those that all share, as long as its own are not there.
            while count() != shared + 2 {
                let found = CredentialStore::find(&of_worker, in_company, id).await;
                assert_eq!(found.unwrap().as_ref(), Some(&credential));
                let page = CredentialStore::list(&of_worker, in_company, &Reach::All, a_query());
                assert_eq!(page.await.unwrap().items, slice::from_ref(&credential));
            }
            while place.query(last_asked) != "2" {
                let found = CredentialStore::find(&of_worker, in_company, id).await;
                assert_eq!(found.unwrap().as_ref(), Some(&credential));
            }
        });
    };
    thread::scope(|scope| scope.spawn(work).join().unwrap());
    while count() != shared {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // The others go on.
    let found = CredentialStore::find(&store, in_company, id).await;
    assert_eq!(found.unwrap(), Some(credential));
}
