//! Rules of [`StoreHealth`](crate::StoreHealth).

use crate::Store;

/// Readiness starts out well.
pub async fn a_fresh_store_is_healthy(store: &dyn Store) {
    store.health().check().await.unwrap();
}
