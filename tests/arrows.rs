//! Arrows between crates point inwards only. A member that is not in the table fails.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot read the workspace fails here"
)]

use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

/// Every member, and the members that its own code (not its tests) may use.
const MEMBERS: &[(&str, &[&str])] = &[
    ("pullkey-domain", &[]),
    ("pullkey-storage", &["pullkey-domain"]),
    ("pullkey-cipher", &["pullkey-domain"]),
    ("pullkey-registry", &["pullkey-domain"]),
    (
        "pullkey-use-cases",
        &[
            "pullkey-domain",
            "pullkey-storage",
            "pullkey-cipher",
            "pullkey-registry",
        ],
    ),
    (
        "pullkey-storage-postgres",
        &["pullkey-domain", "pullkey-storage"],
    ),
    (
        "pullkey-storage-sqlite",
        &["pullkey-domain", "pullkey-storage"],
    ),
    (
        "pullkey-cipher-chacha20poly1305",
        &["pullkey-domain", "pullkey-cipher"],
    ),
    ("pullkey-guarded-http", &[]),
    (
        "pullkey-registry-http",
        &["pullkey-domain", "pullkey-registry", "pullkey-guarded-http"],
    ),
    (
        "pullkey-app",
        &[
            "pullkey-domain",
            "pullkey-storage",
            "pullkey-cipher",
            "pullkey-registry",
            "pullkey-use-cases",
            "pullkey-storage-postgres",
            "pullkey-storage-sqlite",
            "pullkey-cipher-chacha20poly1305",
            "pullkey-guarded-http",
            "pullkey-registry-http",
        ],
    ),
    ("pullkey-companions", &[]),
    ("pullkey-throwaway-postgres", &[]),
    ("pullkey-throwaway-registry", &[]),
    ("pullkey-unwiped", &["pullkey-app"]),
    (
        "pullkey-tests",
        &[
            "pullkey-domain",
            "pullkey-storage",
            "pullkey-cipher",
            "pullkey-registry",
            "pullkey-storage-postgres",
            "pullkey-storage-sqlite",
            "pullkey-cipher-chacha20poly1305",
            "pullkey-guarded-http",
            "pullkey-registry-http",
            "pullkey-throwaway-postgres",
            "pullkey-throwaway-registry",
        ],
    ),
];

/// Families of other crates that decide an architecture, and the only members that may know them.
const RESERVED: &[(&str, &[&str])] = &[
    ("actix", &["pullkey-app"]),
    ("utoipa", &["pullkey-app"]),
    ("validator", &["pullkey-app"]),
    ("clap", &["pullkey-app"]),
    ("anyhow", &["pullkey-app"]),
    ("metrics", &["pullkey-app"]),
    // Drills look into the database without the store that they try.
    (
        "diesel",
        &[
            "pullkey-storage-postgres",
            "pullkey-storage-sqlite",
            "pullkey-tests",
        ],
    ),
    ("libsqlite3-sys", &["pullkey-storage-sqlite"]),
    ("tokio-postgres", &["pullkey-storage-postgres"]),
    (
        "tokio",
        &[
            "pullkey-storage",
            "pullkey-storage-postgres",
            "pullkey-storage-sqlite",
            "pullkey-guarded-http",
            "pullkey-registry-http",
            "pullkey-app",
            "pullkey-tests",
        ],
    ),
    ("hyper", &["pullkey-guarded-http"]),
    ("chacha20poly1305", &["pullkey-cipher-chacha20poly1305"]),
];

/// Everything that the domain stands on: other backends take all of it along.
const DOMAIN: &[&str] = &["crc32fast", "serde", "thiserror", "time", "uuid", "zeroize"];

#[test]
fn every_member_is_in_the_table() {
    let there: BTreeSet<_> = members().into_iter().map(|(name, _)| name).collect();
    let known = MEMBERS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(there, known);
}

#[test]
fn arrows_point_inwards_only() {
    let mut wrong = Vec::new();
    for (member, dependencies) in members() {
        let inner = allowed(MEMBERS, &member);
        for dependency in dependencies {
            let ours = dependency.starts_with("pullkey-");
            let reserved = RESERVED
                .iter()
                .find(|(family, _)| dependency.starts_with(family));
            let foreign = reserved.is_some_and(|(_, owners)| !owners.contains(&member.as_str()));
            if (ours && !inner.contains(&dependency.as_str())) || foreign {
                wrong.push(format!("{member} -> {dependency}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn the_domain_stands_on_small_crates_only() {
    let members = members();
    let (_, dependencies) = members
        .iter()
        .find(|(name, _)| name == "pullkey-domain")
        .expect("the domain is a member");
    let known = DOMAIN.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(dependencies, &known);
}

fn allowed<'a>(table: &[(&str, &'a [&'a str])], member: &str) -> &'a [&'a str] {
    table
        .iter()
        .find(|(name, _)| *name == member)
        .map_or(&[], |(_, allowed)| allowed)
}

/// Every member with what its own code depends on.
fn members() -> Vec<(String, BTreeSet<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().expect("there are packages");
    packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().into_iter().flatten();
            let own = dependencies.filter(|it| it["kind"].is_null());
            let names = own.map(|it| text(&it["name"])).collect();
            (text(&package["name"]), names)
        })
        .collect()
}
