//! Images, pulled through the gateway from real registries by the clients that people have.

mod clients;
mod companions;
mod conformance;
mod listener;
mod streams;
mod traces;
mod upstreams;

use std::path::Path;

use pullkey_tests::{Answer, Curl, Server};
use pullkey_throwaway_registry::{ContainerRegistry, PASSWORD, USERNAME};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

const CREDENTIALS: &str = "/v3/docker-registries";

/// A service that may connect to a registry, and has a credential for it.
struct Gateway {
    server: Server,
    folder: TempDir,
    key: String,
    /// The registry, as it is written behind the gateway's host.
    registry: String,
    credential: String,
}

impl Gateway {
    /// In front of this registry, whose right password is stored.
    fn before(registry: &ContainerRegistry) -> Self {
        Self::before_with(registry, &[], &json!({}))
    }

    /// The same, which may connect to these places, too, and whose credential has these members besides.
    fn before_with(registry: &ContainerRegistry, allowed: &[String], members: &Value) -> Self {
        let host = registry.host();
        let own = format!("http://{host}");
        let allowed: Vec<_> = [own].iter().chain(allowed).cloned().collect();
        let allowed = format!("--registry-allow={}", allowed.join(","));
        let folder = tempdir().unwrap();
        let server = Server::start_with(folder.path(), &[&allowed]);
        Self::of(server, folder, &host, members)
    }

    /// Of this service, which is given a credential for that host.
    fn of(server: Server, folder: TempDir, host: &str, members: &Value) -> Self {
        let mut body = json!({
            "name": "n", "registry": "custom", "host": host, "username": USERNAME, "secret": PASSWORD,
        });
        for (name, value) in members.as_object().unwrap() {
            body[name] = value.clone();
        }
        let key = server.first_key();
        let answer = server.curl(CREDENTIALS).key(&key).json(&body).send();
        assert_eq!(answer.status, 201, "{}", answer.body);
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        Self {
            server,
            folder,
            key,
            registry: host.replace(':', "_"),
            credential: id,
        }
    }

    fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The name of an image of the registry, as clients are to write it.
    fn image(&self, image: &str) -> String {
        format!("{}/{}/{image}", self.server.address(), self.registry)
    }

    /// Asks for something below `/v2/`, as clients do.
    fn curl(&self, path: &str) -> Curl {
        let login = format!("anybody:{}", self.key);
        self.server
            .curl(&format!("/v2/{path}"))
            .option("--user")
            .option(login)
    }

    /// Something of an image of the registry.
    fn get(&self, rest: &str) -> Answer {
        self.curl(&format!("{}/{rest}", self.registry)).send()
    }

    fn delete_credential(&self) {
        let path = format!("{CREDENTIALS}/{}", self.credential);
        let request = self.server.curl(&path).key(&self.key).method("DELETE");
        assert_eq!(request.send().status, 200);
    }

    /// The outcomes of the pulls that the audit trail tells of, newest first.
    fn recorded(&self) -> Vec<String> {
        let path = "/v3/audit-events?action=credential.pull";
        let events = self.server.curl(path).key(&self.key).send().json();
        let outcome = |event: &Value| event["outcome"].as_str().unwrap().to_owned();
        events["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(outcome)
            .collect()
    }
}
