use std::collections::HashMap;

use pullkey_tests::Node;

use super::case::Case;
use crate::drill::{Verdict, figure, hold};

/// Whether the store has one row and one event for each key, and nothing else.
pub(super) fn one_each(node: &Node, cases: &[Case]) -> Verdict {
    let mut database = node.database();
    let query = "
        SELECT json_array(name, (
            SELECT count(*) FROM audit_events
            WHERE action = 'credential.create' AND target_id = credentials.id
        )) AS line FROM credentials";
    let rows = database.rows(query);
    let mut events: HashMap<&str, Vec<i64>> = HashMap::new();
    for row in &rows {
        let name = row[0].as_str().unwrap_or_default();
        let count = row[1].as_i64().unwrap_or_default();
        events.entry(name).or_default().push(count);
    }
    let all =
        "SELECT json_quote(count(*)) AS line FROM audit_events WHERE action = 'credential.create'";
    let all = &database.rows(all)[0];
    figure("rows, create events", format!("{}, {all}", rows.len()));
    for case in cases {
        let found = events.get(case.payload.name.as_str());
        let found = found.map_or(&[][..], Vec::as_slice);
        hold(found == [1], || {
            let rows = found.len();
            format!(
                "{} has {rows} rows, with so many create events: {found:?}",
                case.name
            )
        })?;
    }
    hold(rows.len() == cases.len() && *all == cases.len(), || {
        format!(
            "{} rows and {all} create events for {} keys",
            rows.len(),
            cases.len()
        )
    })
}
