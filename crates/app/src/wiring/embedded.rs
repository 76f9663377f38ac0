//! The embedded store: one file, made with its key ring where neither is there yet.

use std::path::Path;

use anyhow::Context;
use pullkey_cipher_chacha20poly1305::{KeyRing, RingFault};
use pullkey_storage_sqlite::{Migrate, OpenError, SqliteStore};

use super::{key_ring, make_key_ring};
use crate::{config::Config, data_dir};

/// Ring and database are made where neither is there yet. The ring comes first: no row may stand before the key that it
/// was made with.
pub(super) fn open_parts(
    config: &Config,
    database: &Path,
    migrate: bool,
) -> anyhow::Result<(KeyRing, SqliteStore)> {
    let (has_ring, has_database) = (is_there(&config.keyring_file)?, is_there(database)?);
    let makes_database = migrate && !has_database;
    if (makes_database && database.parent() == Some(&config.data_dir))
        || !(has_ring || has_database)
    {
        data_dir::create(&config.data_dir)?;
    }
    let ring = if has_ring || has_database {
        key_ring(&config.keyring_file)?
    } else {
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

pub(super) fn back_up(database: &Path, to: &Path) -> anyhow::Result<u64> {
    pullkey_storage_sqlite::backup(database, to).with_context(|| {
        let (from, to) = (database.display(), to.display());
        format!("cannot back up {from} to {to}")
    })
}

/// What cannot be looked at is not called absent.
fn is_there(path: &Path) -> anyhow::Result<bool> {
    let there = path.try_exists();
    there.with_context(|| format!("cannot look whether there is {}", path.display()))
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
