//! The journal beside the database, in which what was overwritten or deleted can still be read.

use diesel::{
    QueryResult, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query,
    sql_types::Integer,
};

use crate::{connection, fault::Fault, location::Location};

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Writes into the database what the journal has, and leaves the journal empty. Whoever reads what was there before is
/// waited for, but only for a moment, as others wait to write meanwhile.
///
/// # Errors
/// [`Fault::Locked`] if it was not emptied for that, or the fault.
pub(crate) fn empty(location: &Location) -> Result<(), Fault> {
    let mut connection = connection::writing(location)?;
    let checkpoint = (|| -> QueryResult<Checkpoint> {
        connection.batch_execute("PRAGMA busy_timeout = 200")?;
        sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut connection)
    })()?;
    if checkpoint.busy == 0 {
        Ok(())
    } else {
        Err(Fault::Locked)
    }
}
