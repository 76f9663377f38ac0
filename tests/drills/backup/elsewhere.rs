use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use pullkey_throwaway_postgres::{Cluster, Database};
use serde_json::Value;
use tempfile::{TempDir, tempdir};
use tokio::runtime::Runtime;

use super::{Kind, source::succeed};
use crate::{crash::Kept, database::Database as _};

/// Where a copy was restored: another folder, or another server.
pub(super) struct Elsewhere {
    folder: TempDir,
    postgres: Option<(Cluster, Database)>,
}

impl Elsewhere {
    pub(super) fn restore(kind: Kind, copy: &Path) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let postgres = match kind {
            Kind::Embedded => {
                let data = folder.path().join("data");
                fs::create_dir(&data).expect("the folder takes folders");
                fs::copy(copy, data.join("pullkey.db")).expect("a copy can be copied");
                None
            }
            Kind::Postgres => {
                let cluster = Cluster::start();
                let database = cluster.database();
                let mut restores = Command::new(cluster.bin("pg_restore"));
                restores.args(["--exit-on-error", "--dbname", &database.url()]);
                succeed(restores.arg(copy));
                let lines = format!(
                    "database_url = '{}'\nkeyring_file = 'keyring.json'",
                    database.url()
                );
                let config = folder.path().join("config");
                fs::create_dir(&config).expect("the folder takes folders");
                fs::write(config.join("pullkey.toml"), lines).expect("it takes files");
                Some((cluster, database))
            }
        };
        Self { folder, postgres }
    }

    /// The folder that service and commands are to be run in.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// Where the ring is looked for.
    pub(super) fn ring(&self) -> PathBuf {
        match self.postgres {
            Some(_) => self.folder().join("keyring.json"),
            None => self.data().join("keyring.json"),
        }
    }

    /// As whoever restores a ring puts it there.
    pub(super) fn put_ring(&self, ring: &[u8]) {
        let file = self.ring();
        fs::write(&file, ring).expect("the folder takes files");
        fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("the file is ours");
    }

    /// What a service or command leaves in a database that it opened.
    pub(super) fn traces(&self) -> Vec<Value> {
        match &self.postgres {
            None => traces(&mut self.embedded()),
            Some((_, database)) => traces(&mut database.clone()),
        }
    }

    /// Runs statements behind the product's back.
    pub(super) fn run(&self, statements: &str) {
        match &self.postgres {
            None => self.embedded().run(statements),
            Some((_, database)) => drop(database.query(statements)),
        }
    }

    /// An id as it is written in a statement.
    pub(super) fn id(&self, id: &str) -> String {
        match self.postgres {
            None => pullkey_tests::Database::id(id),
            Some(_) => Database::id(id),
        }
    }

    /// What it has of this company. Nothing may run there.
    pub(super) fn kept(&self, company: &str, runtime: &Runtime) -> Kept {
        match &self.postgres {
            None => Kept::embedded_in(&self.data()),
            Some((_, database)) => {
                Kept::postgres_in(database.clone(), &self.ring(), company, runtime)
            }
        }
    }

    fn embedded(&self) -> pullkey_tests::Database {
        pullkey_tests::Database::open(&self.data().join("pullkey.db"))
    }
}

fn traces<D: crate::database::Database>(database: &mut D) -> Vec<Value> {
    let array = D::ARRAY;
    let mut all = Vec::new();
    for table in ["ring_keys", "retired_ring_keys"] {
        all.extend(database.lines(&format!(
            "SELECT {array}(kind, id) AS line FROM {table} ORDER BY kind, id"
        )));
    }
    for versioned in ["credentials", "api_keys"] {
        all.extend(database.lines(&format!(
            "SELECT {array}(count(*), sum(version)) AS line FROM {versioned}"
        )));
    }
    for table in [
        "companies",
        "audit_events",
        "audit_links",
        "audit_heads",
        "audit_unsealed",
    ] {
        all.extend(database.lines(&format!("SELECT {array}(count(*)) AS line FROM {table}")));
    }
    let epoch = "epoch) AS line FROM auth_epoch";
    all.extend(database.lines(&format!("SELECT {array}({epoch}")));
    all
}
