use std::path::Path;

use pullkey_throwaway_registry::{ContainerRegistry, PASSWORD, USERNAME};
use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::{Answer, Curl, Server};

/// A service that may connect to a registry, and has a credential for it.
pub struct Gateway {
    /// The service.
    pub server: Server,
    /// An API key that may do everything.
    pub key: String,
    /// The registry, as it is written behind the gateway's host.
    pub registry: String,
    /// The credential's id.
    pub credential: String,
    folder: TempDir,
}

impl Gateway {
    /// Where credentials are.
    pub const CREDENTIALS: &str = "/v3/docker-registries";

    /// In front of this registry, whose right password is stored.
    pub fn before(registry: &ContainerRegistry) -> Self {
        Self::before_with(registry, &[], &json!({}))
    }

    /// The same, which may connect to these places, too, and whose credential has these members besides.
    pub fn before_with(registry: &ContainerRegistry, allowed: &[String], members: &Value) -> Self {
        Self::start(registry, allowed, &[], members)
    }

    /// In front of this registry, with these settings.
    pub fn before_with_settings(registry: &ContainerRegistry, settings: &[&str]) -> Self {
        Self::start(registry, &[], settings, &json!({}))
    }

    fn start(
        registry: &ContainerRegistry,
        allowed: &[String],
        settings: &[&str],
        members: &Value,
    ) -> Self {
        let host = registry.host();
        let own = format!("http://{host}");
        let allowed: Vec<_> = [own].iter().chain(allowed).cloned().collect();
        let allowed = format!("--registry-allow={}", allowed.join(","));
        let settings: Vec<_> = [&*allowed]
            .into_iter()
            .chain(settings.iter().copied())
            .collect();
        let folder = tempdir().expect("there is room for a folder");
        let server = Server::start_with(folder.path(), &settings);
        Self::of(server, folder, &host, members)
    }

    /// Of this service, which is given a credential for that host.
    fn of(server: Server, folder: TempDir, host: &str, members: &Value) -> Self {
        let mut body = json!({
            "name": "n", "registry": "custom", "host": host, "username": USERNAME, "secret": PASSWORD,
        });
        for (name, value) in members.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        let key = server.first_key();
        let request = server.curl(Self::CREDENTIALS).key(&key).json(&body);
        let credential = made(&request.send(), "id");
        Self {
            server,
            key,
            registry: host.replace(':', "_"),
            credential,
            folder,
        }
    }

    /// A folder that goes with it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The name of an image of the registry, as clients are to write it.
    pub fn image(&self, image: &str) -> String {
        format!("{}/{}/{image}", self.server.address(), self.registry)
    }

    /// The same by the credential's id.
    pub fn image_by_id(&self, image: &str) -> String {
        format!("{}/{}/{image}", self.server.address(), self.credential)
    }

    /// Asks for something below `/v2/`, as clients do.
    pub fn curl(&self, path: &str) -> Curl {
        let login = format!("anybody:{}", self.key);
        self.server
            .curl(&format!("/v2/{path}"))
            .option("--user")
            .option(login)
    }

    /// Something of an image of the registry.
    pub fn get(&self, rest: &str) -> Answer {
        self.curl(&format!("{}/{rest}", self.registry)).send()
    }

    /// Another API key, which may do this only.
    pub fn key_for(&self, permission: &str) -> String {
        let body = json!({ "name": "k", "capabilities": [{ "permission": permission }] });
        let request = self.server.curl("/v3/api-keys").key(&self.key).json(&body);
        made(&request.send(), "token")
    }

    /// Stores what the registry refuses in place of the password.
    pub fn spoil_credential(&self) {
        let path = format!("{}/{}", Self::CREDENTIALS, self.credential);
        let secret = json!({ "secret": "a-wrong-secret-of-alice" });
        let request = self.server.curl(&path).key(&self.key).method("PATCH");
        assert_eq!(request.json(&secret).send().status, 200);
    }

    /// Has no credential any more.
    pub fn delete_credential(&self) {
        let path = format!("{}/{}", Self::CREDENTIALS, self.credential);
        let request = self.server.curl(&path).key(&self.key).method("DELETE");
        assert_eq!(request.send().status, 200);
    }

    /// The outcomes of the pulls that the audit trail tells of, newest first.
    pub fn recorded(&self) -> Vec<String> {
        let path = "/v3/audit-events?action=credential.pull";
        let events = self.server.curl(path).key(&self.key).send().json();
        let events = events["data"].as_array().into_iter().flatten();
        events.map(|event| text(&event["outcome"])).collect()
    }
}

/// This of what was made.
fn made(answer: &Answer, member: &str) -> String {
    assert_eq!(answer.status, 201, "{}", answer.body);
    text(&answer.json()[member])
}

fn text(value: &Value) -> String {
    value.as_str().expect("it is text").to_owned()
}
