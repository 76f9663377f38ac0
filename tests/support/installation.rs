use std::{
    fs,
    path::{Path, PathBuf},
};

use pullkey_domain::api_key::Permission;
use pullkey_throwaway_postgres::{Database, shared};
use tempfile::{TempDir, tempdir};
use url::Url;

use crate::{IssuedKey, Node, make_company, make_key, run};

/// The product on a PostgreSQL database: any number of nodes, and the command line beside them, with one key ring.
pub struct Installation {
    database: Database,
    url: String,
    folder: TempDir,
    settings: Vec<String>,
}

/// A company and a key of its that may do everything.
#[derive(Debug, Clone)]
pub struct Tenant {
    /// The company's id.
    pub company: String,
    /// Its key.
    pub key: IssuedKey,
}

impl Installation {
    /// One on an empty database of the cluster that all tests of this process share.
    pub fn new() -> Self {
        Self::on(shared().database())
    }

    /// One on this database, with a fresh key ring.
    pub fn on(database: Database) -> Self {
        Self::with_settings::<&str>(database, &[])
    }

    /// The same, with further lines in the configuration of all that runs.
    pub fn with_settings<Line: AsRef<str>>(database: Database, settings: &[Line]) -> Self {
        let url = database.url();
        let settings = settings.iter().map(|line| line.as_ref().to_owned());
        Self::at(database, url, settings.collect())
    }

    /// One on this database, which all that runs reaches at another port: something stands in between.
    pub fn behind(database: Database, port: u16) -> Self {
        let mut url = Url::parse(&database.url()).expect("a URL leads to the database");
        url.set_port(Some(port)).expect("it has a host");
        url.set_query(Some("sslmode=disable"));
        Self::at(database, url.into(), Vec::new())
    }

    fn at(database: Database, url: String, settings: Vec<String>) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let installation = Self {
            database,
            url,
            folder,
            settings,
        };
        installation.configure(installation.folder(), &installation.url);
        let made = run(installation.folder(), &["keyring", "init"]);
        assert_eq!(made.status, Some(0), "no key ring: {}", made.stderr);
        installation
    }

    /// One more node, with a data directory of its own, ready to be asked.
    pub fn node(&self) -> Node {
        Node::start_in(self.node_folder())
    }

    /// A folder in which a node of this installation can be started.
    pub fn node_folder(&self) -> TempDir {
        self.node_folder_by(&self.url)
    }

    /// One more node, which comes to the database by another way.
    pub fn node_by(&self, url: &str) -> Node {
        Node::start_in(self.node_folder_by(url))
    }

    fn node_folder_by(&self, url: &str) -> TempDir {
        let folder = tempdir().expect("there is room for a folder");
        self.configure(folder.path(), url);
        folder
    }

    /// The folder that commands are to be run in when no node is concerned.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Its key ring.
    pub fn key_ring(&self) -> PathBuf {
        self.folder().join("keyring.json")
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Makes a company with a key, by the command line.
    pub fn tenant(&self, name: &str) -> Tenant {
        let company = make_company(self.folder(), name);
        let everything = Permission::ALL.map(Permission::as_str);
        let key = make_key(self.folder(), &company, &everything);
        Tenant { company, key }
    }

    /// Whatever runs in this folder from now on is a part of this installation.
    fn configure(&self, folder: &Path, url: &str) {
        let ring = self.key_ring();
        let mut lines = vec![
            format!("database_url = '{url}'"),
            format!("keyring_file = '{}'", ring.display()),
        ];
        lines.extend(self.settings.iter().cloned());
        let config = folder.join("config");
        fs::create_dir(&config).expect("the folder takes folders");
        fs::write(config.join("pullkey.toml"), lines.join("\n")).expect("it takes files");
    }
}

impl Default for Installation {
    fn default() -> Self {
        Self::new()
    }
}
