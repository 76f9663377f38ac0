use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use pullkey_storage::Store;
use pullkey_storage_postgres::{DatabaseUrl, PostgresStore, Safety};
use pullkey_storage_sqlite::SqliteStore;
use pullkey_tests::{Database, Installation, Server, pullkey, run};
use pullkey_throwaway_postgres::shared;
use tempfile::{TempDir, tempdir};
use tokio::runtime::Runtime;

use super::dumps::{Dump, key_ring};
use crate::kind::Kind;

/// Where a program finds the database of a dump, and the ring of all dumps.
pub(super) struct Site {
    place: Place,
    /// In which programs are run.
    folders: Vec<TempDir>,
}

enum Place {
    Embedded(PathBuf),
    Postgres(Installation),
}

/// The rows of each table.
pub(super) type Rows = BTreeMap<String, BTreeSet<String>>;

/// The columns of each table.
pub(super) type Columns = BTreeMap<String, Vec<String>>;

/// So many programs run beside each other.
pub(super) const PROGRAMS: usize = 2;

impl Site {
    /// One with an empty database.
    pub(super) fn empty(kind: Kind) -> Self {
        match kind {
            Kind::Embedded => {
                let folder = tempdir().expect("there is room for a folder");
                let data = folder.path().join("data");
                fs::create_dir(&data).expect("the folder takes folders");
                put_ring(&data.join("keyring.json"));
                Self {
                    place: Place::Embedded(data),
                    folders: vec![folder],
                }
            }
            Kind::Postgres => {
                let installation = Installation::new();
                put_ring(&installation.key_ring());
                let folders = (0..PROGRAMS).map(|_| installation.node_folder()).collect();
                Self {
                    place: Place::Postgres(installation),
                    folders,
                }
            }
        }
    }

    /// One with the database of this dump.
    pub(super) fn of(dump: &Dump) -> Self {
        let site = Self::empty(dump.kind);
        match &site.place {
            Place::Embedded(data) => {
                let mut database = Database::open(&data.join("pullkey.db"));
                // As it was, which no dump tells. So we may look into it while it is changed.
                database.run("PRAGMA journal_mode = WAL");
                database.run(&dump.sql);
            }
            Place::Postgres(installation) => {
                // The product owns its tables.
                let sql = format!("SET ROLE pullkey; {}", dump.sql);
                installation.database().query(&sql);
            }
        }
        site
    }

    /// Its key ring.
    pub(super) fn key_ring(&self) -> PathBuf {
        match &self.place {
            Place::Embedded(data) => data.join("keyring.json"),
            Place::Postgres(installation) => installation.key_ring(),
        }
    }

    /// The folder of a program.
    pub(super) fn folder(&self, nth: usize) -> &Path {
        self.folders[nth % self.folders.len()].path()
    }

    /// Runs statements behind the product's back.
    pub(super) fn run(&self, statements: &str) {
        match &self.place {
            Place::Embedded(data) => Database::open(&data.join("pullkey.db")).run(statements),
            Place::Postgres(installation) => {
                installation.database().query(statements);
            }
        }
    }

    /// Records of creates end a day after they were made, and are swept up then. These last.
    pub(super) fn keep_records(&self) {
        if !self.columns().contains_key("idempotency_records") {
            return;
        }
        self.run(match self.place {
            Place::Embedded(_) => {
                "UPDATE idempotency_records SET ends_at = ends_at + 3155760000000"
            }
            Place::Postgres(_) => {
                "UPDATE idempotency_records SET ends_at = ends_at + interval '100 years'"
            }
        });
    }

    /// Puts another ring in place of the one that the database was written with.
    pub(super) fn spoil_ring(&self) {
        let file = self.key_ring();
        fs::remove_file(&file).expect("there is a ring");
        // A command makes no ring beside a database that is there.
        let elsewhere = tempdir().expect("there is room for a folder");
        let made = run(elsewhere.path(), &["keyring", "init"]);
        assert_eq!(made.status, Some(0), "{}", made.stderr);
        fs::copy(elsewhere.path().join("data/keyring.json"), &file).expect("it can be copied");
    }

    /// The rows of a query with one column, `line`.
    fn lines(&self, query: &str) -> Vec<String> {
        match &self.place {
            Place::Embedded(data) => {
                let rows = Database::open(&data.join("pullkey.db")).rows(query);
                rows.iter().map(ToString::to_string).collect()
            }
            Place::Postgres(installation) => {
                let lines = installation.database().query(query);
                lines.lines().map(str::to_owned).collect()
            }
        }
    }

    /// The migrations that were run, each as often as it is written down.
    pub(super) fn migrations(&self) -> Vec<String> {
        let query = match self.place {
            Place::Embedded(_) => {
                "SELECT json_quote(version) AS line FROM __diesel_schema_migrations ORDER BY version"
            }
            Place::Postgres(_) => "SELECT version FROM __diesel_schema_migrations ORDER BY version",
        };
        let lines = self.lines(query);
        lines
            .iter()
            .map(|line| line.trim_matches('"').to_owned())
            .collect()
    }

