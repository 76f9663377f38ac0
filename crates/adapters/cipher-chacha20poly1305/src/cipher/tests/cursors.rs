use pullkey_cipher::{CursorSigner, MissingKey};
use pullkey_domain::ring_key::RingKeyId;

use super::{NEW, turned};
use crate::fixture::{self, PEPPER};

const CURSOR: &[u8] = b"what a cursor says";

#[test]
fn a_pepper_that_only_decrypts_still_knows_its_cursors_and_signs_none() {
    let old = fixture::cipher(&fixture::ring()).sign_cursor(CURSOR);
    let turned = turned("pepper", "decrypt_only");
    assert_eq!(turned.verify_cursor(CURSOR, &old), Ok(true));
    let new = turned.sign_cursor(CURSOR);
    assert_eq!(new.pepper, RingKeyId::new(NEW));
    assert_ne!(new.mac, old.mac);
}

#[test]
fn a_disabled_pepper_knows_no_cursor() {
    let old = fixture::cipher(&fixture::ring()).sign_cursor(CURSOR);
    let verified = turned("pepper", "disabled").verify_cursor(CURSOR, &old);
    assert_eq!(verified, Err(MissingKey(RingKeyId::new(PEPPER))));
}
