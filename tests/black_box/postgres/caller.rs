use std::collections::BTreeMap;

use pullkey_tests::{Call, Client, IssuedKey, Lost, Place, Reply};
use serde_json::{Value, json};

pub(super) const CREDENTIALS: &str = "/v3/docker-registries";

/// The holder of a key, who asks one service.
#[derive(Clone)]
pub(super) struct Caller {
    client: Client,
    key: String,
}

impl Caller {
    pub(super) fn of(place: &Place, key: &IssuedKey) -> Self {
        Self {
            client: Client::of(place),
            key: key.token.clone(),
        }
    }

    /// Sends it once, with the key.
    pub(super) fn try_send(&self, call: Call) -> Result<Reply, Lost> {
        self.client.send(&call.key(&self.key))
    }

    /// The same, where an answer must come.
    pub(super) fn send(&self, call: Call) -> Reply {
        self.try_send(call).unwrap()
    }

    pub(super) fn create(&self, name: &str) -> Reply {
        self.send(Call::new("POST", CREDENTIALS).json(&credential(name)))
    }

    /// Creates under a name for the attempt, which is the name of the credential, too.
    pub(super) fn try_create_once(&self, name: &str) -> Result<Reply, Lost> {
        let call = Call::new("POST", CREDENTIALS).json(&credential(name));
        self.try_send(call.header("idempotency-key", name))
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        self.send(Call::new("GET", path))
    }

    pub(super) fn patch(&self, path: &str, change: &Value) -> Reply {
        self.send(Call::new("PATCH", path).json(change))
    }

    pub(super) fn delete(&self, path: &str) -> Reply {
        self.send(Call::new("DELETE", path))
    }

    /// Every credential that there is, by its name. No two have one name.
    pub(super) fn all(&self) -> BTreeMap<String, Value> {
        let (mut found, mut cursor) = (BTreeMap::new(), String::new());
        loop {
            let page = format!("{CREDENTIALS}?limit=100{cursor}");
            let page = self.get(&page).json();
            for credential in page["data"].as_array().unwrap() {
                let name = credential["name"].as_str().unwrap().to_owned();
                let twice = found.insert(name, credential.clone());
                assert_eq!(twice, None, "{credential}");
            }
            match &page["next_cursor"] {
                Value::String(next) => cursor = format!("&cursor={next}"),
                _ => return found,
            }
        }
    }
}

/// What a create of this name sends.
pub(super) fn credential(name: &str) -> Value {
    json!({ "name": name, "username": "u", "secret": "my-secret-token" })
}

/// Where the created credential is from now on.
pub(super) fn path_of(created: &Reply) -> String {
    assert_eq!(created.status, 201, "{}", created.json());
    created.header("location").unwrap().to_owned()
}
