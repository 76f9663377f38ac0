//! API keys whose rows were altered: none lets in.

use std::collections::BTreeMap;

use fastrand::Rng;
use pullkey_tests::Call;

use super::{
    Scene,
    catalogue::Catalogue,
    change::{at_once, planned},
    lines::{API_KEYS, Finder, HANDLES, Lines},
    store::Table,
};
use crate::drill::{Broken, Run, Verdict, hold};

/// Alters all that an API key depends on. Tells how often.
pub(super) fn finds_all(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let mut count = 0;
    for (lines, id) in [(&API_KEYS, "id"), (&HANDLES, "api_key_id")] {
        let (table, rows) = of_keys(scene, catalogue, lines, id);
        let columns = lines.found_by(Finder::KeyCheck, &table);
        let form = (scene.store.kind, run.full);
        let changes = planned(&table, &columns, &rows, form, rng);
        count += changes.len();
        for batch in at_once(&table, changes, rng) {
            scene.store.change(&table, &batch);
            let asked = batch
                .iter()
                .map(|it| (table.id(it.row, id), table.told(it)))
                .collect();
            let asked: Vec<_> = asked;
            find(scene, &table, &asked)?;
        }
    }
    Ok(count)
}

/// A table, and the rows that belong to the keys which are altered.
pub(super) fn of_keys(
    scene: &Scene,
    catalogue: &Catalogue,
    lines: &Lines,
    id: &str,
) -> (Table, Vec<usize>) {
    let table = catalogue.table(lines, &scene.store);
    let rows = 0..table.rows.len();
    let rows = rows.filter(|row| scene.is_altered_key(&table.id(*row, id)));
    let rows = rows.collect();
    (table, rows)
}

/// Sends the token of each of these keys, by id: their rows were altered, and no other. Then all is as it was.
pub(super) fn find(scene: &Scene, table: &Table, asked: &[(String, String)]) -> Verdict {
    let store = &scene.store;
    if let Some(flaw) = scene.flaw {
        flaw.spoil(store, table, Finder::KeyCheck);
    }
    let keys = scene.keys.iter();
    let tokens: BTreeMap<_, _> = keys
        .map(|key| (key.id.as_str(), key.token.as_str()))
        .collect();
    let calls = asked.iter().map(|(id, _)| validate(tokens[id.as_str()]));
    let calls: Vec<_> = calls.collect();
    for ((_, what), answer) in asked.iter().zip(scene.ask(&calls)) {
        let status = answer?.status;
        hold(status != 200, || format!("{what} and the key let in"))?;
        // A row that breaks a rule is not read.
        hold([401, 500].contains(&status), || {
            format!("{what} and the key is answered {status}")
        })?;
    }
    let (altered, count) = (store.altered_rows(table), asked.len());
    hold(usize::try_from(altered) == Ok(count), || {
        format!("other rows were altered: {altered}, and not {count}")
    })?;
    store.put_back(&[table.name], "kept");
    Ok(())
}

pub(super) fn validate(token: &str) -> Call {
    Call::new("GET", "/v3/api-keys/validate").key(token)
}
