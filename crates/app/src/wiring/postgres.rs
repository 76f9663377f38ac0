//! The store on PostgreSQL, which others keep and which may be away.

use std::sync::Arc;

use anyhow::anyhow;
use async_trait::async_trait;
use pullkey_storage::Store;
use pullkey_storage_postgres::{DatabaseUrl, Migrate, OpenError, PostgresStore, Safety};

use super::WayOfWorker;
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

    /// Makes the same store for one worker, which has connections of its own.
    pub(super) fn way_of_worker(&self) -> WayOfWorker {
        let store = self.store.clone();
        Arc::new(move || Arc::new(store.for_worker()))
    }
}

#[async_trait]
impl Openable for ClosedStore {
    async fn try_open(&self) -> Result<(), Setback> {
        self.store.open(self.migrate).await.map_err(setback)
    }

    fn place(&self) -> Option<&str> {
        self.store.opened_at()
    }
}

/// Ends with what to do, by the names of settings, which only this crate knows.
fn setback(error: OpenError) -> Setback {
    let what_to_do = match error {
        OpenError::SchemaOlder { .. } => {
            "; run 'pullkey migrate', as migrations are off (setting migrate)"
        }
        OpenError::Unsafe(_) => "; the setting allow_unsafe_database serves it all the same",
        _ => "",
    };
    let away = error.is_outage();
    let reason = anyhow!("{:#}{what_to_do}", anyhow::Error::new(error));
    let error = reason.context("cannot open the database of the setting database_url");
    if away {
        Setback::Away(error)
    } else {
        Setback::Wrong(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(error: OpenError) -> String {
        match setback(error) {
            Setback::Away(error) | Setback::Wrong(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn what_to_do_is_said_after_what_is_wrong() {
        let missing = vec!["0002".to_owned()];
        assert_eq!(
            told(OpenError::SchemaOlder { missing }),
            "cannot open the database of the setting database_url: the schema lacks migrations: 0002; \
             run 'pullkey migrate', as migrations are off (setting migrate)"
        );
        assert_eq!(
            told(OpenError::Unsafe("fsync is off".into())),
            "cannot open the database of the setting database_url: the database is not safe: fsync is off; \
             the setting allow_unsafe_database serves it all the same"
        );
    }

    #[test]
    fn a_database_that_is_away_may_come_back_and_any_other_trouble_stays() {
        let away = setback(OpenError::Away("gone".into()));
        assert!(matches!(away, Setback::Away(_)));
        assert!(matches!(setback(OpenError::Foreign), Setback::Wrong(_)));
    }
}
