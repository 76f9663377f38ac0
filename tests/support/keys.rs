use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{Call, Client, Node, Reply, run};

/// An API key, as the command line hands it out.
#[derive(Debug, Clone)]
pub struct IssuedKey {
    /// Its id.
    pub id: String,
    /// What its holder sends.
    pub token: String,
}

impl IssuedKey {
    /// The one that was handed out by this answer.
    pub(crate) fn told_by(reply: &Reply) -> Self {
        Self::of(&reply.json())
    }

    fn of(made: &Value) -> Self {
        Self {
            id: text(&made["id"]),
            token: text(&made["token"]),
        }
    }
}

/// Makes a company beside a running service. Gives its id.
pub fn make_company(folder: &Path, name: &str) -> String {
    text(&print(folder, &["company", "create", "--name", name])["id"])
}

/// Deletes a company.
pub fn delete_company(folder: &Path, company: &str) {
    print(folder, &["company", "delete", company]);
}

/// Makes a key of this company with these capabilities.
pub fn make_key(folder: &Path, company: &str, capabilities: &[&str]) -> IssuedKey {
    let create = ["api-key", "create", "--company", company, "--name=drill"];
    let capabilities = capabilities.iter().flat_map(|it| ["--capability", it]);
    let made = print(
        folder,
        &create.into_iter().chain(capabilities).collect::<Vec<_>>(),
    );
    IssuedKey::of(&made)
}

/// Removes a key.
pub fn revoke_key(folder: &Path, company: &str, key: &IssuedKey) {
    print(
        folder,
        &["api-key", "revoke", "--company", company, &key.id],
    );
}

/// Makes a key, and removes it again after it was used at the node once: a node looks such a key up however often it is
/// refused, and one that never was valid only 60 times a minute. Waits until it is refused.
pub fn make_revoked_key(node: &Node, company: &str, capabilities: &[&str]) -> IssuedKey {
    let key = make_key(node.folder(), company, capabilities);
    let client = Client::of(node.place());
    let call = Call::new("GET", "/v3/api-keys/validate").key(&key.token);
    let status = || client.send(&call).map_or(0, |reply| reply.status);
    assert_eq!(status(), 200, "the key lets in");
    revoke_key(node.folder(), company, &key);
    let revoked = Instant::now();
    while status() != 401 {
        assert!(revoked.elapsed() < PATIENCE, "the key is revoked");
        sleep(Duration::from_millis(10));
    }
    key
}

/// Long enough for any node to hear of it.
const PATIENCE: Duration = Duration::from_secs(10);

fn print(folder: &Path, arguments: &[&str]) -> Value {
    let outcome = run(folder, &[arguments, &["--json"]].concat());
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().expect("it is text").to_owned()
}
