//! When a store says that it can be worked with.

use std::time::{Duration, Instant};

use pullkey_storage::{Deadline, StoreHealth};
use pullkey_storage_postgres::PostgresStore;
use tokio::time::sleep;

use crate::place::Place;

/// How many connections a store holds.
const CONNECTIONS: usize = 8;

async fn becomes(store: &PostgresStore, healthy: bool) {
    let limit = Instant::now() + Duration::from_secs(30);
    loop {
        let look = Deadline::after(Duration::from_millis(300)).bounding(store.check());
        if look.await.is_ok() == healthy {
            return;
        }
        assert!(Instant::now() < limit, "never {healthy}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_lacks_any_of_its_connections_is_not_healthy_until_it_comes() {
    let place = Place::new();
    let limit_to = |count: usize| {
        let name = place.name();
        place.query(&format!("ALTER DATABASE {name} CONNECTION LIMIT {count}"));
    };
    let store = place.open().await;
    becomes(&store, true).await;
    limit_to(CONNECTIONS - 1);
    place.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    becomes(&store, false).await;
    // The others have come back long since.
    sleep(Duration::from_secs(2)).await;
    becomes(&store, false).await;
    limit_to(CONNECTIONS);
    becomes(&store, true).await;
}
