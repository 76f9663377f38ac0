//! Rows and events that were altered while nobody looked: `pullkey audit verify` finds each, and nothing else.

use std::collections::BTreeSet;

use fastrand::Rng;
use pullkey_tests::run as command;
use serde_json::Value as Json;

use super::{
    Scene,
    catalogue::Catalogue,
    change::{Change, at_once, planned},
    lines::{API_KEYS, COMPANIES, CREDENTIALS, EVENTS, Finder, HEADS, LINKS, Lines, MARKS},
    store::Table,
    value::Value,
};
use crate::drill::{Broken, Run, Verdict, hold};

/// So many rows of a table are altered.
const ROWS: usize = 100;
/// So many of one whose rows hang together, so that each change is looked at by itself.
const ROWS_BY_THEMSELVES: usize = 10;

/// Alters everything that a digest or a MAC of the trail covers. Tells how often.
pub(super) fn finds_all(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let mut count = 0;
    for lines in [&COMPANIES, &CREDENTIALS, &API_KEYS, &EVENTS] {
        let table = catalogue.table(lines, &scene.store);
        let changes = changes(scene, lines, &table, ROWS, run, rng);
        count += changes.len();
        for batch in at_once(&table, changes, rng) {
            scene.store.change(&table, &batch);
            find(scene, &table, &altered(&table, &batch))?;
        }
    }
    for lines in [&LINKS, &HEADS, &MARKS] {
        let table = catalogue.table(lines, &scene.store);
        let mut changes = changes(scene, lines, &table, ROWS_BY_THEMSELVES, run, rng);
        rng.shuffle(&mut changes);
        if !run.full {
            changes = some_of_each_column(changes);
        }
        count += changes.len();
        for change in changes {
            scene.store.change(&table, std::slice::from_ref(&change));
            find_in_company(scene, &table, &change)?;
        }
    }
    Ok(count)
}

fn changes(
    scene: &Scene,
    lines: &Lines,
    table: &Table,
    most: usize,
    run: &Run,
    rng: &mut Rng,
) -> Vec<Change> {
    let mut rows: Vec<_> = (0..table.rows.len()).collect();
    if table.name == API_KEYS.table {
        // Those that may do everything would take many looks at one row each.
        rows.retain(|row| scene.is_altered_key(&table.id(*row, "id")));
    }
    rng.shuffle(&mut rows);
    rows.truncate(most);
    let columns = lines.found_by(Finder::Verification, table);
    planned(table, &columns, &rows, (scene.store.kind, run.full), rng)
}

fn some_of_each_column(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|it| it.column);
    let mut left = changes;
    let mut taken = std::collections::BTreeMap::<usize, usize>::new();
    left.retain(|it| {
        let count = taken.entry(it.column).or_default();
        *count += 1;
        *count <= 3
    });
    left
}

/// A row that was altered: what it was called and what it told of, before and after.
pub(super) struct Altered {
    what: String,
    /// As whose finding it must be told.
    id: String,
    /// As whose it may be told as well.
    others: Vec<String>,
    /// Whether it has an id that is none, and so is counted as well.
    is_malformed: bool,
}

fn altered(table: &Table, batch: &[Change]) -> Vec<Altered> {
    let each = batch.iter().map(|change| {
        let names = ["company_id", "id", "target_id"];
        let of_names = |name: &&str| {
            let column = table.columns.iter().position(|it| it.name == **name)?;
            let now = (column == change.column).then(|| told_as(&change.value));
            // A company as such is told only where the row came into another one.
            let before = (*name != "company_id").then(|| table.rows[change.row][column].id());
            Some(before.into_iter().chain(now))
        };
        Altered {
            what: table.told(change),
            id: table.id(change.row, "id"),
            others: names.iter().filter_map(of_names).flatten().collect(),
            is_malformed: is_malformed(table, change),
        }
    });
    each.collect()
}

/// Whether it puts something where an id stands that is none.
fn is_malformed(table: &Table, change: &Change) -> bool {
    let is_id = table.columns[change.column].name.ends_with("id");
    is_id && matches!(&change.value, Value::Bytes(bytes) if bytes.len() != 16)
}

/// A finding that counts such rows, and names none.
fn counts_malformed(finding: &Json) -> bool {
    finding["code"] == "rows_malformed"
}

/// How an id is told. Bytes that are none are told as nothing else than that they are there.
fn told_as(id: &Value) -> String {
    let told = Some(id.id()).filter(|id| !id.is_empty());
    told.unwrap_or_else(|| "00000000-0000-0000-0000-000000000000".to_owned())
}

