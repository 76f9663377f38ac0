use std::{fs, path::Path};

use pullkey_tests::{Installation, Server};
use tempfile::{TempDir, tempdir};

/// What lets its operator in.
pub(crate) const OPERATOR_KEY: &str = "an-operator-s-key-that-nobody-guesses";

/// A fresh service on one of its stores, where it looks the same from: the key of its only company is where a first
/// start puts one.
pub(crate) struct Product {
    pub(crate) server: Server,
    pub(crate) folder: TempDir,
    _installation: Option<Installation>,
}

impl Product {
    /// With all that a first start makes by itself.
    pub(crate) fn embedded() -> Self {
        let folder = tempdir().unwrap();
        Self {
            server: start(folder.path()),
            folder,
            _installation: None,
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
            _installation: Some(installation),
        }
    }

    /// Stops the service, and starts it again.
    pub(crate) fn restart(&mut self) {
        self.server.stop();
        self.server = start(self.folder.path());
    }
}

fn start(folder: &Path) -> Server {
    Server::start_with(folder, &[&format!("--operator-key={OPERATOR_KEY}")])
}
