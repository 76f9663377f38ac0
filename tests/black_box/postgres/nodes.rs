//! Several nodes on one database are one service.

mod keys;
mod killed;
mod starting;
mod together;
mod versions;

use std::thread;

use pullkey_tests::{Call, Installation, Node, Reply, Tenant};
use serde_json::{Value, json};

use super::{CREDENTIALS, Caller, assert_whole, credential, path_of};

/// Two nodes, and a caller at each of them with one key.
struct Pair {
    callers: [Caller; 2],
    tenant: Tenant,
    nodes: [Node; 2],
    installation: Installation,
}

impl Pair {
    fn start() -> Self {
        let installation = Installation::new();
        let tenant = installation.tenant("Acme");
        let nodes = [installation.node(), installation.node()];
        let callers = [0, 1].map(|nth: usize| Caller::of(nodes[nth].place(), &tenant.key));
        Self {
            callers,
            tenant,
            nodes,
            installation,
        }
    }
}

fn names(list: &Value) -> Vec<&str> {
    let data = list["data"].as_array().unwrap();
    data.iter().map(|it| it["name"].as_str().unwrap()).collect()
}

#[test]
fn what_one_node_did_the_other_knows_at_once() {
    let pair = Pair::start();
    for (here, there) in [(0, 1), (1, 0)] {
        let [here, there] = [here, there].map(|nth: usize| &pair.callers[nth]);
        for round in 0..10 {
            let created = here.create(&format!("made-{round}"));
            let path = path_of(&created);
            let found = there.get(&path);
            assert_eq!((found.status, found.json()), (200, created.json()));
            let list = there.get(CREDENTIALS).json();
            assert_eq!(list["total"], 1);
            assert_eq!(list["data"], json!([created.json()]));

            let changed = there.patch(&path, &json!({ "name": "changed" }));
            let found = here.get(&path);
            assert_eq!((found.status, found.json()), (200, changed.json()));
            assert_eq!(found.header("etag"), changed.header("etag"));
            assert_eq!(
                names(&here.get("/v3/docker-registries?search=chang").json()).len(),
                1
            );

            assert_eq!(there.delete(&path).status, 200);
            assert_eq!(here.get(&path).status, 404);
            assert_eq!(here.get(CREDENTIALS).json()["total"], 0);
        }
    }
}

/// The answers to two calls that are sent through two nodes at once.
fn at_once(pair: &Pair, calls: [Call; 2]) -> [Reply; 2] {
    let [first, second] = calls;
    thread::scope(|scope| {
        let first = scope.spawn(|| pair.callers[0].send(first));
        let second = pair.callers[1].send(second);
        [first.join().unwrap(), second]
    })
}

#[test]
fn of_two_changes_of_one_version_through_two_nodes_one_is_refused() {
    let pair = Pair::start();
    let path = path_of(&pair.callers[0].create("n"));
    for round in 0..20 {
        let tag = pair.callers[round % 2].get(&path);
        let tag = tag.header("etag").unwrap();
        let change = |node: &str| {
            let name = json!({ "name": format!("{round}-{node}") });
            let call = Call::new("PATCH", &path).json(&name);
            call.header("if-match", tag)
        };
        let [first, second] = at_once(&pair, [change("first"), change("second")]);
        let (won, lost) = if first.status == 200 {
            (first, second)
        } else {
            (second, first)
        };
        assert_eq!((won.status, lost.status), (200, 412));
        assert_eq!(lost.json()["code"], "precondition_failed");
        for caller in &pair.callers {
            assert_eq!(caller.get(&path).json(), won.json());
        }
    }
}

#[test]
fn changes_of_two_members_through_two_nodes_both_hold() {
    let pair = Pair::start();
    let path = path_of(&pair.callers[0].create("n"));
    for round in 0..20 {
        let change = |member: &str| {
            let value = json!({ member: format!("{member}-{round}") });
            Call::new("PATCH", &path).json(&value)
        };
        for changed in at_once(&pair, [change("name"), change("username")]) {
            assert_eq!(changed.status, 200, "{}", changed.json());
        }
        let found = pair.callers[0].get(&path).json();
        assert_eq!(found["name"], format!("name-{round}"));
        assert_eq!(found["username"], format!("username-{round}"));
    }
}

#[test]
fn a_cursor_that_one_node_gave_out_goes_on_at_the_other() {
    let pair = Pair::start();
    let made: Vec<_> = (0..7).map(|nth| format!("name-{nth}")).collect();
    for (nth, name) in made.iter().enumerate() {
        path_of(&pair.callers[nth % 2].create(name));
    }
    let (mut walked, mut cursor) = (Vec::new(), String::new());
    for page in 0.. {
        let path = format!("{CREDENTIALS}?sort=name&search=NAME&limit=2{cursor}");
        let page = pair.callers[page % 2].get(&path);
        assert_eq!(page.status, 200, "{}", page.json());
        let page = page.json();
        walked.extend(names(&page).into_iter().map(str::to_owned));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(walked, made);
}

#[test]
fn one_idempotency_key_through_both_nodes_at_once_makes_one_credential_and_one_answer() {
    let pair = Pair::start();
    for round in 0..10 {
        let name = format!("attempt-{round}");
        let answers: Vec<_> = thread::scope(|scope| {
            let sent: Vec<_> = [0, 1, 0, 1, 0, 1]
                .map(|nth: usize| {
                    scope.spawn({
                        let (caller, name) = (&pair.callers[nth], &name);
                        move || caller.try_create_once(name).unwrap()
                    })
                })
                .into();
            sent.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let replayed = |it: &&Reply| it.header("idempotency-replayed").is_some();
        assert_eq!(answers.iter().filter(replayed).count(), answers.len() - 1);
        for answer in &answers {
            assert_eq!((answer.status, &answer.body), (201, &answers[0].body));
        }
        let rows = format!("SELECT count(*) FROM credentials WHERE name = '{name}'");
        assert_eq!(pair.installation.database().query(&rows), "1");
    }
    assert_whole(pair.installation.database());
    // Another body under a key is refused by whichever node is asked.
    let other = Call::new("POST", CREDENTIALS).json(&credential("other"));
    let refused = pair.callers[1].send(other.header("idempotency-key", "attempt-0"));
    assert_eq!(refused.json()["code"], "idempotency_key_reused");
}