    /// Whether somebody is in the middle of a migration at this moment: PostgreSQL sleeps for it, and nobody else may write to
    /// the embedded database.
    pub(super) fn is_migrating(&self) -> bool {
        match &self.place {
            Place::Embedded(data) => Database::open(&data.join("pullkey.db")).is_being_written(),
            Place::Postgres(installation) => {
                let sleeping = installation.database().query(
                    "SELECT count(*) FROM pg_stat_activity
                     WHERE datname = current_database() AND wait_event = 'PgSleep'",
                );
                sleeping != "0"
            }
        }
    }

    /// The tables and their columns, as they are now.
    pub(super) fn columns(&self) -> Columns {
        let query = match self.place {
            Place::Embedded(_) => {
                "SELECT json_quote(tables.name || ' ' || columns.name) AS line
                 FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
                 WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite%'"
            }
            Place::Postgres(_) => {
                "SELECT table_name || ' ' || column_name FROM information_schema.columns
                 WHERE table_schema = 'public'"
            }
        };
        let mut all = Columns::new();
        for line in self.lines(query) {
            let line = line.trim_matches('"');
            let (table, column) = line.split_once(' ').expect("a column has a table");
            let columns = all.entry(table.to_owned()).or_default();
            columns.push(column.to_owned());
        }
        all
    }

    /// These columns of all rows of these tables.
    pub(super) fn rows(&self, columns: &Columns) -> Rows {
        let rows = columns.iter().map(|(table, columns)| {
            let (array, quoted): (_, Vec<_>) = match self.place {
                Place::Embedded(_) => {
                    let quoted = columns.iter().map(|name| format!("quote(\"{name}\")"));
                    ("json_array", quoted.collect())
                }
                Place::Postgres(_) => {
                    let quoted = columns.iter().map(|name| format!("\"{name}\""));
                    ("json_build_array", quoted.collect())
                }
            };
            let columns = quoted.join(", ");
            let query = format!("SELECT {array}({columns}) AS line FROM \"{table}\"");
            (table.clone(), self.lines(&query).into_iter().collect())
        });
        rows.collect()
    }

    /// What makes its tables what they are, as text.
    pub(super) fn schema(&self) -> String {
        match &self.place {
            Place::Embedded(_) => {
                let query = "
                    SELECT json_array(type, name, sql) AS line FROM sqlite_schema
                    WHERE name NOT LIKE 'sqlite%' ORDER BY type, name";
                self.lines(query).join("\n")
            }
            Place::Postgres(installation) => {
                let dumped = Command::new(shared().bin("pg_dump"))
                    .args(["--schema-only", "--no-owner"])
                    .arg(installation.database().url())
                    .output();
                let dumped = dumped.expect("pg_dump starts").stdout;
                let text = String::from_utf8_lossy(&dumped);
                // What psql is told has a random word.
                let lines = text.lines().filter(|line| !line.starts_with('\\'));
                lines.collect::<Vec<_>>().join("\n")
            }
        }
    }

    /// Starts this program in the folder of its number, with its log in a file there, and waits for nothing.
    pub(super) fn spawn(&self, nth: usize, arguments: &[&str]) -> Child {
        let folder = self.folder(nth);
        let log = File::create(folder.join(format!("log-{nth}"))).expect("it takes files");
        let child = pullkey(folder)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        child.expect("pullkey starts")
    }

    /// What the program of this number has logged.
    pub(super) fn log(&self, nth: usize) -> String {
        let file = self.folder(nth).join(format!("log-{nth}"));
        fs::read_to_string(file).unwrap_or_default()
    }

    /// A node that can be asked.
    pub(super) fn serve(&self, nth: usize) -> Server {
        let server = Server::start(self.folder(nth));
        server.until_ready();
        server
    }

    /// The store, past the service.
    pub(super) fn store(&self, runtime: &Runtime) -> Arc<dyn Store> {
        match &self.place {
            Place::Embedded(data) => {
                let file = data.join("pullkey.db");
                let store = SqliteStore::open(&file, pullkey_storage_sqlite::Migrate::No);
                Arc::new(store.expect("the store opens"))
            }
            Place::Postgres(installation) => {
                let url = installation.database().url();
                let url = DatabaseUrl::parse(&url).expect("it has a URL");
                runtime.block_on(async {
                    let store = PostgresStore::new(&url, Safety::Waived);
                    let opened = store.open(pullkey_storage_postgres::Migrate::No).await;
                    opened.expect("the store opens");
                    Arc::new(store) as Arc<dyn Store>
                })
            }
        }
    }
}

fn put_ring(file: &Path) {
    use std::os::unix::fs::PermissionsExt;

    fs::write(file, key_ring()).expect("the folder takes files");
    let own = fs::Permissions::from_mode(0o600);
    fs::set_permissions(file, own).expect("they are ours");
}
