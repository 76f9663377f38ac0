//! The ring, as an operator turns it while everything is served.

use pullkey_tests::{Installation, KeyRingFile, run};
use serde_json::Value;

use crate::{
    drill::{Broken, Verdict, hold},
    service::Front,
};

/// The ring of these nodes, which is one file.
pub(super) struct Ring<'a> {
    installation: &'a Installation,
    fronts: &'a [Front],
}

impl<'a> Ring<'a> {
    pub(super) fn of(installation: &'a Installation, fronts: &'a [Front]) -> Self {
        Self {
            installation,
            fronts,
        }
    }

    /// The primary secret key.
    pub(super) fn primary(&self) -> u32 {
        KeyRingFile::at(&self.installation.key_ring()).primary()
    }

    /// Adds a key, and makes it the primary once every node can open with it. Gives the key.
    pub(super) fn turn(&self) -> Result<u32, Broken> {
        let added = self.command(&["rotate"])?;
        self.command(&["promote"])?;
        let key = added["id"].as_u64().and_then(|id| u32::try_from(id).ok());
        key.ok_or_else(|| Broken(format!("no key was added: {added}")))
    }

    /// Makes an old key do nothing any more.
    pub(super) fn disable(&self, key: u32) -> Verdict {
        let disabled = self.command(&["disable", &key.to_string()])?;
        hold(disabled["id"] == key, || {
            format!("another key was disabled: {disabled}")
        })
    }

    /// Runs it, and has every node read the ring again.
    fn command(&self, arguments: &[&str]) -> Result<Value, Broken> {
        let arguments = [&["keyring"], arguments, &["--json"]].concat();
        let ended = run(self.installation.folder(), &arguments);
        hold(ended.status == Some(0), || {
            format!(
                "{arguments:?} ended with {:?}: {}",
                ended.status, ended.stderr
            )
        })?;
        for front in self.fronts {
            front.node.reload();
        }
        Ok(ended.json())
    }
}
