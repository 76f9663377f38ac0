//! One transaction around the writes of a batch, and a savepoint around each.

use diesel::{
    QueryResult, SqliteConnection,
    connection::{AnsiTransactionManager, TransactionManager},
};

use super::{batch_outcome::BatchOutcome, job::Job};
use crate::fault::Fault;

/// Runs the jobs in one transaction. A job that fails undoes only itself.
pub(super) fn commit(connection: &mut SqliteConnection, jobs: &mut [Box<dyn Job>]) -> BatchOutcome {
    if let Err(error) = AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
    {
        return BatchOutcome::NothingWritten(error.into());
    }
    for job in jobs {
        if let Err(fault) = in_savepoint(connection, job.as_mut()) {
            // Most likely SQLite has rolled back already; a connection that cannot is replaced before the next batch.
            let _: QueryResult<()> = AnsiTransactionManager::rollback_transaction(connection);
            return BatchOutcome::NothingWritten(fault);
        }
    }
    match AnsiTransactionManager::commit_transaction(connection) {
        Ok(()) => BatchOutcome::Committed,
        Err(error) => after_failed_commit(error.into()),
    }
}

/// What is known once a commit failed and was rolled back. In WAL mode, a commit counts once its last frame is in the
/// log; a full disk or a lock keeps it from getting there.
fn after_failed_commit(fault: Fault) -> BatchOutcome {
    match fault {
        Fault::DiskFull | Fault::Locked => BatchOutcome::NothingWritten(fault),
        _ => BatchOutcome::Unknown(fault),
    }
}

/// Fails only if the transaction around the job cannot go on: after some errors, such as a full disk, SQLite rolls back
/// all of it by itself.
fn in_savepoint(connection: &mut SqliteConnection, job: &mut dyn Job) -> Result<(), Fault> {
    AnsiTransactionManager::begin_transaction(connection)?;
    match job.run(connection) {
        Ok(()) => AnsiTransactionManager::commit_transaction(connection).map_err(Fault::from),
        Err(fault) => {
            let outage = fault.filter(|fault| fault.is_outage());
            let cause = outage.unwrap_or(Fault::RolledBack);
            // Work that panicked may have left savepoints of its own.
            while depth(connection)? > 1 {
                AnsiTransactionManager::rollback_transaction(connection).map_err(|_| cause)?;
            }
            (depth(connection)? == 1).then_some(()).ok_or(cause)
        }
    }
}

fn depth(connection: &mut SqliteConnection) -> QueryResult<u32> {
    let status = AnsiTransactionManager::transaction_manager_status_mut(connection);
    let depth = status.transaction_depth()?;
    Ok(depth.map_or(0, u32::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_by_a_commit_that_found_no_space_or_a_lock() {
        for fault in [Fault::DiskFull, Fault::Locked] {
            let outcome = after_failed_commit(fault);
            assert_eq!(outcome, BatchOutcome::NothingWritten(fault));
        }
    }

    #[test]
    fn nobody_knows_what_a_commit_wrote_that_failed_otherwise() {
        for fault in [Fault::InputOutput, Fault::NoReference, Fault::Other] {
            let outcome = after_failed_commit(fault);
            assert_eq!(outcome, BatchOutcome::Unknown(fault));
        }
    }
}
