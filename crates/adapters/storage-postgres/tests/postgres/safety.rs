//! A server whose settings are changed under the store, so that a crash can lose what it acknowledges.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use pullkey_storage::{
    CompanyStore, CredentialStore, Deadline, StoreError, StoreHealth,
    contract::fixtures::a_credential,
};
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_throwaway_postgres::Cluster;
use tokio::time::sleep;

use crate::place::a_stored_company;

fn configure(cluster: &Cluster, setting: &str) {
    cluster.query("postgres", &format!("ALTER SYSTEM SET {setting}"));
    cluster.query("postgres", "SELECT pg_reload_conf()");
}

/// A sign of life, as the service asks for it.
async fn check(store: &PostgresStore) -> Result<(), StoreError> {
    let look = Deadline::after(Duration::from_secs(2)).bounding(store.check());
    look.await.map(drop)
}

/// Waits until it is so.
async fn until(is_so: impl AsyncFn() -> bool) {
    let limit = Instant::now() + Duration::from_secs(30);
    while !is_so().await {
        assert!(Instant::now() < limit, "never");
        sleep(Duration::from_millis(20)).await;
    }
}

/// Whether it was refused as unavailable, and this stands in the reason.
fn is_refused_for<T>(answer: &Result<T, StoreError>, part: &str) -> bool {
    let Err(error @ StoreError::Unavailable(_)) = answer else {
        return false;
    };
    error
        .source()
        .is_some_and(|it| it.to_string().contains(part))
}

/// What work answers that must have its answer soon.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    let deadline = Deadline::after(Duration::from_millis(300));
    deadline.bounding(work).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_becomes_unsafe_is_asked_nothing_more_until_it_is_safe_again() {
    let cluster = Cluster::start();
    let url = DatabaseUrl::parse(&cluster.database().url()).unwrap();
    let store = PostgresStore::new(&url, Safety::Required);
    store.open(Migrate::Yes).await.unwrap();
    let company = a_stored_company(&store).await;
    for setting in ["fsync", "synchronous_commit"] {
        configure(&cluster, &format!("{setting} = off"));
        until(async || is_refused_for(&check(&store).await, setting)).await;
        // Each connection is left by a task of its own.
        let find = || soon(CompanyStore::find(&store, company.id()));
        until(async || is_refused_for(&find().await, setting)).await;
        let created = a_credential().of(&company).recorded();
        let inserted = soon(CredentialStore::insert(&store, &created, None)).await;
        let told = format!("{inserted:?}");
        assert!(told.starts_with("Err(Store(Unavailable("), "{told}");

        configure(&cluster, &format!("{setting} = on"));
        until(async || check(&store).await.is_ok()).await;
        CredentialStore::insert(&store, &created, None)
            .await
            .unwrap();
    }
}
