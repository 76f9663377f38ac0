//! What the command line does to keys and companies, as a service beside it sees it.

mod documented;
mod effects;
mod refusals;
mod shown;
mod trail;

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Outcome, run};
use serde_json::Value;

use crate::product::Product;

const CREDENTIALS: &str = "/v3/docker-registries";
const NOBODYS: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

/// A service, and the command line beside it.
struct Stage {
    product: Product,
    company: String,
}

/// A key that the command line made.
struct Key {
    id: String,
    token: String,
}

impl Stage {
    fn set(product: Product) -> Self {
        let companies = run(product.folder.path(), &["company", "list", "--json"]).json();
        let company = text(&companies[0]["id"]);
        Self { product, company }
    }

    fn embedded() -> Self {
        Self::set(Product::embedded())
    }

    /// The same on each store.
    fn on_both_stores() -> [Self; 2] {
        [Product::embedded(), Product::on_postgresql()].map(Self::set)
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        run(self.product.folder.path(), arguments)
    }

    /// A command that succeeds, and what it prints for a machine.
    fn done(&self, arguments: &[&str]) -> Value {
        let outcome = self.run(&[arguments, &["--json"]].concat());
        assert_eq!(outcome.status, Some(0), "{arguments:?}: {}", outcome.stderr);
        outcome.json()
    }

    /// The same about a key of the company.
    fn done_to(&self, key: &str, command: &str, more: &[&str]) -> Value {
        let of = ["api-key", command, "--company", &self.company, key];
        self.done(&[&of, more].concat())
    }

    /// Makes a key that may read and create credentials.
    fn key(&self) -> Key {
        let made = self.done(&[
            "api-key",
            "create",
            "--name=deployments",
            "--capability=DOCKER_REGISTRY:READ",
            "--capability=DOCKER_REGISTRY:CREATE",
            "--company",
            &self.company,
        ]);
        Key {
            id: text(&made["id"]),
            token: text(&made["token"]),
        }
    }

    /// The status with which the holder of this token is answered who lists credentials.
    fn listing(&self, token: &str) -> u16 {
        let curl = self.product.server.curl(CREDENTIALS);
        curl.key(token).send().status
    }

    /// Waits until the service answers this, which must be within a second.
    fn within_a_second(&self, token: &str, wanted: u16) {
        let since = Instant::now();
        loop {
            let asked = since.elapsed();
            let status = self.listing(token);
            if status == wanted {
                return;
            }
            let late = asked >= Duration::from_secs(1);
            assert!(!late, "still {status} instead of {wanted} after {asked:?}");
            sleep(Duration::from_millis(5));
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
