//! A company that has much, beside others that have as much.

use std::sync::OnceLock;

use pullkey_domain::{
    api_key::SignedApiKey, company::Company, credential::Credential, idempotency::IdempotencyRecord,
};
use pullkey_storage::{
    ApiKeyStore, CredentialStore,
    contract::fixtures::{a_claim, a_credential, an_api_key},
};
use pullkey_storage_postgres::{Migrate, PostgresStore};
use tokio::runtime::Runtime;

use crate::{
    place::{Place, a_stored_company, session_at, store_at},
    plan::Plan,
    schema::is_about_tables,
};

/// Five thousand of everything.
pub(crate) struct Crowd {
    place: Place,
    pub(crate) one: &'static One,
}

/// What one company has one of, among all the others.
#[derive(Debug)]
pub(crate) struct One {
    pub(crate) company: Company,
    pub(crate) credential: Credential,
    pub(crate) record: IdempotencyRecord,
    pub(crate) key: SignedApiKey,
}

/// How many rows of each table a company has.
pub(crate) const ROWS: u64 = 5_000;

/// PostgreSQL plans a statement for its values, and after some times once for all values.
pub(crate) const PLANNINGS: [&str; 2] = ["force_custom_plan", "force_generic_plan"];

impl Crowd {
    pub(crate) fn new() -> Self {
        static ONE: OnceLock<One> = OnceLock::new();
        let place = Place::copy_of("crowd", |url| {
            let crowd = Runtime::new().unwrap().block_on(crowd(url));
            ONE.set(crowd).unwrap();
        });
        place.log_plans();
        let one = ONE.get().unwrap();
        Self { place, one }
    }

    /// How PostgreSQL goes about what this asks, when it plans like that.
    pub(crate) async fn plans(
        &self,
        planning: &str,
        ask: impl AsyncFnOnce(&PostgresStore),
    ) -> Vec<Plan> {
        self.place.set("plan_cache_mode", planning);
        let before = self.place.plans().len();
        let store = self.place.open().await;
        ask(&store).await;
        drop(store);
        let mut plans = self.place.plans().split_off(before);
        // A session is asked about itself and the schema, too.
        let asked_once = ["schema_requirements", "has_table_privilege"];
        let of_rows =
            |it: &str| is_about_tables(it) && !asked_once.iter().any(|once| it.contains(once));
        plans.retain(|plan| of_rows(&plan.statement));
        plans
    }
}

/// Makes five companies that have much, which PostgreSQL knows.
async fn crowd(url: &str) -> One {
    let store = store_at(url);
    store.open(Migrate::Yes).await.unwrap();
    let one = fill(url, &store).await;
    let session = session_at(url).await;
    // A row is visible to all only once its commit, and those of other databases beside it, are on the disk, which the end
    // of the first of them waits for.
    for statement in ["SET synchronous_commit = on", "ANALYZE", "VACUUM ANALYZE"] {
        session.batch_execute(statement).await.unwrap();
    }
    one
}

/// Makes five companies that have much, and tells of one.
pub(crate) async fn fill(url: &str, store: &PostgresStore) -> One {
    for _ in 1..5 {
        one_of_each(store).await;
    }
    let one = one_of_each(store).await;
    let session = session_at(url).await;
    let crowd = include_str!("crowd.sql");
    session.batch_execute(crowd).await.unwrap();
    one
}

async fn one_of_each(store: &PostgresStore) -> One {
    let company = a_stored_company(store).await;
    let credential = a_credential().of(&company).recorded();
    let record = a_claim().record();
    let claim = Some(record.clone());
    let inserted = CredentialStore::insert(store, &credential, claim);
    inserted.await.unwrap();
    let key = an_api_key().of(&company).recorded();
    ApiKeyStore::insert(store, &key, None).await.unwrap();
    One {
        company,
        credential: credential.into_subject(),
        record,
        key: key.into_subject(),
    }
}
