use std::collections::HashMap;

use serde_json::Value;

use super::Case;
use crate::{
    database::Database,
    drill::{Verdict, figure, hold},
};

/// Whether a company has one row and one event for each key, and nothing else.
pub(crate) fn one_each<D: Database>(database: &mut D, company: &str, cases: &[Case]) -> Verdict {
    let created = "AND action = 'credential.create'";
    let (own, target) = (D::digits("id"), D::digits("target_id"));
    let rows = database.rows(&[&own, "name"], "credentials", company, "");
    let told = database.rows(&[&target], "audit_events", company, created);
    figure(
        "rows, create events",
        format!("{}, {}", rows.len(), told.len()),
    );
    let mut events: HashMap<&str, usize> = HashMap::new();
    for event in &told {
        *events.entry(word(&event[0])).or_default() += 1;
    }
    let mut found: HashMap<&str, Vec<usize>> = HashMap::new();
    for row in &rows {
        let count = events.get(word(&row[0])).copied().unwrap_or_default();
        found.entry(word(&row[1])).or_default().push(count);
    }
    for case in cases {
        let found = found.get(case.payload.name.as_str());
        let found = found.map_or(&[][..], Vec::as_slice);
        hold(found == [1], || {
            let rows = found.len();
            format!(
                "{} has {rows} rows, with so many create events: {found:?}",
                case.name
            )
        })?;
    }
    hold(
        rows.len() == cases.len() && told.len() == cases.len(),
        || {
            format!(
                "{} rows and {} create events for {} keys",
                rows.len(),
                told.len(),
                cases.len()
            )
        },
    )
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
