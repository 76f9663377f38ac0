//! When a server stops to take writes and another one takes its place, nothing is asked of the old one any more.

use std::{
    slice,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use pullkey_domain::{api_key::Reach, company::Company};
use pullkey_storage::{
    ApiKeyDirectory, CompanyStore, CredentialStore, Deadline, StoreHealth,
    contract::fixtures::{a_company, a_query},
};
use pullkey_storage_postgres::{Migrate, PostgresStore};
use pullkey_throwaway_postgres::{Cluster, Options};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    time::sleep,
};

use crate::{
    everything::PAGE,
    place::{a_stored_company, a_stored_credential, store_at},
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

    make_read_only(&old);
    until_it_is_asked_no_more(&store, &left).await;
    let created = a_company().recorded();
    CompanyStore::insert(&store, &created).await.unwrap();
    assert_eq!(of_new.query("SELECT count(*) FROM companies"), "1");
    assert_eq!(of_old.query("SELECT count(*) FROM companies"), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_only_reads_follows_an_address_that_moves_to_the_new_server() {
    let [old, new] = [(), ()].map(|()| Cluster::with(&Options::default().tcp()));
    let (of_old, of_new) = (old.database(), new.database());
    store_at(&of_new.url()).open(Migrate::Yes).await.unwrap();
    let address = Address::of(&old).await;
    let url = of_old.url();
    let store = store_at(&url.replace(&old.address().to_string(), &address.place));
    store.open(Migrate::Yes).await.unwrap();
    let left = a_stored_company(&store).await;
    CompanyStore::list(&store, PAGE).await.unwrap();

    make_read_only(&old);
    until_not_ready(&store).await;
    address.move_to(&new);
    until_it_is_asked_no_more(&store, &left).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_asks_no_server_but_the_one_that_writes_go_to() {
    let [old, new] = [(), ()].map(|()| Cluster::with(&Options::default().tcp()));
    let (of_old, of_new) = (old.database(), new.database());
    assert_eq!(of_old.name(), of_new.name());
    // It takes writes as well, and has the same tables without their rows.
    store_at(&of_old.url()).open(Migrate::Yes).await.unwrap();
    let (first, second) = (old.address().to_string(), new.address());
    let both = of_old.url().replace(&first, &format!("{first},{second}"));
    let store = store_at(&both);
    old.kill();
    store.open(Migrate::Yes).await.unwrap();
    store.check().await.unwrap();
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    old.start_again();
    let of_worker = store.for_worker();
    let sessions = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'pullkey'";
    let begun = Instant::now();
    let mut asked_since = None;
    while asked_since.is_none_or(|since: Instant| since.elapsed() < Duration::from_millis(300)) {
        assert!(begun.elapsed() < Duration::from_secs(20), "its own connect");
        let found = CredentialStore::find(&of_worker, company.id(), credential.id()).await;
        assert_eq!(found.unwrap().as_ref(), Some(&credential));
        let page = CredentialStore::list(&of_worker, company.id(), &Reach::All, a_query());
        assert_eq!(page.await.unwrap().items, slice::from_ref(&credential));
        // Both of its own are there, at the old one.
        if of_old.query(sessions) == "2" {
            asked_since.get_or_insert_with(Instant::now);
        }
    }
}

/// An address that may lead to another server later. Connections that stand stay where they are.
struct Address {
    place: String,
    leads_to: Arc<Mutex<String>>,
}

impl Address {
    async fn of(cluster: &Cluster) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let place = listener.local_addr().unwrap().to_string();
        let leads_to = Arc::new(Mutex::new(cluster.address().to_string()));
        let target = leads_to.clone();
        tokio::spawn(async move {
            loop {
                let (mut client, _) = listener.accept().await.unwrap();
                let target = target.lock().unwrap().clone();
                tokio::spawn(async move {
                    let mut server = TcpStream::connect(target).await.unwrap();
                    // Whichever ends, the other one learns of it.
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                });
            }
        });
        Self { place, leads_to }
    }

    fn move_to(&self, cluster: &Cluster) {
        *self.leads_to.lock().unwrap() = cluster.address().to_string();
    }
}

fn make_read_only(cluster: &Cluster) {
    let set = "ALTER SYSTEM SET default_transaction_read_only = on";
    cluster.query("postgres", set);
    cluster.query("postgres", "SELECT pg_reload_conf()");
}

/// Waits until the store has found out that its server takes no writes.
async fn until_not_ready(store: &PostgresStore) {
    let look = async || {
        let look = Deadline::after(Duration::from_millis(200));
        look.bounding(store.check()).await
    };
    while look().await.is_ok() {
        sleep(Duration::from_millis(10)).await;
    }
}

/// The old server has this company, the new one has none. Nobody writes meanwhile.
async fn until_it_is_asked_no_more(store: &PostgresStore, of_old: &Company) {
    let switched = Instant::now();
    let in_time = async |is_so: bool| {
        assert!(switched.elapsed() < Duration::from_secs(5), "it is asked");
        // As the service does.
        drop(store.epoch().await);
        if !is_so {
            sleep(Duration::from_millis(50)).await;
        }
        is_so
    };
    loop {
        let found = CompanyStore::find(store, of_old.id()).await;
        if in_time(matches!(found, Ok(None))).await {
            break;
        }
    }
    loop {
        let listed = CompanyStore::list(store, PAGE).await;
        if in_time(listed.is_ok_and(|page| page.total == 0)).await {
            break;
        }
    }
}
