use pullkey_cipher::{MissingKey, PayloadFingerprinter};
use pullkey_domain::ring_key::RingKeyId;

use super::{NEW, turned};
use crate::fixture::{self, PEPPER};

const PAYLOAD: &[u8] = b"what a request asks for";

#[test]
fn a_pepper_that_only_decrypts_still_knows_its_payloads_and_takes_no_new_ones() {
    let old = fixture::cipher(&fixture::ring()).fingerprint(PAYLOAD);
    let turned = turned("pepper", "decrypt_only");
    assert_eq!(turned.is_of(&old, PAYLOAD), Ok(true));
    let new = turned.fingerprint(PAYLOAD);
    assert_eq!(new.pepper(), RingKeyId::new(NEW));
    assert_ne!(new.mac(), old.mac());
}

#[test]
fn a_disabled_pepper_knows_no_payload() {
    let old = fixture::cipher(&fixture::ring()).fingerprint(PAYLOAD);
    let same = turned("pepper", "disabled").is_of(&old, PAYLOAD);
    assert_eq!(same, Err(MissingKey(RingKeyId::new(PEPPER))));
}
