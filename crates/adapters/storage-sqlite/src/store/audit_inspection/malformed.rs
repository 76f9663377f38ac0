//! Rows that belong nowhere, as their ids are none.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, SqliteConnection,
};
use pullkey_storage::MalformedRows;

use crate::{
    schema::{
        api_keys, audit_events, audit_heads, audit_links, audit_unsealed, companies, credentials,
    },
    whole::{ID, length},
};

/// How many there are in each table that has any.
pub(super) fn counted(connection: &mut SqliteConnection) -> QueryResult<Vec<MalformedRows>> {
    macro_rules! count {
        ($($table:ident: $first:ident $($more:ident)?;)+) => {
            [$((
                stringify!($table),
                $table::table
                    .filter(length($table::$first).ne(ID)$(.or(length($table::$more).ne(ID)))?)
                    .count()
                    .get_result::<i64>(connection)?,
            )),+]
        };
    }
    let counts = count! {
        companies: id;
        credentials: company_id id;
        api_keys: company_id id;
        audit_events: company_id id;
        audit_links: company_id event_id;
        audit_unsealed: company_id event_id;
        audit_heads: company_id;
    };
    let malformed = counts.into_iter().filter(|(_, rows)| *rows > 0);
    let malformed = malformed.map(|(table, rows)| MalformedRows {
        table,
        // No count is negative.
        rows: rows.unsigned_abs(),
    });
    Ok(malformed.collect())
}
