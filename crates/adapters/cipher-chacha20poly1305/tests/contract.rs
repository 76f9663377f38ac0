//! Every rule of the ports, on a ring as `keyring init` makes it.

#![expect(clippy::expect_used, reason = "a test that cannot start fails")]

use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::timestamp::Timestamp;

pullkey_cipher::cipher_contract!(cipher());

fn cipher() -> KeyRingCipher {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keyring.json");
    KeyRingCipher::new(KeyRing::create(&path, Timestamp::MIN, system_random).expect("a ring"))
}
