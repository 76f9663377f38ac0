//! What [`PayloadFingerprinter`] promises.

use pullkey_domain::idempotency::Fingerprint;

use super::sample;
use crate::{CursorMac, CursorSigner, MissingKey, PayloadFingerprinter, RingCensus};

const PAYLOAD: &[u8] = b"what a request asks for";

/// A payload that was sent again is known.
pub fn a_fingerprint_is_of_its_payload(fingerprinter: &dyn PayloadFingerprinter) {
    let fingerprint = fingerprinter.fingerprint(PAYLOAD);
    assert_eq!(fingerprinter.is_of(&fingerprint, PAYLOAD), Ok(true));
}

/// Fingerprints that two nodes made of one payload are equal.
pub fn one_payload_has_one_fingerprint(fingerprinter: &dyn PayloadFingerprinter) {
    let one = fingerprinter.fingerprint(PAYLOAD);
    assert_eq!(fingerprinter.fingerprint(PAYLOAD), one);
}

/// Every bit of a payload counts.
pub fn a_payload_with_a_flipped_bit_is_another(fingerprinter: &dyn PayloadFingerprinter) {
    let fingerprint = fingerprinter.fingerprint(PAYLOAD);
    for altered in sample::flipped(PAYLOAD.to_vec()) {
        let same = fingerprinter.is_of(&fingerprint, &altered);
        assert_eq!(same, Ok(false), "{altered:?}");
    }
}

/// A payload that goes on, or ends before, is another one.
pub fn a_shorter_or_longer_payload_is_another(fingerprinter: &dyn PayloadFingerprinter) {
    let fingerprint = fingerprinter.fingerprint(PAYLOAD);
    for altered in sample::resized(PAYLOAD) {
        let same = fingerprinter.is_of(&fingerprint, &altered);
        assert_eq!(same, Ok(false), "{altered:?}");
    }
}

/// Every bit of a fingerprint counts.
pub fn a_fingerprint_with_a_flipped_bit_is_not_of_its_payload(
    fingerprinter: &dyn PayloadFingerprinter,
) {
    let own = fingerprinter.fingerprint(PAYLOAD);
    for mac in sample::flipped(*own.mac()) {
        let altered = Fingerprint::new(own.pepper(), mac);
        let same = fingerprinter.is_of(&altered, PAYLOAD);
        assert_eq!(same, Ok(false), "{mac:?}");
    }
}

/// The MAC covers the pepper's id: whatever other key is named, of the ring or not, it is no fingerprint.
pub fn a_fingerprint_said_to_be_of_another_key_is_not_of_its_payload(
    cipher: &(impl PayloadFingerprinter + RingCensus),
) {
    let own = cipher.fingerprint(PAYLOAD);
    for pepper in sample::other_ids(cipher, own.pepper()) {
        let altered = Fingerprint::new(pepper, *own.mac());
        let same = cipher.is_of(&altered, PAYLOAD);
        assert_ne!(same, Ok(true), "under {pepper}");
    }
}

/// Nobody is told that he sent something else who may have sent the same.
pub fn a_fingerprint_of_an_unknown_pepper_is_missing_its_key(
    fingerprinter: &dyn PayloadFingerprinter,
) {
    let own = fingerprinter.fingerprint(PAYLOAD);
    let pepper = sample::unknown_id(own.pepper());
    let orphan = Fingerprint::new(pepper, *own.mac());
    let same = fingerprinter.is_of(&orphan, PAYLOAD);
    assert_eq!(same, Err(MissingKey(pepper)));
}

/// A payload may be as long as it likes, and counts to the end.
pub fn an_empty_and_a_long_payload_are_told_apart_to_the_last_byte(
    fingerprinter: &dyn PayloadFingerprinter,
) {
    for payload in sample::shortest_and_longest() {
        let fingerprint = fingerprinter.fingerprint(&payload);
        assert_eq!(fingerprinter.is_of(&fingerprint, &payload), Ok(true));
        for altered in sample::altered_at_the_ends(&payload) {
            assert_eq!(fingerprinter.is_of(&fingerprint, &altered), Ok(false));
        }
    }
}

/// What is new is made with the primary pepper.
pub fn a_fingerprint_names_the_primary_pepper(cipher: &(impl PayloadFingerprinter + RingCensus)) {
    let pepper = cipher.fingerprint(PAYLOAD).pepper();
    assert_eq!(pepper, sample::primary_pepper(cipher));
}

/// Whoever can have any payload fingerprinted has no cursor from it, and the other way round.
pub fn a_fingerprint_is_no_cursor_mac(cipher: &(impl PayloadFingerprinter + CursorSigner)) {
    for bytes in [b"", PAYLOAD] {
        let fingerprint = cipher.fingerprint(bytes);
        let cursor = cipher.sign_cursor(bytes);
        let mut parts = fingerprint.mac().windows(cursor.mac.len());
        assert!(!parts.any(|part| part == cursor.mac));
        let (first, _) = fingerprint.mac().split_first_chunk().expect("16 bytes");
        let passed_off = CursorMac {
            pepper: fingerprint.pepper(),
            mac: *first,
        };
        assert_eq!(cipher.verify_cursor(bytes, &passed_off), Ok(false));
    }
}
