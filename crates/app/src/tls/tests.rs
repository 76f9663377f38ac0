//! Real files, right and wrong.

mod faults;
mod handshake;
mod reloading;
mod trust;
mod validity;

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt,
};

use rcgen::KeyPair;
use tempfile::TempDir;

use super::*;
use crate::config::{NamedFile, Origin};

/// A folder with the files of a service.
struct Scene {
    folder: TempDir,
    files: TlsFiles,
}

impl Scene {
    /// With a pair that fits.
    fn with_a_pair() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, setting, flag| NamedFile {
            path: folder.path().join(name),
            setting,
            origin: Origin::Flag(flag),
        };
        let files = TlsFiles {
            certificate: file("cert.pem", "tls_cert_file", "--tls-cert-file"),
            key: file("key.pem", "tls_key_file", "--tls-key-file"),
        };
        let scene = Self { folder, files };
        let pair = certify();
        scene.certificate(&pair.cert.pem());
        scene.key(&pair.signing_key.serialize_pem());
        scene
    }

    fn certificate(&self, text: &str) {
        fs::write(&self.files.certificate.path, text).unwrap();
    }

    fn key(&self, text: &str) {
        fs::write(&self.files.key.path, text).unwrap();
        self.key_mode(0o600);
    }

    fn key_mode(&self, mode: u32) {
        fs::set_permissions(&self.files.key.path, Permissions::from_mode(mode)).unwrap();
    }

    /// What the refusal says, with the paths shortened.
    fn refusal(&self) -> String {
        let refused = ServedTls::load(&self.files).err().unwrap().to_string();
        refused.replace(&format!("{}/", self.folder.path().display()), "")
    }
}

fn certify() -> rcgen::CertifiedKey<KeyPair> {
    rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap()
}