impl Altered {
    /// A row all of whose columns were altered but those of its key.
    pub(super) fn whole(table: &Table, row: usize, others: Vec<String>, what: String) -> Self {
        Self {
            what,
            id: table.id(row, "id"),
            others,
            is_malformed: false,
        }
    }
}

/// Each of these rows is found, and no other. Then all is as it was.
pub(super) fn find(scene: &Scene, table: &Table, altered: &[Altered]) -> Verdict {
    let store = &scene.store;
    if let Some(flaw) = scene.flaw {
        flaw.spoil(store, table, Finder::Verification);
    }
    let findings = scene.findings()?;
    let found: BTreeSet<_> = findings
        .iter()
        .filter_map(|it| concerned(table, it))
        .collect();
    for it in altered {
        hold(found.contains(it.id.as_str()), || {
            format!("{} and `audit verify` found nothing", it.what)
        })?;
    }
    let known: BTreeSet<_> = altered
        .iter()
        .flat_map(|it| it.others.iter().chain([&it.id]))
        .collect();
    let has_malformed = altered.iter().any(|it| it.is_malformed);
    let is_known = |it: &Json| {
        if counts_malformed(it) {
            return has_malformed;
        }
        let named = ids(it);
        named.iter().any(|id| known.contains(&(*id).to_owned()))
    };
    let alarm = findings.iter().find(|it| !is_known(it));
    hold(alarm.is_none(), || {
        let alarm = alarm.map_or(&Json::Null, |it| &it["message"]);
        format!("`audit verify` finds something which nobody altered: {alarm}")
    })?;
    store.put_back(&[table.name], "kept");
    Ok(())
}

/// Of which row of this table a finding tells.
fn concerned<'a>(table: &Table, finding: &'a Json) -> Option<&'a str> {
    let code = finding["code"].as_str().unwrap_or_default();
    match table.name {
        "companies" if code.starts_with("company_") => finding["company_id"].as_str(),
        "audit_events" if code.contains("event_") => finding["event_id"].as_str(),
        "credentials" if finding["target"]["kind"] == "credential" => {
            finding["target"]["id"].as_str()
        }
        "api_keys" if finding["target"]["kind"] == "api_key" => finding["target"]["id"].as_str(),
        _ => None,
    }
}

fn ids(finding: &Json) -> Vec<&str> {
    let ids = [
        &finding["company_id"],
        &finding["event_id"],
        &finding["target"]["id"],
    ];
    ids.into_iter().filter_map(Json::as_str).collect()
}

/// Something is found in the company whose trail was altered, and nothing in another one. Then all is as it was.
fn find_in_company(scene: &Scene, table: &Table, change: &Change) -> Verdict {
    let store = &scene.store;
    if let Some(flaw) = scene.flaw {
        flaw.spoil(store, table, Finder::Verification);
    }
    let what = table.told(change);
    let findings = scene.findings()?;
    hold(!findings.is_empty(), || {
        format!("{what} and `audit verify` found nothing")
    })?;
    let company = table.id(change.row, "company_id");
    let now = change.value.id();
    let is_known = |it: &Json| match &it["company_id"] {
        _ if counts_malformed(it) => is_malformed(table, change),
        id => *id == *company || *id == *now,
    };
    let alarm = findings.iter().find(|it| !is_known(it));
    hold(alarm.is_none(), || {
        let alarm = alarm.map_or(&Json::Null, |it| &it["message"]);
        format!("{what} and `audit verify` finds something which nobody altered: {alarm}")
    })?;
    store.put_back(&[table.name], "kept");
    Ok(())
}

/// What must be there and is not: `audit verify` fails, whether it can go on or not. Tells how many columns there are.
pub(super) fn fails_without(
    scene: &Scene,
    catalogue: &Catalogue,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let mut count = 0;
    for lines in [&COMPANIES, &CREDENTIALS, &API_KEYS, &EVENTS, &LINKS, &HEADS] {
        let table = catalogue.table(lines, &scene.store);
        for column in lines.found_by(Finder::Verification, &table) {
            if table.columns[column].nullable || table.key.contains(&column) {
                continue;
            }
            let change = Change {
                row: rng.usize(..table.rows.len()),
                column,
                value: Value::Nothing,
                what: "taken away".to_owned(),
            };
            scene.store.change(&table, std::slice::from_ref(&change));
            let ended = command(scene.node.folder(), &["audit", "verify", "--json"]);
            let what = table.told(&change);
            hold(ended.status == Some(1), || {
                format!("{what} and `audit verify` ends with {:?}", ended.status)
            })?;
            hold(!ended.stderr.contains("panicked"), || {
                format!("{what} and `audit verify` panicked: {}", ended.stderr)
            })?;
            scene.store.put_back(&[table.name], "kept");
            count += 1;
        }
    }
    Ok(count)
}
