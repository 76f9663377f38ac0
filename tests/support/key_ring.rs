use std::{
    fs, iter,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

/// A key ring file, turned by hand.
#[derive(Debug, Clone)]
pub struct KeyRingFile(PathBuf);

impl KeyRingFile {
    /// The one that is there.
    pub fn at(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A copy of it at this place, for its owner alone.
    #[must_use]
    pub fn copied_to(&self, path: &Path) -> Self {
        fs::copy(&self.0, path).expect("the ring can be copied");
        Self::at(path)
    }

    /// The primary secret key.
    pub fn primary(&self) -> u32 {
        let id = self.read()["primary"]["secret"].as_u64();
        id.and_then(|id| u32::try_from(id).ok())
            .expect("it has a primary secret key")
    }

    /// Adds a secret key that only opens. Gives its id.
    pub fn add(&self) -> u32 {
        let id = fastrand::u32(1..);
        self.change(|ring| {
            let key = json!({
                "id": id,
                "kind": "secret",
                "state": "decrypt_only",
                "created": "2025-01-30T00:00:00.000Z",
                "key": random_key(),
            });
            keys(ring).push(key);
        });
        id
    }

    /// Makes a key the primary. The one until now only opens.
    pub fn promote(&self, id: u32) {
        let before = self.primary();
        self.set_state(before, "decrypt_only");
        self.set_state(id, "active");
        self.change(|ring| ring["primary"]["secret"] = id.into());
    }

    /// Takes a key out.
    pub fn remove(&self, id: u32) {
        self.change(|ring| keys(ring).retain(|key| key["id"] != id));
    }

    fn set_state(&self, id: u32, state: &str) {
        self.change(|ring| {
            let key = keys(ring).iter_mut().find(|key| key["id"] == id);
            key.expect("it has the key")["state"] = state.into();
        });
    }

    fn change(&self, change: impl FnOnce(&mut Value)) {
        let mut ring = self.read();
        change(&mut ring);
        // Its mode stays as it is.
        fs::write(&self.0, ring.to_string()).expect("the ring can be written");
    }

    fn read(&self) -> Value {
        let text = fs::read_to_string(&self.0).expect("the ring can be read");
        serde_json::from_str(&text).expect("it is JSON")
    }
}

fn keys(ring: &mut Value) -> &mut Vec<Value> {
    ring["keys"].as_array_mut().expect("it has keys")
}

/// 32 bytes in base64.
fn random_key() -> String {
    let digits: String = iter::repeat_with(fastrand::alphanumeric).take(42).collect();
    digits + "A="
}
