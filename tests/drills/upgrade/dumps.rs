use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use pullkey_tests::hyphenated;
use serde_json::Value;

use crate::kind::Kind;

/// A database as a program of its time left it.
pub(super) struct Dump {
    pub(super) kind: Kind,
    /// The newest migration that it had.
    pub(super) version: String,
    pub(super) sql: String,
    pub(super) found: Found,
}

/// What is to be found in it.
pub(super) struct Found {
    pub(super) company: String,
    /// API keys that let in: one that may do everything, and one that may read.
    pub(super) keys: Vec<String>,
    /// Those that were removed.
    pub(super) ended_keys: Vec<String>,
    /// What was sent last of each credential, by its id.
    pub(super) credentials: BTreeMap<String, Value>,
    /// A create under an idempotency key, and the id that it was answered with. The oldest schemas have none.
    pub(super) repeated: Option<Value>,
}

impl Dump {
    /// All of this kind, the oldest first.
    pub(super) fn all(kind: Kind) -> Vec<Self> {
        let versions = versions(&folder(kind));
        versions.iter().map(|it| Self::read(kind, it)).collect()
    }

    fn read(kind: Kind, version: &str) -> Self {
        let folder = folder(kind).join(version);
        let read = |name| fs::read_to_string(folder.join(name)).expect("a dump has its files");
        let found: Value = serde_json::from_str(&read("found.json")).expect("it is JSON");
        let texts = |member: &str| {
            let texts = found[member].as_array().into_iter().flatten();
            texts
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect()
        };
        let credentials = found["credentials"].as_object().into_iter().flatten();
        Self {
            kind,
            version: version.to_owned(),
            sql: read("dump.sql"),
            found: Found {
                company: hyphenated(
                    &found["company"]
                        .as_str()
                        .unwrap_or_default()
                        .replace('-', ""),
                ),
                keys: texts("keys"),
                ended_keys: texts("ended_keys"),
                credentials: credentials
                    .map(|(id, sent)| (id.clone(), sent.clone()))
                    .collect(),
                repeated: Some(found["repeated"].clone()).filter(|it| !it.is_null()),
            },
        }
    }
}

/// The key ring that all of them were written with.
pub(super) fn key_ring() -> String {
    let file = schemas().join("keyring.json");
    fs::read_to_string(file).expect("the dumps have their ring")
}

/// Every migration that this program has.
pub(super) fn migrations(kind: Kind) -> Vec<String> {
    let adapter = match kind {
        Kind::Embedded => "storage-sqlite",
        Kind::Postgres => "storage-postgres",
    };
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/adapters");
    let folders = versions(&crates.join(adapter).join("migrations"));
    let version = |name: &String| name.split('_').next().unwrap_or_default().to_owned();
    folders.iter().map(version).collect()
}

fn folder(kind: Kind) -> PathBuf {
    schemas().join(match kind {
        Kind::Embedded => "sqlite",
        Kind::Postgres => "postgres",
    })
}

fn schemas() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("drills/upgrade/schemas")
}

/// The names in a folder, in order.
fn versions(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there").flatten();
    let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
    let mut names: Vec<_> = entries.map(name).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `drills/upgrade/schemas/README.md` tells how one is made.
    #[test]
    fn every_migration_has_a_dump_of_the_schema_that_it_makes() {
        for kind in [Kind::Embedded, Kind::Postgres] {
            assert_eq!(versions(&folder(kind)), migrations(kind), "{kind:?}");
        }
    }

    #[test]
    fn a_dump_is_of_the_schema_that_it_is_called_by_and_has_something_in_it() {
        for dump in [Kind::Embedded, Kind::Postgres]
            .map(Dump::all)
            .iter()
            .flatten()
        {
            let newer = format!("VALUES('{:04}'", dump.version.parse::<u32>().unwrap() + 1);
            let sql = dump.sql.replace("VALUES (", "VALUES(");
            let own = format!("VALUES('{}'", dump.version);
            assert!(
                sql.contains(&own) && !sql.contains(&newer),
                "{}",
                dump.version
            );
            let found = &dump.found;
            assert!(found.credentials.len() > 10 && found.keys.len() == 2);
            assert_eq!(found.ended_keys.len(), 1);
        }
    }
}
