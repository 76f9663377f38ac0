//! Runs migrations, one after the other.

use diesel::{migration::Migration, pg::Pg};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::MigrationHarness;

use super::{MIGRATIONS, text};
use crate::{
    fault::{Fault, words},
    open_error::OpenError,
};

type Harness = AsyncMigrationHarness<AsyncPgConnection>;

/// Runs what is missing, one after the other.
pub(super) async fn pending(
    mut connection: AsyncPgConnection,
) -> (AsyncPgConnection, Result<(), OpenError>) {
    loop {
        let next;
        (connection, next) = with_harness(connection, |harness| {
            let left = left(harness)?;
            let next = left.as_slice().first();
            Ok(next.map(|migration| migration.metadata().run_in_transaction()))
        });
        let in_transaction = match next {
            Ok(Some(in_transaction)) => in_transaction,
            Ok(None) => return (connection, Ok(())),
            Err(error) => return (connection, Err(error)),
        };
        if let Err(error) = connection.batch_execute(lock_timeout(in_transaction)).await {
            return (connection, Err(error.into()));
        }
        let ran;
        (connection, ran) = with_harness(connection, run_next);
        if ran.is_err() {
            return (connection, ran);
        }
    }
}

/// Blocks. Migrations must not be kept while something else is waited for.
fn with_harness<T>(
    connection: AsyncPgConnection,
    work: impl FnOnce(&mut Harness) -> T,
) -> (AsyncPgConnection, T) {
    let mut harness = Harness::new(connection);
    let done = work(&mut harness);
    (harness.into_inner(), done)
}

fn left(harness: &mut Harness) -> Result<Vec<Box<dyn Migration<Pg>>>, OpenError> {
    let pending = harness.pending_migrations(MIGRATIONS);
    pending.map_err(|error| {
        // The table of migrations is read, and made.
        let held_up = words::is_held_up(&*error);
        let fault = if held_up {
            Fault::Overdue
        } else {
            Fault::Refused
        };
        fault.into()
    })
}

fn run_next(harness: &mut Harness) -> Result<(), OpenError> {
    let left = left(harness)?;
    let Some(migration) = left.as_slice().first() else {
        return Ok(());
    };
    let version = text(migration);
    match harness.run_migration(migration) {
        Ok(_) => {
            tracing::info!(version, "a migration was run");
            Ok(())
        }
        Err(error) if words::is_held_up(&*error) => {
            tracing::warn!(
                version,
                "a migration was held up by others who use its tables"
            );
            Err(OpenError::MigrationHeldUp { version })
        }
        // Its words are PostgreSQL's.
        Err(_) => Err(OpenError::Migration { version }),
    }
}

/// Whoever waits for a lock on a table holds up everybody who comes after. No request waits for so long that it fails. What
/// runs in no transaction, as to build an index beside writes, holds up nobody, and would leave half of it behind.
fn lock_timeout(in_transaction: bool) -> &'static str {
    if in_transaction {
        "SET lock_timeout = '2s'"
    } else {
        "SET lock_timeout = 0"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_in_no_transaction_waits_for_as_long_as_it_takes() {
        assert_eq!(lock_timeout(false), "SET lock_timeout = 0");
        assert_ne!(lock_timeout(true), lock_timeout(false));
    }
}
