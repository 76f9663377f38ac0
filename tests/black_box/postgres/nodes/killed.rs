use std::{sync::Mutex, thread};

use pullkey_tests::{Call, Place, RequestOutcome};
use serde_json::{Value, json};

use super::{CREDENTIALS, Caller, Pair};
use crate::postgres::{assert_whole, path_of, until};

/// What its caller knows of a credential that was made, changed and perhaps deleted, as far as that went.
struct Life {
    name: String,
    created: RequestOutcome,
    changed: Option<RequestOutcome>,
    deleted: Option<RequestOutcome>,
}

impl Life {
    fn lead(caller: &Caller, name: String, with_end: bool) -> Self {
        let created = caller.try_create_once(&name);
        let mut life = Self {
            name,
            created: RequestOutcome::of(&created),
            changed: None,
            deleted: None,
        };
        if life.created == RequestOutcome::Ok {
            let path = path_of(&created.unwrap());
            let change = Call::new("PATCH", &path).json(&json!({ "username": "changed" }));
            life.changed = Some(RequestOutcome::of(&caller.try_send(change)));
            let delete = with_end.then(|| caller.try_send(Call::new("DELETE", &path)));
            life.deleted = delete.as_ref().map(RequestOutcome::of);
        }
        life
    }

    fn is_known(&self) -> bool {
        let rest = [self.changed, self.deleted].into_iter().flatten();
        self.created == RequestOutcome::Ok && rest.into_iter().all(|it| it == RequestOutcome::Ok)
    }

    /// What is kept of it is what its caller was told.
    fn fits(&self, kept: Option<&Value>) -> bool {
        let ended = self
            .deleted
            .map(|it| it.allows(usize::from(kept.is_none())));
        let there = || self.created.allows(usize::from(kept.is_some()));
        let changed = |credential: &Value| {
            let changed = self.changed.unwrap_or(RequestOutcome::Failed);
            changed.allows(usize::from(credential["username"] == "changed"))
        };
        ended.unwrap_or_else(there) && kept.is_none_or(changed)
    }
}

#[test]
fn a_node_that_is_killed_under_load_leaves_the_data_whole_and_the_other_serving() {
    let mut pair = Pair::start();
    let (doomed, other) = (pair.callers[0].clone(), pair.callers[1].clone());
    let lives = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for worker in 0..4 {
            let (doomed, lives) = (&doomed, &lives);
            scope.spawn(move || {
                for nth in 0.. {
                    let name = format!("doomed-{worker}-{nth}");
                    let life = Life::lead(doomed, name, nth % 2 == 0);
                    let goes_on = life.is_known();
                    lives.lock().unwrap().push(life);
                    if !goes_on {
                        return;
                    }
                }
            });
        }
        until("it has made some", || lives.lock().unwrap().len() > 100);
        for nth in 0..20 {
            let life = Life::lead(&other, format!("other-{nth}"), nth % 2 == 0);
            assert!(life.is_known(), "{}", life.name);
            lives.lock().unwrap().push(life);
            if nth == 10 {
                pair.nodes[0].kill();
            }
        }
    });

    let kept = other.all();
    for life in lives.into_inner().unwrap() {
        let (name, kept) = (&life.name, kept.get(&life.name));
        assert!(life.fits(kept), "{name}: {kept:?}");
        // Who repeats it elsewhere gets the credential that was made, if it was.
        let repeated = other.try_create_once(name).unwrap();
        assert_eq!(repeated.status, 201);
        if let Some(credential) = kept {
            assert_eq!(repeated.json()["id"], credential["id"]);
        }
    }
    let kept = other.all();
    assert_whole(pair.installation.database());
    assert_eq!(other.get(CREDENTIALS).json()["total"], kept.len());
    // Only a secret that opens can be sealed for another user name.
    for credential in kept.values() {
        let path = format!("{CREDENTIALS}/{}", credential["id"].as_str().unwrap());
        let resealed = other.patch(&path, &json!({ "username": "another" }));
        assert_eq!(resealed.status, 200);
    }
    let kept = other.all();
    let seen_from: Place = pair.nodes[0].place().clone();
    pair.nodes[0].restart(&seen_from);
    assert_eq!(doomed.all(), kept);
}
