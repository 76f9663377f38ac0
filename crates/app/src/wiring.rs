//! The one place where adapters are named: what the configuration says becomes ports.

use std::{path::Path, sync::Arc};

use anyhow::{Context, bail};
use pullkey_cipher_chacha20poly1305::{
    KeyRing, KeyRingCipher, RingFault, RingFileError, system_random,
};
use pullkey_storage_sqlite::{Migrate, OpenError, SqliteStore};
use pullkey_use_cases::{Clock, Pullkey};

use crate::{
    config::{Config, DatabaseUrl},
    data_dir,
    system::{self, SystemClock},
};

/// Opens key ring and store, and puts Pullkey together on them.
///
/// # Errors
/// If one of them cannot be opened, or the ring is not the one that the store was written with.
pub(crate) async fn open(config: &Config) -> anyhow::Result<Pullkey> {
    let (ring, store) = open_parts(config, config.migrate)?;
    let cipher = Arc::new(KeyRingCipher::new(ring));
    let pullkey = Pullkey::new(Arc::new(store), cipher, system::surroundings());
    pullkey.ring_ledger.reconcile().await?;
    Ok(pullkey)
}

/// Brings the database to this version's schema, whatever the settings say.
///
/// # Errors
/// As [`open`], but for the comparison of ring and store.
pub(crate) fn migrate(config: &Config) -> anyhow::Result<()> {
    open_parts(config, true).map(drop)
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
/// If there is no database, or no copy can be made.
pub(crate) fn back_up(config: &Config, to: &Path) -> anyhow::Result<u64> {
    let DatabaseUrl::Sqlite(database) = &config.database;
    pullkey_storage_sqlite::backup(database, to).with_context(|| {
        let (from, to) = (database.display(), to.display());
        format!("cannot back up {from} to {to}")
    })
}

/// On the embedded store, ring and database are made where neither is there yet. The ring comes first: no row may
/// stand before the key that it was made with.
fn open_parts(config: &Config, migrate: bool) -> anyhow::Result<(KeyRing, SqliteStore)> {
    let DatabaseUrl::Sqlite(database) = &config.database;
    let ring = if config.keyring_file.exists() || database.exists() {
        key_ring(&config.keyring_file)?
    } else {
        data_dir::create(&config.data_dir)?;
        match make_key_ring(config) {
            // Another process was a moment faster.
            Err(error) if matches!(error.fault(), RingFault::Exists) => {
                key_ring(&config.keyring_file)?
            }
            made => made?,
        }
    };
    Ok((ring, store(database, migrate)?))
}

fn key_ring(path: &Path) -> anyhow::Result<KeyRing> {
    if !path.exists() {
        bail!(
            "there is no key ring at {}. If this database has rows, put back the ring that they were sealed with \
             (docs/operations.md, \"Restoring\"); for a new database, make one with 'pullkey keyring init'",
            path.display()
        );
    }
    Ok(KeyRing::load(path)?)
}

fn store(database: &Path, migrate: bool) -> anyhow::Result<SqliteStore> {
    let migrate = if migrate { Migrate::Yes } else { Migrate::No };
    SqliteStore::open(database, migrate).map_err(|error| {
        let what = format!("cannot open the database {}", database.display());
        match error {
            OpenError::Missing | OpenError::SchemaOlder { .. } => {
                let what_to_do = "migrations are off (setting migrate): run 'pullkey migrate'";
                anyhow::Error::new(error).context(format!("{what}; {what_to_do}"))
            }
            _ => anyhow::Error::new(error).context(what),
        }
    })
}
