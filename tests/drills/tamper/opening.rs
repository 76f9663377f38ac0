//! Secrets whose bytes, or whose place, were altered: each is found when it is opened next.

use std::{collections::BTreeMap, thread::sleep, time::Duration};

use fastrand::Rng;
use pullkey_tests::{Call, Reply};
use serde_json::{Value as Json, json};

use super::{
    Scene,
    catalogue::Catalogue,
    change::{Change, at_once, planned},
    lines::{COMPANIES, CREDENTIALS as LINES, Finder},
    scene::{CREDENTIALS, SECRET},
    store::Table,
    value::Value,
};
use crate::drill::{Broken, Run, Verdict, hold};

/// What a refusal says, and nothing else.
const DETAIL: &str = "the service failed; its log has the cause under this request id";
/// Within this time every node has read the epoch, and forgets what it knew of companies.
const FORGOTTEN: Duration = Duration::from_millis(700);

/// A row that was altered, and under what it is asked for.
pub(super) struct Asked {
    pub(super) company: String,
    pub(super) id: String,
    pub(super) what: String,
}

/// Alters everything that a secret is bound to. Tells how often.
pub(super) fn finds_all(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let table = catalogue.table(&LINES, &scene.store);
    let rows: Vec<_> = (0..table.rows.len()).collect();
    let company = table.column("company_id");
    let mut columns = LINES.found_by(Finder::Opening, &table);
    columns.retain(|it| *it != company);
    let form = (scene.store.kind, run.full);
    let mut changes = planned(&table, &columns, &rows, form, rng);
    // Nobody could ask for one that has no UUID, or is in no company.
    let id = table.column("id");
    changes.retain(|it| it.column != id || it.value.is_uuid());
    changes.extend(moves(scene, &table, run, rng));
    let count = changes.len();
    for batch in at_once(&table, changes, rng) {
        scene.store.change(&table, &batch);
        let asked: Vec<_> = batch.iter().map(|it| asked_for(&table, it)).collect();
        find(scene, &table, &asked)?;
    }
    Ok(count)
}

/// Rows that are moved to the other company.
fn moves(scene: &Scene, table: &Table, run: &Run, rng: &mut Rng) -> Vec<Change> {
    let column = table.column("company_id");
    let mut rows: Vec<_> = (0..table.rows.len()).collect();
    rng.shuffle(&mut rows);
    rows.truncate(run.pick(8, rows.len()));
    let moved = rows.into_iter().map(|row| {
        let own = table.id(row, "company_id");
        let others = scene.tenants.iter().find(|it| it.company != own);
        Change {
            row,
            column,
            value: others.map_or(Value::Nothing, |it| Value::of_id(&it.company)),
            what: "moved to the other company".to_owned(),
        }
    });
    moved.collect()
}

fn asked_for(table: &Table, change: &Change) -> Asked {
    let now = |column| {
        if table.column(column) == change.column {
            change.value.id()
        } else {
            table.id(change.row, column)
        }
    };
    Asked {
        company: now("company_id"),
        id: now("id"),
        what: table.told(change),
    }
}

/// Asks for each of these rows, which were altered, and for none other. Then all is as it was.
pub(super) fn find(scene: &Scene, table: &Table, asked: &[Asked]) -> Verdict {
    let store = &scene.store;
    if let Some(flaw) = scene.flaw {
        flaw.spoil(store, table, Finder::Opening);
    }
    let readable: Vec<_> = scene.ask(&calls(scene, asked, "GET"));
    let before = failures(scene);
    let answers = scene.ask(&calls(scene, asked, "PATCH"));
    let after = failures(scene);
    for ((asked, readable), answer) in asked.iter().zip(readable).zip(answers) {
        refused(asked, &answer?)?;
        // A row that breaks a rule is not even read.
        if readable?.status == 200 {
            let count = |failures: &BTreeMap<String, i64>| {
                failures.get(&asked.id).copied().unwrap_or_default()
            };
            let events = count(&after) - count(&before);
            hold(events == 1, || {
                format!(
                    "{}: that its secret did not open left {events} events",
                    asked.what
                )
            })?;
        }
    }
    let (altered, count) = (store.altered_rows(table), asked.len());
    hold(usize::try_from(altered) == Ok(count), || {
        format!("other rows were altered: {altered}, and not {count}")
    })?;
    store.put_back(&[table.name], "kept");
    Ok(())
}

fn calls(scene: &Scene, asked: &[Asked], method: &str) -> Vec<Call> {
    let call = |it: &Asked| {
        let token = scene.token_of(&it.company).unwrap_or_default();
        let call = Call::new(method, &format!("{CREDENTIALS}/{}", it.id)).key(token);
        match method {
            "PATCH" => call.json(&json!({ "username": "asked-anew" })),
            _ => call,
        }
    };
    asked.iter().map(call).collect()
}

/// Answered 500, without a word about the cause.
fn refused(asked: &Asked, answer: &Reply) -> Verdict {
    let (what, status) = (&asked.what, answer.status);
    hold(status != 200, || format!("{what} and its secret opened"))?;
    hold(status == 500, || {
        format!("{what} and its opening is answered {status}, not 500")
    })?;
    let body = answer.json();
    let known = body["detail"] == DETAIL && body["data"]["message"] == DETAIL;
    let members = |it: &Json| it.as_object().map_or(0, serde_json::Map::len);
    let shape = (members(&body), members(&body["data"])) == (8, 2);
    let text = String::from_utf8_lossy(&answer.body);
    hold(known && shape && !text.contains(SECRET), || {
        format!("{what}: the answer tells more than that: {text}")
    })
}

/// How many events tell that the secret of a credential did not open, by its id.
fn failures(scene: &Scene) -> BTreeMap<String, i64> {
    let counted = scene.store.failed_openings();
    counted.into_iter().collect()
}

/// Alters what the keys of companies are made with. Tells how often.
pub(super) fn finds_salts(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let store = &scene.store;
    let table = catalogue.table(&COMPANIES, store);
    let rows = (0..table.rows.len()).filter(|it| scene.token_of(&table.id(*it, "id")).is_some());
    let rows: Vec<_> = rows.collect();
    let columns = COMPANIES.found_by(Finder::Opening, &table);
    let mut changes = planned(&table, &columns, &rows, (store.kind, run.full), rng);
    rng.shuffle(&mut changes);
    changes.truncate(run.pick(4, changes.len()));
    let count = changes.len();
    let credentials = catalogue.table(&LINES, store);
    for batch in at_once(&table, changes, rng) {
        let asked: Vec<_> = batch
            .iter()
            .map(|change| a_credential_of(&table, change, &credentials))
            .collect();
        store.change(&table, &batch);
        store.run("UPDATE auth_epoch SET epoch = epoch + 1");
        sleep(FORGOTTEN);
        for (asked, answer) in asked.iter().zip(scene.ask(&calls(scene, &asked, "PATCH"))) {
            refused(asked, &answer?)?;
        }
        store.put_back(&[table.name], "kept");
    }
    store.run("UPDATE auth_epoch SET epoch = epoch + 1");
    sleep(FORGOTTEN);
    Ok(count)
}

fn a_credential_of(table: &Table, change: &Change, credentials: &Table) -> Asked {
    let company = table.id(change.row, "id");
    let mut rows = 0..credentials.rows.len();
    let row = rows.find(|it| credentials.id(*it, "company_id") == company);
    Asked {
        id: credentials.id(row.expect("the company has credentials"), "id"),
        company,
        what: table.told(change),
    }
}
