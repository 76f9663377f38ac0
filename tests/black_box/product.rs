use std::{fs, path::Path};

use pullkey_tests::{Database, Installation, KeyRingFile, Server};
use tempfile::{TempDir, tempdir};

/// What lets its operator in.
pub(crate) const OPERATOR_KEY: &str = "an-operator-s-key-that-nobody-guesses";

/// A fresh service on one of its stores, where it looks the same from: the key of its only company is where a first
/// start puts one.
pub(crate) struct Product {
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
    installation: Option<Installation>,
}

impl Product {
    /// With all that a first start makes by itself.
    pub(crate) fn embedded() -> Self {
        let folder = tempdir().unwrap();
        Self {
            server: start(folder.path()),
            folder,
            installation: None,
        }
    }

    /// With what the commands made that it asks for.
    pub(crate) fn on_postgresql() -> Self {
        let installation = Installation::new();
        let key = installation.tenant("First company").key;
        let folder = installation.node_folder();
        let server = start(folder.path());
        server.until_ready();
        fs::write(server.data().join("first-api-key"), key.token).unwrap();
        Self {
            server,
            folder,
            installation: Some(installation),
        }
    }

    /// Its key ring.
    pub(crate) fn key_ring(&self) -> KeyRingFile {
        let embedded = || self.server.data().join("keyring.json");
        let ring = self.installation.as_ref().map(Installation::key_ring);
        KeyRingFile::at(&ring.unwrap_or_else(embedded))
    }

    /// What its store gives past the service, by the query for the embedded store or for PostgreSQL: text, a line for each row.
    pub(crate) fn rows(&self, embedded: &str, on_postgresql: &str) -> Vec<String> {
        if let Some(installation) = &self.installation {
            let rows = installation.database().query(on_postgresql);
            return rows.lines().map(str::to_owned).collect();
        }
        let mut database = Database::open(&self.server.data().join("pullkey.db"));
        let rows = database.rows(&format!(
            "SELECT json_quote(line) AS line FROM ({embedded})"
        ));
        let text = |row: serde_json::Value| row.as_str().map(str::to_owned);
        rows.into_iter().filter_map(text).collect()
    }

    /// Does this to its store past the service.
    pub(crate) fn tamper(&self, statement: &str) {
        match &self.installation {
            Some(installation) => drop(installation.database().query(statement)),
            None => Database::open(&self.server.data().join("pullkey.db")).run(statement),
        }
    }

    /// Stops the service, and starts it again.
    pub(crate) fn restart(&mut self) {
        self.server.stop();
        self.server = start(self.folder.path());
    }
}

fn start(folder: &Path) -> Server {
    let key = format!("--operator-key={OPERATOR_KEY}");
    // So that its log tells of every request.
    Server::start_with(folder, &["--log=info,pullkey_app::http=debug", &key])
}
