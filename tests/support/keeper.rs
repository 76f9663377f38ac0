use serde_json::{Value, json};

use crate::{Call, Client, IssuedKey, Reply};

/// Whoever keeps a company's API keys, over HTTP, with a key that may.
#[derive(Clone)]
pub struct Keeper {
    client: Client,
    token: String,
}

impl Keeper {
    /// One with this token.
    pub fn new(client: Client, token: &str) -> Self {
        Self {
            client,
            token: token.to_owned(),
        }
    }

    /// Makes a key that may do this.
    pub fn create(&self, capabilities: &[&str]) -> IssuedKey {
        self.create_with(&json!({ "name": "kept", "capabilities": listed(capabilities) }))
    }

    /// Makes a key as this body says.
    pub fn create_with(&self, body: &Value) -> IssuedKey {
        let call = Call::new("POST", "/v3/api-keys").json(body);
        IssuedKey::told_by(&self.done(call))
    }

    /// Lets a key do this, and nothing else.
    pub fn allow(&self, id: &str, capabilities: &[&str]) -> Value {
        self.change(id, &json!({ "capabilities": listed(capabilities) }))
    }

    /// Changes a key as this body says. Gives it as it is now.
    pub fn change(&self, id: &str, body: &Value) -> Value {
        self.done(Call::new("PATCH", &path(id, "")).json(body))
            .json()
    }

    /// Switches a key off.
    pub fn switch_off(&self, id: &str) {
        let call = Call::new("POST", &path(id, "/toggle"));
        self.done(call.json(&json!({ "is_enabled": false })));
    }

    /// Gives a key another token. The one until now counts for so many hours.
    pub fn rotate(&self, id: &str, hours: u32) -> IssuedKey {
        let call = Call::new("POST", &path(id, "/rotate"));
        let body = json!({ "old_token_ttl_hours": hours });
        IssuedKey::told_by(&self.done(call.json(&body)))
    }

    /// Removes a key.
    pub fn delete(&self, id: &str) {
        self.done(Call::new("DELETE", &path(id, "")));
    }

    fn done(&self, call: Call) -> Reply {
        let named = format!("{} {}", call.method(), call.path());
        let reply = self.client.send(&call.key(&self.token));
        let reply = reply.expect("the service answers");
        let done = [200, 201].contains(&reply.status);
        assert!(done, "{named} was answered {}", reply.status);
        reply
    }
}

fn path(id: &str, below: &str) -> String {
    format!("/v3/api-keys/{id}{below}")
}

/// Capabilities as the command line writes them, as the API takes them.
fn listed(capabilities: &[&str]) -> Value {
    let capability = |it: &&str| match it.split_once('@') {
        None => json!({ "permission": it }),
        Some((permission, id)) => json!({ "permission": permission, "id_resource": id }),
    };
    capabilities.iter().map(capability).collect()
}
