use std::path::Path;

use serde_json::Value;

use crate::run;

/// An API key, as the command line hands it out.
#[derive(Debug, Clone)]
pub struct IssuedKey {
    /// Its id.
    pub id: String,
    /// What its holder sends.
    pub token: String,
}

/// Makes a company beside a running service. Gives its id.
pub fn make_company(folder: &Path, name: &str) -> String {
    text(&print(folder, &["company", "create", "--name", name])["id"])
}

/// Makes a key of this company with these capabilities.
pub fn make_key(folder: &Path, company: &str, capabilities: &[&str]) -> IssuedKey {
    let create = ["api-key", "create", "--company", company, "--name=drill"];
    let capabilities = capabilities.iter().flat_map(|it| ["--capability", it]);
    let made = print(
        folder,
        &create.into_iter().chain(capabilities).collect::<Vec<_>>(),
    );
    IssuedKey {
        id: text(&made["id"]),
        token: text(&made["token"]),
    }
}

/// Removes a key.
pub fn revoke_key(folder: &Path, company: &str, key: &IssuedKey) {
    print(
        folder,
        &["api-key", "revoke", "--company", company, &key.id],
    );
}

fn print(folder: &Path, arguments: &[&str]) -> Value {
    let outcome = run(folder, &[arguments, &["--json"]].concat());
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {}", outcome.stderr);
    serde_json::from_str(&outcome.stdout).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().expect("it is text").to_owned()
}
