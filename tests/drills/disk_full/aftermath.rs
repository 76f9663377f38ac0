use pullkey_tests::{Database, run};
use serde_json::json;

use super::victim::Left;
use crate::drill::{Verdict, hold};

/// Holds if SQLite finds its database whole, and the service the audit trail.
pub(super) fn whole(left: &Left) -> Verdict {
    let mut database = Database::open(&left.data().join("pullkey.db"));
    let query = "SELECT json_quote(integrity_check) AS line FROM pragma_integrity_check";
    let found = database.rows(query);
    hold(found == [json!("ok")], || {
        format!("the database is not whole: {found:?}")
    })?;
    drop(database);
    let verified = run(left.folder(), &["audit", "verify"]);
    hold(verified.status == Some(0), || {
        format!("the audit trail is not whole: {verified:?}")
    })
}
