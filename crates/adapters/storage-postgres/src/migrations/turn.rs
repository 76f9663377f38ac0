use std::time::Duration;

use diesel::{QueryResult, dsl::sql, select, sql_types::Bool};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use pullkey_storage::Deadline;
use tokio::time::{sleep, timeout_at};

use crate::open_error::OpenError;

/// The lock that whoever migrates holds: `pullkey` as a number.
const LOCK: i64 = 0x0070_756c_6c6b_6579;

const PAUSE: Duration = Duration::from_millis(200);

/// Waits for whoever migrates already, until the deadline of the running work. From then on it is this connection's turn,
/// until it ends, whatever becomes of this program.
///
/// It asks again and again, as a statement that waits has a snapshot, and an index that is built concurrently waits for
/// the end of all that are older.
pub(super) async fn wait(connection: &mut AsyncPgConnection) -> Result<(), OpenError> {
    if take(connection).await? {
        return Ok(());
    }
    tracing::info!("another program migrates the schema, and is waited for");
    let turn = async {
        loop {
            sleep(PAUSE).await;
            if take(connection).await? {
                return Ok(());
            }
        }
    };
    let turn = timeout_at(Deadline::current().at().into(), turn).await;
    turn.unwrap_or(Err(OpenError::Migrating))
}

/// Whether it is this connection's turn now.
async fn take(connection: &mut AsyncPgConnection) -> QueryResult<bool> {
    let lock = sql::<Bool>(&format!("pg_try_advisory_lock({LOCK})"));
    select(lock).get_result(connection).await
}
