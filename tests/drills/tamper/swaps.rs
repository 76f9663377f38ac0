//! Rows that have the contents of others: of the same company and of the other one, sealed and signed under the same key of
//! the ring and under another one.

use fastrand::Rng;

use super::{
    Scene,
    catalogue::Catalogue,
    keys,
    lines::{API_KEYS, CREDENTIALS, EVENTS, HANDLES},
    opening,
    opening::Asked,
    store::Table,
    verification::{self, Altered},
};
use crate::drill::{Broken, Run};

/// By how many places contents move: by each in the end, so that every row has had the contents of every other one.
fn shifts(rows: usize, run: &Run, rng: &mut Rng) -> Vec<usize> {
    let mut shifts: Vec<_> = (1..rows).collect();
    rng.shuffle(&mut shifts);
    shifts.truncate(run.pick(2, rows));
    shifts
}

/// Each of these rows gets the contents of one behind it.
fn pairs(rows: &[usize], shift: usize) -> Vec<(usize, usize)> {
    let count = rows.len();
    let pair = |at: usize| (rows[at], rows[(at + shift) % count]);
    (0..count).map(pair).collect()
}

/// All columns but these.
fn all_but(table: &Table, names: &[&str]) -> Vec<usize> {
    let columns = table.columns.iter().enumerate();
    let others = columns.filter(|(_, it)| !names.contains(&it.name.as_str()));
    others.map(|(at, _)| at).collect()
}

/// While the service runs: no secret opens in another row, and no key lets in by another row. Tells how many there were.
pub(super) fn are_refused(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let mut count = 0;
    let table = catalogue.table(&CREDENTIALS, &scene.store);
    let rows: Vec<_> = (0..table.rows.len()).collect();
    let sealed = vec![table.column("sealed")];
    let whole = all_but(&table, &["company_id", "id"]);
    for shift in shifts(rows.len(), run, rng) {
        for (columns, named) in [(&sealed, "the secret"), (&whole, "the contents")] {
            let pairs = pairs(&rows, shift);
            scene.store.swap(&table, columns, &pairs);
            let asked = pairs.iter().map(|(row, from)| Asked {
                company: table.id(*row, "company_id"),
                id: table.id(*row, "id"),
                what: told(&table, (*row, *from), named),
            });
            opening::find(scene, &table, &asked.collect::<Vec<_>>())?;
            count += pairs.len();
        }
    }
    for (lines, id, stays) in [
        (&API_KEYS, "id", &["company_id", "id", "handle"][..]),
        (&API_KEYS, "id", &["company_id", "id"]),
        (&HANDLES, "api_key_id", &["handle"]),
    ] {
        let (table, rows) = keys::of_keys(scene, catalogue, lines, id);
        let columns = all_but(&table, stays);
        for shift in shifts(rows.len(), run, rng) {
            let pairs = pairs(&rows, shift);
            scene.store.swap(&table, &columns, &pairs);
            let asked = pairs.iter().map(|(row, from)| {
                let what = told(&table, (*row, *from), "the contents");
                (table.id(*row, id), what)
            });
            keys::find(scene, &table, &asked.collect::<Vec<_>>())?;
            count += pairs.len();
        }
    }
    Ok(count)
}

/// While it does not: `audit verify` finds each. Tells how many there were.
pub(super) fn are_found(
    scene: &Scene,
    catalogue: &Catalogue,
    run: &Run,
    rng: &mut Rng,
) -> Result<usize, Broken> {
    let mut count = 0;
    for lines in [&CREDENTIALS, &API_KEYS, &EVENTS] {
        let table = catalogue.table(lines, &scene.store);
        let mut rows: Vec<_> = (0..table.rows.len()).collect();
        rng.shuffle(&mut rows);
        rows.truncate(100);
        let columns = all_but(&table, &["company_id", "id"]);
        for shift in shifts(rows.len(), run, rng) {
            let pairs = pairs(&rows, shift);
            scene.store.swap(&table, &columns, &pairs);
            let altered = pairs.iter().map(|(row, from)| {
                let what = told(&table, (*row, *from), "the contents");
                let is_event = table.name == EVENTS.table;
                let targets = is_event.then(|| [*row, *from].map(|it| table.id(it, "target_id")));
                let others = targets.into_iter().flatten().collect();
                Altered::whole(&table, *row, others, what)
            });
            verification::find(scene, &table, &altered.collect::<Vec<_>>())?;
            count += pairs.len();
        }
    }
    Ok(count)
}

fn told(table: &Table, (row, from): (usize, usize), what: &str) -> String {
    let last = table.columns.iter().position(|it| it.name == "id");
    let id = |row: usize| last.map_or_else(String::new, |at| table.rows[row][at].id());
    format!("{}: {} got {what} of {}", table.name, id(row), id(from))
}
