//! Several nodes, each with a copy of the ring of its own, that read it again in whatever order.

use std::{
    fs,
    path::PathBuf,
    thread::{self, sleep},
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;
use pullkey_tests::{Installation, Server, Tenant};
use serde_json::json;
use tempfile::TempDir;

use super::{CREDENTIALS, turned};

struct Node {
    server: Server,
    folder: TempDir,
}

/// Two nodes of one installation, whose own ring is the one that is turned and distributed.
struct Pair {
    installation: Installation,
    nodes: [Node; 2],
    tenant: Tenant,
}

impl Node {
    fn ring(&self) -> PathBuf {
        self.folder.path().join("own.json")
    }

    fn ready(&self) -> serde_json::Value {
        self.server.curl("/readyz").send().json()
    }

    /// Waits until the check of the ring says so.
    fn until_ring_is(&self, fit: bool) {
        let since = Instant::now();
        while self.ready()["checks"]["key_ring"] != fit {
            assert!(
                since.elapsed() < Duration::from_secs(10),
                "{}",
                self.ready()
            );
            sleep(Duration::from_millis(50));
        }
    }
}

impl Pair {
    fn start() -> Self {
        let installation = Installation::new();
        let tenant = installation.tenant("Acme");
        let nodes = [(); 2].map(|()| {
            let folder = installation.node_folder();
            fs::copy(installation.key_ring(), folder.path().join("own.json")).unwrap();
            let server = Server::start_with(folder.path(), &["--keyring-file=own.json"]);
            server.until_ready();
            Node { server, folder }
        });
        Self {
            installation,
            nodes,
            tenant,
        }
    }

    fn turn(&self, arguments: &[&str]) -> serde_json::Value {
        turned(self.installation.folder(), arguments)
    }

    /// Brings the turned ring to a node, and has it read again.
    fn bring_to(&self, nth: usize) {
        let node = &self.nodes[nth];
        fs::copy(self.installation.key_ring(), node.ring()).unwrap();
        node.server.signal(Signal::SIGHUP);
        sleep(Duration::from_millis(500));
    }

    /// What is created at each node is read and changed, which opens and seals it, at the other one.
    fn work(&self) {
        for (here, there) in [(0, 1), (1, 0)] {
            let [here, there] = [here, there].map(|nth: usize| &self.nodes[nth].server);
            let key = &self.tenant.key.token;
            let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
            let created = here.curl(CREDENTIALS).key(key).json(&body).send();
            assert_eq!(created.status, 201, "{}", created.body);
            let path = format!("{CREDENTIALS}/{}", created.json()["id"].as_str().unwrap());
            let edit = there.curl(&path).key(key).method("PATCH");
            let edited = edit.json(&json!({ "username": "other" })).send();
            assert_eq!(edited.status, 200, "{}", edited.body);
            assert_eq!(here.curl(&path).key(key).send().json(), edited.json());
        }
    }
}

#[test]
fn in_whatever_order_nodes_read_each_step_of_the_runbook_nothing_fails() {
    let pair = Pair::start();
    for order in [[0, 1], [1, 0]] {
        for kind in ["secret", "pepper", "audit"] {
            pair.turn(&["rotate", "--kind", kind]);
            pair.work();
            for step in ["added", "promoted"] {
                if step == "promoted" {
                    pair.turn(&["promote"]);
                }
                for nth in order {
                    pair.bring_to(nth);
                    pair.work();
                }
            }
        }
    }
    for node in &pair.nodes {
        assert_eq!(node.ready()["status"], "ready");
    }
}

#[test]
fn a_node_that_lacks_a_key_which_another_one_uses_is_not_ready_and_forges_nothing() {
    let pair = Pair::start();
    let added = pair.turn(&["rotate"])["id"].clone();
    pair.turn(&["promote"]);
    pair.bring_to(0);
    let [first, second] = [0, 1].map(|nth: usize| &pair.nodes[nth]);
    let key = &pair.tenant.key.token;
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let created = first.server.curl(CREDENTIALS).key(key).json(&body).send();
    let path = format!("{CREDENTIALS}/{}", created.json()["id"].as_str().unwrap());
    let edit = || {
        let edit = second.server.curl(&path).key(key).method("PATCH");
        edit.json(&json!({ "username": "other" })).send()
    };
    let refused = edit();
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (503, &json!("key_unavailable"))
    );
    second.until_ring_is(false);
    assert_eq!(second.ready()["missing_keys"], json!([added]));
    assert_eq!(first.ready()["status"], "ready");
    pair.bring_to(1);
    assert_eq!(edit().status, 200);
    second.until_ring_is(true);
}

#[test]
fn a_node_that_would_write_with_a_key_that_is_being_disabled_stops_until_it_has_the_turned_ring() {
    let pair = Pair::start();
    let old = super::primary(&pair.installation.key_ring(), "secret").to_string();
    pair.turn(&["rotate"]);
    pair.bring_to(0);
    pair.bring_to(1);
    pair.turn(&["promote"]);
    pair.bring_to(0);
    let key = &pair.tenant.key.token;
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
    let create = |nth: usize| {
        let create = pair.nodes[nth].server.curl(CREDENTIALS);
        create.key(key).json(&body).send().status
    };
    // The second one still has the old primary, and writes all the time.
    let disabled = thread::scope(|scope| {
        let disabling = scope.spawn(|| pair.turn(&["disable", &old]));
        sleep(Duration::from_millis(500));
        pair.nodes[1].until_ring_is(false);
        assert_eq!(create(1), 503);
        assert_eq!(create(0), 201);
        disabling.join().unwrap()
    });
    assert_eq!(disabled["id"].to_string(), old);
    assert_eq!(
        pair.nodes[1].ready()["disabled_keys"].to_string(),
        format!("[{old}]")
    );
    assert_eq!(create(1), 503, "it stops for as long as that lasts");
    for nth in [0, 1] {
        pair.bring_to(nth);
        assert_eq!(create(nth), 201);
        pair.nodes[nth].until_ring_is(true);
    }
}
