use std::{collections::BTreeMap, sync::Mutex, thread};

use pullkey_tests::{Place, RequestOutcome};
use serde_json::{Value, json};

use super::{CREDENTIALS, Caller, Pair};
use crate::postgres::{assert_whole, until};

/// Every credential that there is: its id by its name.
fn all(caller: &Caller) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut cursor = String::new();
    loop {
        let page = caller
            .get(&format!("{CREDENTIALS}?limit=100{cursor}"))
            .json();
        for credential in page["data"].as_array().unwrap() {
            let [name, id] = ["name", "id"].map(|it| credential[it].as_str().unwrap().to_owned());
            let twice = found.insert(name, id);
            assert_eq!(twice, None, "{credential}");
        }
        match &page["next_cursor"] {
            Value::String(next) => cursor = format!("&cursor={next}"),
            _ => return found,
        }
    }
}

#[test]
fn a_node_that_is_killed_under_load_leaves_the_data_whole_and_the_other_serving() {
    let mut pair = Pair::start();
    let (doomed, other) = (pair.callers[0].clone(), pair.callers[1].clone());
    let journal = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for worker in 0..4 {
            let (doomed, journal) = (&doomed, &journal);
            scope.spawn(move || {
                for nth in 0.. {
                    let name = format!("doomed-{worker}-{nth}");
                    let outcome = RequestOutcome::of(&doomed.try_create_once(&name));
                    journal.lock().unwrap().push((name, outcome));
                    if outcome != RequestOutcome::Ok {
                        return;
                    }
                }
            });
        }
        until("it has made some", || journal.lock().unwrap().len() > 100);
        for nth in 0..20 {
            assert_eq!(other.create(&format!("other-{nth}")).status, 201);
            if nth == 10 {
                pair.nodes[0].kill();
            }
        }
    });

    let kept = all(&other);
    for (name, outcome) in journal.into_inner().unwrap() {
        let traces = usize::from(kept.contains_key(&name));
        assert!(outcome.allows(traces), "{name}: {outcome:?}, {traces}");
        // Who repeats it elsewhere gets the credential that was made, if it was.
        let repeated = other.try_create_once(&name).unwrap();
        assert_eq!(repeated.status, 201);
        if let Some(id) = kept.get(&name) {
            assert_eq!(repeated.json()["id"], **id);
        }
    }
    let kept = all(&other);
    assert_whole(pair.installation.database());
    assert_eq!(other.get(CREDENTIALS).json()["total"], kept.len());
    // Only a secret that opens can be sealed for another user name.
    for id in kept.values() {
        let path = format!("{CREDENTIALS}/{id}");
        let resealed = other.patch(&path, &json!({ "username": "another" }));
        assert_eq!(resealed.status, 200);
    }
    let seen_from: Place = pair.nodes[0].place().clone();
    pair.nodes[0].restart(&seen_from);
    assert_eq!(all(&doomed), kept);
}
