//! The store on PostgreSQL, which others keep and which may be away.

use std::sync::Arc;

use async_trait::async_trait;
use pullkey_storage::Store;
use pullkey_storage_postgres::{DatabaseUrl, Migrate, OpenError, PostgresStore, Safety};

use crate::{
    config::Config,
    opening::{Openable, Setback},
};

/// The store as long as it is not open: whatever is asked of it is unavailable.
pub(super) struct ClosedStore {
    store: Arc<PostgresStore>,
    migrate: Migrate,
}

impl ClosedStore {
    /// Connects nothing yet.
    pub(super) fn at(url: &DatabaseUrl, config: &Config, migrate: bool) -> Self {
        let safety = if config.allow_unsafe_database {
            Safety::Waived
        } else {
            Safety::Required
        };
        Self {
            store: Arc::new(PostgresStore::new(url, safety)),
            migrate: if migrate { Migrate::Yes } else { Migrate::No },
        }
    }

    /// The same store, for whoever asks it once it is open.
    pub(super) fn store(&self) -> Arc<dyn Store> {
        self.store.clone()
    }
}

#[async_trait]
impl Openable for ClosedStore {
    async fn try_open(&self) -> Result<(), Setback> {
        self.store.open(self.migrate).await.map_err(setback)
    }
}

/// What to do is told by the names of settings, which only this crate knows.
fn setback(error: OpenError) -> Setback {
    let what_to_do = match error {
        OpenError::SchemaOlder { .. } => {
            "; migrations are off (setting migrate): run 'pullkey migrate'"
        }
        OpenError::Unsafe(_) => "; the setting allow_unsafe_database serves it all the same",
        _ => "",
    };
    let away = error.is_outage();
    let what = format!("cannot open the database of the setting database_url{what_to_do}");
    let error = anyhow::Error::new(error).context(what);
    if away {
        Setback::Away(error)
    } else {
        Setback::Wrong(error)
    }
}
