//! Creates that share statements and commits come out as they would one by one, whatever is among them and whatever becomes
//! of the connection meanwhile.

#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and so do the functions that it calls"
)]

mod mixture;
mod outcome;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use proptest::test_runner::{Config, TestCaseError, TestRunner, contextualize_config};
use pullkey_storage::{
    Deadline, Store,
    contract::fixtures::{a_company, a_credential},
};
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_storage_sqlite::SqliteStore;
use pullkey_throwaway_postgres::{Cluster, Options};
use tokio::runtime::{self, Runtime};

use self::{
    mixture::{Mixture, POISON, mixtures},
    outcome::compare,
};

/// How many mixtures each store gets, unless `PROPTEST_CASES` says how many.
const CASES: u32 = 16;

#[test]
fn creates_that_share_a_statement_of_postgresql_come_out_as_they_would_one_by_one() {
    let cluster = Cluster::with(&Options::fast());
    let database = cluster.database();
    let url = DatabaseUrl::parse(&database.url()).unwrap();
    let runtime = runtime();
    let store = Arc::new(PostgresStore::new(&url, Safety::Waived));
    runtime.block_on(store.open(Migrate::Yes)).unwrap();
    database.query(&format!(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN IF new.name = '{POISON}' THEN RAISE EXCEPTION 'no'; END IF; RETURN new; END $$;
         CREATE TRIGGER refuse BEFORE INSERT ON credentials FOR EACH ROW EXECUTE FUNCTION refuse()"
    ));
    let cut = || {
        database.query(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = 'pullkey'",
        );
    };
    let over = || {
        let under_way = "SELECT count(*) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'";
        while database.query(under_way) != "0" {}
    };
    run(&runtime, &store, 3, (&cut, &over));
    let shared = "SELECT count(*) > count(DISTINCT xmin::text) FROM credentials";
    assert_eq!(database.query(shared), "t", "no two shared a statement");
}

#[test]
fn creates_that_share_a_commit_of_sqlite_come_out_as_they_would_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pullkey.db");
    let open = || SqliteStore::open(&file, pullkey_storage_sqlite::Migrate::Yes).unwrap();
    drop(open());
    pullkey_tests::Database::open(&file).run(&format!(
        "CREATE TRIGGER refuse BEFORE INSERT ON credentials WHEN new.name = '{POISON}'
         BEGIN SELECT RAISE(ABORT, 'no'); END"
    ));
    // There is no connection that could be cut.
    run(&runtime(), &Arc::new(open()), 0, (&|| {}, &|| {}));
}

fn runtime() -> Runtime {
    let mut builder = runtime::Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

/// Makes creates of mixtures, in which the connections are cut up to so often, and compares once nothing is under way.
fn run<S: Store + 'static>(
    runtime: &Runtime,
    store: &Arc<S>,
    cuts: u8,
    (cut, over): (&(dyn Fn() + Sync), &dyn Fn()),
) {
    let config = contextualize_config(Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    });
    let store: Arc<dyn Store> = store.clone();
    let failed = AtomicUsize::new(0);
    let outcome = TestRunner::new(config).run(&mixtures(cuts), |mixture: Mixture| {
        let outcomes = mixture.play(runtime, &store, cut);
        failed.fetch_add(outcomes.failed_by_the_connection(), Ordering::Relaxed);
        runtime.block_on(after_all(&*store));
        over();
        // The connections may still be coming back.
        let patient = Deadline::after(Duration::from_secs(30));
        let compared = patient.bounding(compare(&mixture, outcomes, &*store));
        runtime.block_on(compared).map_err(TestCaseError::fail)
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let were_cut = failed.into_inner() > 0;
    assert_eq!(were_cut, cuts > 0, "cuts hit what was under way");
}

/// Whatever callers left behind in the queue has had its turn.
async fn after_all(store: &dyn Store) {
    loop {
        let company = a_company().recorded();
        let last = a_credential().of(company.subject()).recorded();
        if store.companies().insert(&company).await.is_ok()
            && store.credentials().insert(&last, None).await.is_ok()
        {
            return;
        }
    }
}
