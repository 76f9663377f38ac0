//! A registry, and a service that has a credential for it.

use base64::{Engine, prelude::BASE64_STANDARD};
use pullkey_tests::Server;
use pullkey_throwaway_registry::{ContainerRegistry, FileServer, PASSWORD, TokenServer, USERNAME};
use serde_json::json;
use tempfile::{TempDir, tempdir};

pub(crate) struct Stage {
    pub(crate) server: Server,
    pub(crate) registry: ContainerRegistry,
    key: String,
    _folder: TempDir,
}

/// One way to something: an address, what to ask for there, and with which login.
#[derive(Clone)]
pub(crate) struct Way {
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) authorization: String,
}

impl Stage {
    /// Of this registry, whose tokens come from there, and which may send clients there.
    pub(crate) fn set(registry: ContainerRegistry, tokens: Option<&TokenServer>) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let files = registry.files().map(FileServer::host);
        let places = [Some(registry.host()), tokens.map(TokenServer::host), files];
        let allowed: Vec<_> = places.into_iter().flatten().collect();
        let allowed: Vec<_> = allowed
            .iter()
            .map(|place| format!("http://{place}"))
            .collect();
        let allow = format!("--registry-allow={}", allowed.join(","));
        let arguments = [&*allow, "--rate-pull-per-minute=0"];
        let server = Server::start_with(folder.path(), &arguments);
        let key = server.first_key();
        let mut credential = json!({
            "name": "n", "registry": "custom", "host": registry.host(), "username": USERNAME,
            "secret": PASSWORD,
        });
        if let Some(tokens) = tokens {
            credential["token_host"] = json!(tokens.host());
        }
        let created = server
            .curl("/v3/docker-registries")
            .key(&key)
            .json(&credential)
            .send();
        assert_eq!(created.status, 201, "{}", created.body);
        Self {
            server,
            registry,
            key,
            _folder: folder,
        }
    }

    /// Straight to the registry, with its password.
    pub(crate) fn direct(&self, rest: &str) -> Way {
        Way {
            host: self.registry.host(),
            path: format!("/v2/{rest}"),
            authorization: basic(USERNAME, PASSWORD),
        }
    }

    /// Through the service, with its API key.
    pub(crate) fn through(&self, rest: &str) -> Way {
        let registry = self.registry.host().replace(':', "_");
        Way {
            host: self.server.address().to_string(),
            path: format!("/v2/{registry}/{rest}"),
            authorization: basic("anybody", &self.key),
        }
    }

    /// A figure of the service.
    pub(crate) fn figure(&self, name: &str) -> f64 {
        let figures = self.server.curl("/metrics").send().body;
        let line = figures.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.rsplit(' ').next());
        value.map_or(0.0, |value| value.parse().expect("it is a number"))
    }
}

fn basic(username: &str, password: &str) -> String {
    let pair = format!("{username}:{password}");
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
