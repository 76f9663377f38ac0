//! The key ring is turned while services run.

mod commands;
mod nodes;
mod reload;
mod restored;

use std::{fs, path::Path};

use pullkey_tests::run;
use serde_json::Value;

const CREDENTIALS: &str = "/v3/docker-registries";

/// What a command about the key ring prints for a machine.
fn turned(folder: &Path, arguments: &[&str]) -> Value {
    let outcome = run(folder, &[&["keyring"], arguments, &["--json"]].concat());
    assert_eq!(outcome.status, Some(0), "{arguments:?}: {}", outcome.stderr);
    outcome.json()
}

/// The id of the primary key of this kind.
fn primary(ring: &Path, kind: &str) -> u64 {
    let ring: Value = serde_json::from_slice(&fs::read(ring).unwrap()).unwrap();
    ring["primary"][kind].as_u64().unwrap()
}
