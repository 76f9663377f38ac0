//! The one place where adapters are put behind their ports, as the configuration says.

mod embedded;
mod postgres;
mod registries;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::bail;
use pullkey_cipher_chacha20poly1305::{
    KeyRing, KeyRingCipher, RingFault, RingFileError, system_random,
};
use pullkey_registry_http::HttpRegistry;
use pullkey_storage::{CredentialStore, Store};
use pullkey_use_cases::{Clock, Pullkey, Registries};

use self::postgres::ClosedStore;
use crate::{
    config::{Config, DatabaseUrl},
    http::TrialRates,
    opening::{Opening, open_within},
    ring_reload::RingReload,
    system::{self, SystemClock},
    telemetry::{CountedImages, CountedRegistry},
};

/// A command gives up when PostgreSQL is away for longer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Opens key ring and store, and puts Pullkey together on them.
///
/// # Errors
/// If one of them cannot be opened, or the ring is not the one that the store was written with.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Pullkey> {
    let Assembled {
        pullkey, opening, ..
    } = assemble(config).await?;
    if let Some(opening) = opening {
        opening.within(PATIENCE).await?;
    }
    Ok(pullkey)
}

/// Pullkey, and what it was put together on.
pub(crate) struct Assembled {
    pub(crate) pullkey: Pullkey,
    pub(crate) ring_reload: RingReload,
    /// Of a store that is still to be opened.
    pub(crate) opening: Option<Opening>,
    /// Makes the way of one worker of the server to the store, for the requests that it serves.
    pub(crate) way_of_worker: WayOfWorker,
    /// How often logins may be tried.
    pub(crate) trial_rates: Arc<TrialRates>,
    /// The way to registries.
    pub(crate) registry: Arc<HttpRegistry>,
}

pub(crate) type WayOfWorker = Arc<dyn Fn() -> Arc<dyn CredentialStore> + Send + Sync>;

/// Opens the key ring, and puts Pullkey together on it and on the store. The embedded store is open then; another one is
/// still to be opened, as it may be away.
///
/// # Errors
/// As [`open`], as far as it is opened here.
pub(crate) async fn assemble(config: &Config) -> anyhow::Result<Assembled> {
    match &config.database {
        DatabaseUrl::Sqlite(database) => {
            let (ring, store) = embedded::open_parts(config, database, config.migrate)?;
            let store = Arc::new(store);
            let same = store.clone();
            let assembled = together(ring, store, Arc::new(move || same.clone()), config)?;
            assembled.pullkey.ring_ledger.reconcile().await?;
            Ok(assembled)
        }
        DatabaseUrl::Postgres(url) => {
            let ring = key_ring(&config.keyring_file)?;
            let closed = ClosedStore::at(url, config, config.migrate);
            let assembled = together(ring, closed.store(), closed.way_of_worker(), config)?;
            let ring_ledger = assembled.pullkey.ring_ledger.clone();
            Ok(Assembled {
                opening: Some(Opening::of(closed, ring_ledger)),
                ..assembled
            })
        }
    }
}

/// Brings the database to this version's schema, whatever the settings say. On PostgreSQL, it needs no key ring.
///
/// # Errors
/// As [`open`], but for the comparison of ring and store.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    match &config.database {
        DatabaseUrl::Sqlite(database) => embedded::open_parts(config, database, true).map(drop),
        DatabaseUrl::Postgres(url) => {
            let closed = ClosedStore::at(url, config, true);
            open_within(Instant::now(), PATIENCE, &closed).await
        }
    }
}

/// Makes a fresh key ring where the configuration wants one.
///
/// # Errors
/// If there is one already, or it cannot be written.
pub(crate) fn make_key_ring(config: &Config) -> Result<KeyRing, RingFileError> {
    KeyRing::create(
        &config.keyring_file,
        SystemClock::new().now(),
        system_random,
    )
}

/// Copies the embedded database while it is used, and answers the size of the copy in bytes. Nothing else is opened or
/// made, and the database may have the schema of another version.
///
/// # Errors
/// If there is no embedded database, or no copy can be made.
pub(crate) fn back_up(config: &Config, to: &Path) -> anyhow::Result<u64> {
    match &config.database {
        DatabaseUrl::Sqlite(database) => embedded::back_up(database, to),
        DatabaseUrl::Postgres(_) => bail!(
            "this copies the embedded database only: back up PostgreSQL with pg_dump, and the key ring apart from it \
             (docs/postgresql.md, \"Backup and restore\")"
        ),
    }
}

fn together(
    ring: KeyRing,
    store: Arc<dyn Store>,
    way_of_worker: WayOfWorker,
    config: &Config,
) -> anyhow::Result<Assembled> {
    let cipher = Arc::new(KeyRingCipher::new(ring));
    let surroundings = system::surroundings();
    let rates = TrialRates::new(config.rate_verify_per_minute, &surroundings.clock);
    let trial_rates = Arc::new(rates);
    let registry = registries::registries(config)?;
    let registries = Registries {
        logins: Arc::new(CountedRegistry(registry.clone())),
        limits: trial_rates.clone(),
        images: Arc::new(CountedImages(registry.clone())),
    };
    let pullkey = Pullkey::new(store, cipher.clone(), registries, surroundings);
    let (file, ledger) = (config.keyring_file.clone(), pullkey.ring_ledger.clone());
    Ok(Assembled {
        ring_reload: RingReload::of(file, cipher, ledger),
        pullkey,
        opening: None,
        way_of_worker,
        trial_rates,
        registry,
    })
}

fn key_ring(path: &Path) -> anyhow::Result<KeyRing> {
    match KeyRing::load(path) {
        Err(error) if matches!(error.fault(), RingFault::Missing) => bail!(
            "there is no key ring at {}. If this database has rows, put back the ring that they were sealed with \
             (docs/operations.md, \"Restoring\"); for a new database, make one with 'pullkey keyring init'",
            path.display()
        ),
        ring => Ok(ring?),
    }
}
