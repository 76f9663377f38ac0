//! Opens connections, all of them with the same settings.

use std::{
    thread,
    time::{Duration, Instant},
};

use diesel::{Connection, QueryResult, SqliteConnection, connection::SimpleConnection};

use crate::{fault::Fault, location::Location, search};

/// A connection that may write.
pub(crate) fn writing(location: &Location) -> Result<SqliteConnection, Fault> {
    open(location, PATIENCE)
}

fn open(location: &Location, patience: Duration) -> Result<SqliteConnection, Fault> {
    let mut connection =
        SqliteConnection::establish(&location.uri()).map_err(|error| Fault::from(&error))?;
    // The wait for locks comes first: the others may need one.
    let wait = format!("PRAGMA busy_timeout = {};", patience.as_millis());
    retry_while_locked(patience, || {
        connection.batch_execute(&format!("{wait}{SETTINGS}"))
    })?;
    Ok(connection)
}

/// A connection that cannot write to the file, and leaves its settings as they are.
pub(crate) fn looking(location: &Location) -> Result<SqliteConnection, Fault> {
    let mut connection = SqliteConnection::establish(&location.uri_to_read())
        .map_err(|error| Fault::from(&error))?;
    connection.batch_execute("PRAGMA busy_timeout = 5000")?;
    Ok(connection)
}

/// A connection that SQLite lets only read, and that can search. It does not wait long, as it may be on a thread that serves
/// others as well: what a reader may have to wait for, such as the recovery after a crash, is over when it is opened.
pub(crate) fn reading(location: &Location) -> Result<SqliteConnection, Fault> {
    let mut connection = open(location, READERS_PATIENCE)?;
    search::register(&mut connection)?;
    connection.batch_execute("PRAGMA query_only = ON")?;
    Ok(connection)
}

// What is committed survives a power cut (synchronous), and
// what is deleted is overwritten (secure_delete). What a savepoint keeps for undoing stays in memory (temp_store): SQLite
// would write it to a file beside, page by page, more than it writes of the database itself.
const SETTINGS: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA secure_delete = ON;
    PRAGMA temp_store = MEMORY;
";
const PATIENCE: Duration = Duration::from_secs(5);
const READERS_PATIENCE: Duration = Duration::from_millis(400);

/// Calls again for a while. Two processes that turn a new file to WAL at once would wait for each other, so SQLite lets
/// one fail at once instead.
fn retry_while_locked(
    patience: Duration,
    mut call: impl FnMut() -> QueryResult<()>,
) -> Result<(), Fault> {
    let began = Instant::now();
    loop {
        match call().map_err(Fault::from) {
            Err(Fault::Locked) if began.elapsed() < patience => {
                thread::sleep(Duration::from_millis(5));
            }
            answer => return answer,
        }
    }
}

#[cfg(test)]
mod tests {
    use diesel::{
        QueryableByName, RunQueryDsl, sql_query,
        sql_types::{BigInt, Text},
    };
    use tempfile::tempdir;

    use super::*;

    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        value: i64,
    }

    #[derive(QueryableByName)]
    struct Word {
        #[diesel(sql_type = Text)]
        value: String,
    }

    type Open = fn(&Location) -> Result<SqliteConnection, Fault>;

    #[test]
    fn every_connection_has_every_setting() {
        let folder = tempdir().unwrap();
        let location = Location::of(&folder.path().join("pullkey.db")).unwrap();
        location.make().unwrap();
        for (open, patience) in [(writing as Open, PATIENCE), (reading, READERS_PATIENCE)] {
            let connection = &mut open(&location).unwrap();
            let waits = number(connection, "busy_timeout", "timeout");
            assert_eq!(u128::try_from(waits), Ok(patience.as_millis()));
            assert_eq!(number(connection, "synchronous", "synchronous"), 2);
            assert_eq!(number(connection, "foreign_keys", "foreign_keys"), 1);
            assert_eq!(number(connection, "secure_delete", "secure_delete"), 1);
            assert_eq!(number(connection, "temp_store", "temp_store"), 2);
            let mode = "SELECT journal_mode AS value FROM pragma_journal_mode";
            let mode: Word = sql_query(mode).get_result(connection).unwrap();
            assert_eq!(mode.value, "wal");
        }
    }

    #[test]
    fn a_reading_connection_cannot_write() {
        let folder = tempdir().unwrap();
        let location = Location::of(&folder.path().join("pullkey.db")).unwrap();
        location.make().unwrap();
        let write = "CREATE TABLE t (c INTEGER)";
        let refused = reading(&location).unwrap().batch_execute(write);
        assert_eq!(refused.map_err(Fault::from), Err(Fault::ReadOnly));
    }

    fn number(connection: &mut SqliteConnection, pragma: &str, column: &str) -> i64 {
        let query = format!("SELECT {column} AS value FROM pragma_{pragma}");
        let number: Number = sql_query(query).get_result(connection).unwrap();
        number.value
    }
}
