//! Every rule of the ports, on a ring that turned: of each kind it has an old key of the same bytes, so that nothing but
//! its id tells which of the two made something.

use super::KeyRingCipher;
use crate::fixture::{self, AUDIT, PEPPER, SECRET};

pullkey_cipher::cipher_contract!(cipher());

fn cipher() -> KeyRingCipher {
    let mut ring = fixture::ring();
    let old = [
        fixture::key(!SECRET, "secret", "decrypt_only", 0x00),
        fixture::key(!PEPPER, "pepper", "decrypt_only", 0x20),
        fixture::key(!AUDIT, "audit", "decrypt_only", 0x40),
    ];
    ring["keys"].as_array_mut().unwrap().extend(old);
    fixture::cipher(&ring)
}
