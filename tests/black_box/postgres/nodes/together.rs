//! What begins at one node goes on at the other.

use std::thread;

use pullkey_tests::{Call, Reply};
use serde_json::json;

use super::{CREDENTIALS, Caller, Pair, credential};
use crate::postgres::{assert_whole, path_of};

/// A change of the version that this tag stands for.
fn change(caller: &Caller, path: &str, tag: &str, username: &str) -> Reply {
    let call = Call::new("PATCH", path).json(&json!({ "username": username }));
    caller.send(call.header("if-match", tag))
}

fn delete(caller: &Caller, path: &str, tag: &str) -> Reply {
    caller.send(Call::new("DELETE", path).header("if-match", tag))
}

fn tag_of(reply: &Reply) -> String {
    assert!(reply.status < 300, "{}", reply.json());
    reply.header("etag").unwrap().to_owned()
}

fn assert_refused(reply: &Reply, status: u16, code: &str) {
    assert_eq!(
        (reply.status, &reply.json()["code"]),
        (status, &code.into())
    );
}

#[test]
fn a_tag_of_one_node_stands_for_the_same_version_at_the_other() {
    let pair = Pair::start();
    for (here, there) in [(0, 1), (1, 0)] {
        let [here, there] = [here, there].map(|nth: usize| &pair.callers[nth]);
        for _ in 0..10 {
            let created = here.create("n");
            let (path, first) = (path_of(&created), tag_of(&created));
            assert_eq!(tag_of(&there.get(&path)), first);
            let second = tag_of(&change(there, &path, &first, "changed"));
            for refused in [
                change(here, &path, &first, "late"),
                delete(here, &path, &first),
            ] {
                assert_refused(&refused, 412, "precondition_failed");
            }
            let third = tag_of(&change(here, &path, &second, "changed-again"));
            assert_refused(&delete(there, &path, &second), 412, "precondition_failed");
            assert_eq!(there.get(&path).json()["username"], "changed-again");
            assert_eq!(delete(there, &path, &third).status, 200);
            for gone in [
                here.get(&path),
                change(here, &path, &third, "late"),
                here.delete(&path),
            ] {
                assert_eq!(gone.status, 404);
            }
        }
    }
    assert_whole(pair.installation.database());
}

#[test]
fn an_answer_is_repeated_by_whichever_node_is_asked_whatever_became_of_the_credential() {
    let pair = Pair::start();
    for (first, second) in [(0, 1), (1, 0)] {
        let [here, there] = [first, second].map(|nth: usize| &pair.callers[nth]);
        for round in 0..5 {
            let name = format!("{first}-{round}");
            let created = here.try_create_once(&name).unwrap();
            let path = path_of(&created);
            let is_repeated = || {
                let repeated = there.try_create_once(&name).unwrap();
                assert_eq!(repeated.header("idempotency-replayed"), Some("true"));
                assert_eq!((repeated.status, &repeated.body), (201, &created.body));
                for name in ["location", "etag"] {
                    assert_eq!(repeated.header(name), created.header(name), "{name}");
                }
            };
            is_repeated();
            assert_eq!(here.patch(&path, &json!({ "name": "changed" })).status, 200);
            is_repeated();
            assert_eq!(here.delete(&path).status, 200);
            is_repeated();
            assert_eq!(there.get(&path).status, 404);
            let other = Call::new("POST", CREDENTIALS).json(&credential("other"));
            let refused = there.send(other.header("idempotency-key", &name));
            assert_eq!(refused.json()["code"], "idempotency_key_reused");
        }
    }
    assert_whole(pair.installation.database());
}

const REGISTRIES: [&str; 3] = ["dockerHub", "github", "ecr"];

/// Makes credentials at one node, and lets the other one change or delete some of them.
fn take_part(here: &Caller, there: &Caller, worker: usize) {
    for nth in 0..30 {
        let mut body = credential(&format!("{worker}-{nth}"));
        body["registry"] = REGISTRIES[nth % 3].into();
        let path = path_of(&here.send(Call::new("POST", CREDENTIALS).json(&body)));
        match nth % 5 {
            0 => assert_eq!(there.delete(&path).status, 200),
            1 => {
                let changed = there.patch(&path, &json!({ "username": "changed" }));
                assert_eq!(changed.status, 200);
            }
            _ => {}
        }
    }
}

#[test]
fn a_crowd_at_both_nodes_leaves_one_list_with_the_right_totals() {
    let pair = Pair::start();
    thread::scope(|scope| {
        for worker in 0..6 {
            let (here, there) = (&pair.callers[worker % 2], &pair.callers[1 - worker % 2]);
            scope.spawn(move || take_part(here, there, worker));
        }
    });
    let [one, other] = pair.callers.each_ref().map(Caller::all);
    assert_eq!(one, other);
    // Of 30, every fifth was deleted.
    assert_eq!(one.len(), 6 * 24);
    for caller in &pair.callers {
        let total =
            |query: &str| caller.get(&format!("{CREDENTIALS}{query}")).json()["total"].clone();
        assert_eq!(total(""), one.len());
        for registry in REGISTRIES {
            let listed = one.values().filter(|it| it["registry"] == registry).count();
            assert_eq!(total(&format!("?registry={registry}")), listed);
        }
        let changed = one
            .values()
            .filter(|it| it["username"] == "changed")
            .count();
        assert_eq!((total("?search=changed"), changed), (36.into(), 36));
    }
    assert_whole(pair.installation.database());
}
