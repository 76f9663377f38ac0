//! When a server stops to take writes and another one takes its place, nothing is asked of the old one any more.

use std::time::{Duration, Instant};

use pullkey_storage::{ApiKeyDirectory, CompanyStore, contract::fixtures::a_company};
use pullkey_storage_postgres::Migrate;
use pullkey_throwaway_postgres::{Cluster, Options};
use tokio::time::sleep;

use crate::{
    everything::PAGE,
    place::{a_stored_company, store_at},
};

#[tokio::test(flavor = "multi_thread")]
async fn after_a_switch_over_reads_and_writes_go_to_the_new_server_only() {
    let [old, new] = [(), ()].map(|()| Cluster::with(&Options::default().tcp()));
    let (of_old, of_new) = (old.database(), new.database());
    assert_eq!(of_old.name(), of_new.name());
    store_at(&of_new.url()).open(Migrate::Yes).await.unwrap();
    let first = old.address().to_string();
    let both = of_old
        .url()
        .replace(&first, &format!("{first},{}", new.address()));
    let store = store_at(&(both + "?target_session_attrs=read-write"));
    store.open(Migrate::Yes).await.unwrap();
    let left = a_stored_company(&store).await;
    assert_eq!(CompanyStore::list(&store, PAGE).await.unwrap().total, 1);

    old.query(
        "postgres",
        "ALTER SYSTEM SET default_transaction_read_only = on",
    );
    old.query("postgres", "SELECT pg_reload_conf()");
    let switched = Instant::now();
    // As the service does, twice in a second: nobody writes, and nobody lists.
    while CompanyStore::find(&store, left.id())
        .await
        .is_ok_and(|it| it.is_some())
    {
        assert!(
            switched.elapsed() < Duration::from_secs(5),
            "it is still asked"
        );
        sleep(Duration::from_millis(50)).await;
        drop(store.epoch().await);
    }
    assert_eq!(CompanyStore::list(&store, PAGE).await.unwrap().total, 0);
    let created = a_company().recorded();
    CompanyStore::insert(&store, &created).await.unwrap();
    assert_eq!(of_new.query("SELECT count(*) FROM companies"), "1");
    assert_eq!(of_old.query("SELECT count(*) FROM companies"), "1");
}
