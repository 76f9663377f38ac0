use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use pullkey_tests::{Call, Client, Outcome, Place, Reply, run};
use serde_json::{Value, json};

use crate::product::Product;

const CREDENTIALS: &str = "/v3/docker-registries";

/// A service whose secrets are sealed under its ring's first key.
pub(super) struct Stage {
    pub(super) product: Product,
    pub(super) old: u32,
    key: String,
}

impl Stage {
    /// The same on each store.
    pub(super) fn on_both_stores() -> [Self; 2] {
        [Product::embedded(), Product::on_postgresql()].map(Self::set)
    }

    pub(super) fn set(product: Product) -> Self {
        Self {
            old: product.key_ring().primary(),
            key: product.server.first_key(),
            product,
        }
    }

    /// Adds a key and makes it the primary, as far as this service goes.
    pub(super) fn turn(&mut self) -> u32 {
        let ring = self.product.key_ring();
        let new = ring.add();
        ring.promote(new);
        self.restart();
        new
    }

    /// The old key opens nothing any more.
    pub(super) fn disable_old(&mut self) {
        let old = self.old.to_string();
        let disabled = run(self.product.folder.path(), &["keyring", "disable", &old]);
        assert_eq!(disabled.status, Some(0), "{}", disabled.stderr);
        self.restart();
    }

    pub(super) fn restart(&mut self) {
        self.product.restart();
        self.product.server.until_ready();
    }

    pub(super) fn client(&self) -> Client {
        Client::of(&Place::at(self.product.server.address().port()))
    }

    pub(super) fn send(&self, client: &Client, call: Call) -> Reply {
        client.send(&call.key(&self.key)).unwrap()
    }

    /// Creates so many credentials. Gives their paths.
    pub(super) fn create(&self, count: usize) -> Vec<String> {
        let (client, begun) = (self.client(), AtomicUsize::new(0));
        thread::scope(|scope| {
            let running: Vec<_> = (0..8)
                .map(|_| {
                    scope.spawn(|| {
                        let mut made = Vec::new();
                        while begun.fetch_add(1, Ordering::Relaxed) < count {
                            made.push(self.create_one(&client));
                        }
                        made
                    })
                })
                .collect();
            let made = running.into_iter().flat_map(|it| it.join().unwrap());
            made.collect()
        })
    }

    fn create_one(&self, client: &Client) -> String {
        let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
        let created = self.send(client, Call::new("POST", CREDENTIALS).json(&body));
        assert_eq!(created.status, 201);
        format!("{CREDENTIALS}/{}", created.json()["id"].as_str().unwrap())
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        self.send(&self.client(), Call::new("GET", path))
    }

    /// Whether its secret opens: it has to be, to be sealed for another user name.
    pub(super) fn opens(&self, path: &str) -> bool {
        let body = json!({ "username": "another" });
        let reply = self.send(&self.client(), Call::new("PATCH", path).json(&body));
        reply.status == 200
    }

    /// Runs it.
    pub(super) fn rewrap(&self, arguments: &[&str]) -> Outcome {
        let rewrap = ["rewrap", "--json"];
        run(self.product.folder.path(), &[&rewrap, arguments].concat())
    }

    /// Runs it, and nothing is left. How many it moved.
    pub(super) fn rewrapped(&self, new: u32) -> u64 {
        let outcome = self.rewrap(&[]);
        assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
        let told = outcome.json();
        let expected = json!({
            "key": new,
            "moved": told["moved"],
            "left": 0,
            "altered": [],
            "unreadable_companies": [],
            "missing_keys": [],
        });
        assert_eq!(told, expected);
        told["moved"].as_u64().unwrap()
    }

    /// How many are sealed under this key.
    pub(super) fn count(&self, key: u32) -> usize {
        let mark = format!("01{key:08x}");
        let rows = self.product.rows(
            &format!("SELECT CAST(count(*) AS TEXT) AS line FROM credentials WHERE lower(hex(substr(sealed, 1, 5))) = '{mark}'"),
            &format!("SELECT count(*) FROM credentials WHERE encode(substr(sealed, 1, 5), 'hex') = '{mark}'"),
        );
        rows[0].parse().unwrap()
    }

    /// Who sealed secrets anew by the audit trail, with what was sealed and how that ended.
    pub(super) fn events(&self, action: &str) -> Vec<String> {
        let rows = |digits: &str| {
            format!(
                "SELECT actor_kind || ' ' || actor_id || ' ' || target_kind || ' ' || {digits} || ' ' || outcome AS line
                 FROM audit_events WHERE action = '{action}' ORDER BY at, id"
            )
        };
        self.product.rows(
            &rows("lower(hex(target_id))"),
            &rows("encode(uuid_send(target_id), 'hex')"),
        )
    }
}

/// The id of a credential in its path, as digits.
pub(super) fn digits(path: &str) -> String {
    path.rsplit('/').next().unwrap().replace('-', "")
}

/// The ids of all companies.
pub(super) fn companies(stage: &Stage) -> Vec<Value> {
    let listed = run(stage.product.folder.path(), &["company", "list", "--json"]);
    listed.json().as_array().unwrap().clone()
}
