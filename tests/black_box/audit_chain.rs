//! What `pullkey audit verify` finds, on both stores.

mod clean;
mod exported;
mod planted;
mod plants;

use std::{
    fs,
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Installation, Node, Outcome, Reply, run};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(30);

/// A company with credentials and keys, on one of the stores, and somebody who can write to its database.
struct Scene {
    node: Node,
    token: String,
    store: Store,
}

enum Store {
    Embedded,
    Postgres(Box<Installation>),
}

impl Scene {
    /// One on each store.
    fn on_each() -> [Self; 2] {
        [Self::embedded(), Self::on_postgres()]
    }

    fn embedded() -> Self {
        let node = Node::start();
        Self {
            token: node.first_key(),
            node,
            store: Store::Embedded,
        }
    }

    fn on_postgres() -> Self {
        let installation = Installation::new();
        let tenant = installation.tenant("Acme");
        Self {
            node: installation.node(),
            token: tenant.key.token,
            store: Store::Postgres(Box::new(installation)),
        }
    }

    /// Makes so many credentials. Each is an event.
    fn create(&self, count: usize) -> Vec<String> {
        let client = self.client();
        let each = (0..count).map(|nth| {
            let credential = json!({
                "name": format!("n-{nth}"), "username": "u", "secret": "my-secret-token",
            });
            let call = Call::new("POST", "/v3/docker-registries").json(&credential);
            let reply = self.send(&client, call);
            reply.json()["id"].as_str().unwrap().to_owned()
        });
        each.collect()
    }

    /// Deletes a credential.
    fn delete(&self, id: &str) {
        let call = Call::new("DELETE", &format!("/v3/docker-registries/{id}"));
        self.send(&self.client(), call);
    }

    fn client(&self) -> Client {
        Client::of(self.node.place())
    }

    /// Sends it with the company's key. A disk may be too busy for a while, and it is sent again then: it may be done twice.
    fn send(&self, client: &Client, call: Call) -> Reply {
        let (call, since) = (call.key(&self.token), Instant::now());
        let mut is_again = false;
        loop {
            let reply = client.send(&call).unwrap();
            let status = reply.status;
            let is_gone = status == 404 && is_again && call.method() == "DELETE";
            if (200..300).contains(&status) || is_gone {
                return reply;
            }
            let told = reply.json();
            let is_busy = told["code"] == "store_unavailable" || told["code"] == "outcome_unknown";
            is_again = is_busy && since.elapsed() < PATIENCE;
            let (method, path) = (call.method(), call.path());
            assert!(is_again, "{method} {path}: {status} {told}");
            sleep(Duration::from_millis(100));
        }
    }

    /// Makes a company that is deleted at once.
    fn make_and_delete_a_company(&self) {
        let made = run(
            self.folder(),
            &["company", "create", "--name", "Gone", "--json"],
        );
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let deleted = run(self.folder(), &["company", "delete", &id]);
        assert_eq!(deleted.status, Some(0), "{}", deleted.stderr);
    }

    /// Lets it end in good order: all events are sealed then.
    fn stop(&mut self) {
        self.node.stop();
    }

    fn start(&mut self) {
        let place = self.node.place().clone();
        self.node.restart(&place);
    }

    /// Runs these statements past the service.
    fn meddle(&self, statements: &str) {
        match &self.store {
            Store::Embedded => {
                let statements = format!("PRAGMA foreign_keys = off; {statements}");
                self.node.database().run(&statements);
            }
            Store::Postgres(installation) => {
                installation.database().query(statements);
            }
        }
    }

    /// A fresh id, as an expression.
    fn random_id(&self) -> &'static str {
        match &self.store {
            Store::Embedded => "randomblob(16)",
            Store::Postgres(_) => "gen_random_uuid()",
        }
    }

    /// Some id that nothing has, as a literal.
    fn made_up_id(&self) -> &'static str {
        match &self.store {
            Store::Embedded => "x'00000000000080008000000000000bad'",
            Store::Postgres(_) => "'00000000-0000-8000-8000-000000000bad'",
        }
    }

    fn heads_file(&self) -> PathBuf {
        self.node.data().join("audit-heads.jsonl")
    }

    fn verify_with(&self, arguments: &[&str]) -> Outcome {
        run(self.folder(), &[&["audit", "verify"], arguments].concat())
    }

    fn folder(&self) -> &Path {
        self.node.folder()
    }

    /// What it finds, by code.
    fn findings(&self) -> Vec<Value> {
        let outcome = self.verify_with(&["--json"]);
        let told = outcome.json();
        let findings = told["findings"].as_array().unwrap().clone();
        assert_eq!(told["findings_total"], findings.len());
        let status = i32::from(!findings.is_empty());
        assert_eq!(outcome.status, Some(status), "{}", outcome.stderr);
        findings
    }

    fn codes(&self) -> Vec<String> {
        codes_of(&self.findings())
    }

    /// Takes away the heads that were exported.
    fn forget_heads(&self) {
        fs::remove_file(self.heads_file()).unwrap();
    }
}

fn codes_of(findings: &[Value]) -> Vec<String> {
    let codes = findings.iter().map(|it| it["code"].as_str().unwrap());
    codes.map(str::to_owned).collect()
}

/// What can be tampered with.
const TABLES: [&str; 7] = [
    "audit_events",
    "audit_links",
    "audit_heads",
    "audit_unsealed",
    "credentials",
    "api_keys",
    "companies",
];

impl Scene {
    /// Keeps everything as it is, to be put back.
    fn keep(&self) {
        for table in TABLES {
            self.meddle(&format!(
                "CREATE TABLE kept_{table} AS SELECT * FROM {table}"
            ));
        }
    }

    /// Puts everything back.
    fn put_back(&self) {
        for table in TABLES {
            self.meddle(&format!(
                "DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}"
            ));
        }
    }
}
