use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Command,
};

use pullkey_tests::run;
use serde_json::{Value, json};

use crate::product::{OPERATOR_KEY, Product};

const OPERATOR: &str = "/operator/";

/// A running service with one credential, the keys of its callers, and its document in a file.
pub(super) struct Stage {
    product: Product,
    document: Value,
    company: String,
    narrowed_key: String,
}

impl Stage {
    pub(super) fn set(product: Product) -> Self {
        let (folder, server) = (&product.folder, &product.server);
        let document = server.curl("/openapi.json").send();
        fs::write(folder.path().join("openapi.json"), &document.body).unwrap();
        let body = json!({ "name": "own", "username": "u", "secret": "12345678" });
        let curl = server.curl("/v3/docker-registries");
        let own = curl.key(&server.first_key()).json(&body).send().json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let company = text(&own["company_id"]);
        let capability = format!("DOCKER_REGISTRY:READ@{}", text(&own["id"]));
        let create = ["api-key", "create", "--name=narrowed", "--json"];
        let of = ["--company", &company, "--capability", &capability];
        let narrowed = run(folder.path(), &[create, of].concat());
        Self {
            document: document.json(),
            narrowed_key: text(&narrowed.json()["token"]),
            company,
            product,
        }
    }

    /// The file with the document.
    pub(super) fn document(&self) -> PathBuf {
        self.product.folder.path().join("openapi.json")
    }

    /// The operations of the document, but for the operator's: their ids, each with the statuses that it says to answer
    /// with.
    pub(super) fn operations(&self) -> BTreeMap<&str, BTreeSet<u16>> {
        self.operations_at(|path| !path.starts_with(OPERATOR))
    }

    /// The operator's.
    pub(super) fn operations_of_operator(&self) -> BTreeMap<&str, BTreeSet<u16>> {
        self.operations_at(|path| path.starts_with(OPERATOR))
    }

    fn operations_at(&self, wanted: impl Fn(&str) -> bool) -> BTreeMap<&str, BTreeSet<u16>> {
        let paths = self.document["paths"].as_object().unwrap().iter();
        paths
            .filter(|(path, _)| wanted(path))
            .map(|(_, item)| item)
            .flat_map(|path| path.as_object().unwrap().values())
            .map(|operation| {
                let answers = operation["responses"].as_object().unwrap().keys();
                let statuses = answers.map(|status| status.parse().unwrap());
                let id = operation["operationId"].as_str().unwrap();
                (id, statuses.collect())
            })
            .collect()
    }

    /// The company of all keys.
    pub(super) fn company(&self) -> &str {
        &self.company
    }

    /// Tells a script where the service is, and the keys.
    pub(super) fn introduce(&self, script: &mut Command) {
        script
            .env(
                "BASE_URL",
                format!("http://{}", self.product.server.address()),
            )
            .env("OPERATOR_KEY", OPERATOR_KEY)
            .env("API_KEY", self.product.server.first_key())
            .env("NARROWED_KEY", &self.narrowed_key);
    }
}
