//! `tamper`: whoever owns the database and alters it is found, whatever he alters, and harms nothing else.
//!
//! Two companies with credentials and API keys, half of which were made before all keys of the ring were turned. Each byte
//! of each column is flipped, texts and bytes are cut off at each place and made longer, what may be missing is taken away,
//! what is missing is given; contents of rows are put into every other row. No constraint of the database hinders that.
//!
//! While the service runs: an altered secret, or one whose place was altered, is answered 500 without a word about the cause
//! when it is opened next, and leaves an event; an altered API key lets nobody in. While it does not: `pullkey audit verify`
//! finds each altered row and event, and each chain with events deleted, inserted, exchanged or cut off, and finds nothing
//! that nobody altered. What is set back altogether is found by the heads that were exported.
//!
//! Many rows are altered at a time, each at one place, and all are asked for. Which column is found by whom stands in
//! `tamper/lines.rs`; a column or table that is not there is broken. In the end everything is put back, and everything opens
//! and lets in. Nothing may have panicked.
//!
//! The short form makes each change in one row only.

use fastrand::Rng;
use pullkey_tests::Call;
use serde_json::json;

use crate::{
    drill::{Broken, Drill, Run, Verdict, figure, hold},
    kind::Kind,
};

mod bugs;
mod catalogue;
mod change;
mod keys;
mod lines;
mod opening;
mod scene;
mod store;
mod swaps;
mod trail;
mod value;
mod verification;

pub(crate) use self::bugs::Bug;
use self::{
    bugs::Flaw,
    catalogue::Catalogue,
    lines::TABLES,
    scene::{CREDENTIALS, Scene},
    store::Store,
};

/// See the module.
pub(crate) struct Tamper;

/// So many credentials are altered, and so many API keys.
const ROWS: usize = 100;
/// So many are enough where a bug was planted.
const ROWS_TO_FIND_A_BUG: usize = 24;

impl Drill for Tamper {
    const NAME: &str = "tamper";
    type Bug = Bug;
    const BUGS: &[(&str, Bug)] = Bug::ALL;

    fn run(run: &Run, bug: Option<Bug>) -> Verdict {
        Kind::play_on_each(bug.map(|bug| bug.kind), |kind| {
            play(kind, run, bug.map(|bug| bug.flaw))
        })
    }

    fn finds(bug: Bug, Broken(what): &Broken) -> bool {
        let sign = bug.flaw.sign();
        let mut parts = sign.split(" * ");
        parts.all(|part| what.contains(part))
    }
}

fn play(kind: Kind, run: &Run, flaw: Option<Flaw>) -> Verdict {
    let mut rng = run.rng();
    let rows = flaw.map_or(ROWS, |_| ROWS_TO_FIND_A_BUG);
    let mut scene = Scene::start(kind, rows, flaw, &mut rng);
    if let Some(flaw) = flaw {
        flaw.plant(&scene);
        scene.put_before(|place| flaw.before(place));
    }
    let catalogue = Catalogue::read(&scene.store)?;
    scene.store.unguard();
    scene.stop();
    // These wait to be sealed.
    scene.command(&["company", "create", "--name", "later"]);
    is_clean(&scene)?;
    scene.store.keep(&TABLES, "kept");
    let shows = |serving: bool| flaw.is_none_or(|flaw| flaw.shows(serving));
    if shows(false) {
        while_stopped(&scene, &catalogue, run, &mut rng)?;
    }
    is_clean(&scene)?;
    scene.restart();
    if shows(true) {
        while_serving(&scene, &catalogue, run, &mut rng)?;
    }
    scene.stop();
    is_clean(&scene)?;
    if flaw == Some(Flaw::LastingHarm) {
        scene
            .store
            .run("UPDATE credentials SET sealed = substr(sealed, 1, length(sealed) - 1)");
    }
    scene.restart();
    is_usable(&scene, rows)?;
    scene.stop();
    if flaw == Some(Flaw::Panic) {
        scene.log("thread 'actix-server worker 0' panicked at src/main.rs:1:1");
    }
    scene.has_not_panicked()
}

fn while_stopped(scene: &Scene, catalogue: &Catalogue, run: &Run, rng: &mut Rng) -> Verdict {
    let count = verification::finds_all(scene, catalogue, run, rng)?;
    figure("rows, events, links and heads altered", count);
    let count = verification::fails_without(scene, catalogue, rng)?;
    figure("columns taken away", count);
    let count = swaps::are_found(scene, catalogue, run, rng)?;
    figure("contents in other rows", count);
    let count = trail::finds_all(scene, catalogue, run, rng)?;
    figure("chains altered", count);
    Ok(())
}

fn while_serving(scene: &Scene, catalogue: &Catalogue, run: &Run, rng: &mut Rng) -> Verdict {
    let count = opening::finds_all(scene, catalogue, run, rng)?;
    figure("secrets altered, or what they are bound to", count);
    let count = opening::finds_salts(scene, catalogue, run, rng)?;
    figure("salts altered", count);
    let count = keys::finds_all(scene, catalogue, run, rng)?;
    figure("API keys altered", count);
    let count = swaps::are_refused(scene, catalogue, run, rng)?;
    figure("secrets and keys in other rows", count);
    Ok(())
}

fn is_clean(scene: &Scene) -> Verdict {
    let findings = scene.findings()?;
    let first = findings.first().map(|it| it["message"].clone());
    hold(first.is_none(), || {
        format!("`audit verify` finds something which nobody altered: {first:?}")
    })
}

/// Every secret opens, and every key lets in.
fn is_usable(scene: &Scene, rows: usize) -> Verdict {
    let mut opened = 0;
    for tenant in &scene.tenants {
        let page = Call::new("GET", &format!("{CREDENTIALS}?limit=100")).key(&tenant.key.token);
        let page = scene.ask(&[page]).remove(0)?.json();
        let credentials = page["data"].as_array().cloned().unwrap_or_default();
        let calls = credentials.iter().map(|it| {
            let path = format!("{CREDENTIALS}/{}", it["id"].as_str().unwrap_or_default());
            let call = Call::new("PATCH", &path).key(&tenant.key.token);
            call.json(&json!({ "username": "opened" }))
        });
        let calls: Vec<_> = calls.collect();
        for (call, answer) in calls.iter().zip(scene.ask(&calls)) {
            let (path, status) = (call.path(), answer?.status);
            hold(status == 200, || {
                format!("{path} does not open after all was put back: answered {status}")
            })?;
            opened += 1;
        }
    }
    hold(opened >= rows, || {
        format!("of {rows} credentials, {opened} are listed after all was put back")
    })?;
    let calls = scene.keys.iter().map(|key| keys::validate(&key.token));
    let calls: Vec<_> = calls.collect();
    for (key, answer) in scene.keys.iter().zip(scene.ask(&calls)) {
        let (id, status) = (&key.id, answer?.status);
        hold(status == 200, || {
            format!("the key {id} is answered {status} after all was put back")
        })?;
    }
    Ok(())
}
