//! What [`CursorSigner`] promises.

use super::sample;
use crate::{CursorMac, CursorSigner, MissingKey, RingCensus};

const CURSOR: &[u8] = b"what a cursor says";

/// A cursor that a list gave out leads on.
pub fn a_signed_cursor_is_verified(signer: &dyn CursorSigner) {
    let mac = signer.sign_cursor(CURSOR);
    assert_eq!(signer.verify_cursor(CURSOR, &mac), Ok(true));
}

/// Two nodes with one ring give out the same cursor, and each takes the other's.
pub fn one_cursor_has_one_mac(signer: &dyn CursorSigner) {
    assert_eq!(signer.sign_cursor(CURSOR), signer.sign_cursor(CURSOR));
}

/// Every bit of a cursor counts.
pub fn a_cursor_with_a_flipped_bit_is_not_verified(signer: &dyn CursorSigner) {
    let mac = signer.sign_cursor(CURSOR);
    for altered in sample::flipped(CURSOR.to_vec()) {
        let verified = signer.verify_cursor(&altered, &mac);
        assert_eq!(verified, Ok(false), "{altered:?}");
    }
}

/// Nothing can be cut off a cursor or added to it.
pub fn a_shorter_or_longer_cursor_is_not_verified(signer: &dyn CursorSigner) {
    let mac = signer.sign_cursor(CURSOR);
    for altered in sample::resized(CURSOR) {
        let verified = signer.verify_cursor(&altered, &mac);
        assert_eq!(verified, Ok(false), "{altered:?}");
    }
}

/// Every bit of the MAC counts.
pub fn a_cursor_mac_with_a_flipped_bit_is_not_verified(signer: &dyn CursorSigner) {
    let CursorMac { pepper, mac } = signer.sign_cursor(CURSOR);
    for altered in sample::flipped(mac) {
        let mac = CursorMac {
            pepper,
            mac: altered,
        };
        assert_eq!(signer.verify_cursor(CURSOR, &mac), Ok(false), "{altered:?}");
    }
}

/// The MAC covers the pepper's id: whatever other key is named, of the ring or not, it does not verify.
pub fn a_cursor_said_to_be_of_another_key_is_not_verified(
    cipher: &(impl CursorSigner + RingCensus),
) {
    let CursorMac { pepper, mac } = cipher.sign_cursor(CURSOR);
    for pepper in sample::other_ids(cipher, pepper) {
        let altered = CursorMac { pepper, mac };
        let verified = cipher.verify_cursor(CURSOR, &altered);
        assert_ne!(verified, Ok(true), "under {pepper}");
    }
}

/// Nobody is said to have made a cursor up who may have been given it by another node.
pub fn a_cursor_of_an_unknown_pepper_is_missing_its_key(signer: &dyn CursorSigner) {
    let CursorMac { pepper, mac } = signer.sign_cursor(CURSOR);
    let pepper = sample::unknown_id(pepper);
    let verified = signer.verify_cursor(CURSOR, &CursorMac { pepper, mac });
    assert_eq!(verified, Err(MissingKey(pepper)));
}

/// The MAC has no bounds for what it covers, and covers it to the end.
pub fn an_empty_and_a_long_cursor_are_verified_to_the_last_byte(signer: &dyn CursorSigner) {
    for cursor in sample::shortest_and_longest() {
        let mac = signer.sign_cursor(&cursor);
        assert_eq!(signer.verify_cursor(&cursor, &mac), Ok(true));
        for altered in sample::altered_at_the_ends(&cursor) {
            assert_eq!(signer.verify_cursor(&altered, &mac), Ok(false));
        }
    }
}

/// What is new is signed with the primary pepper.
pub fn a_signed_cursor_names_the_primary_pepper(cipher: &(impl CursorSigner + RingCensus)) {
    let pepper = cipher.sign_cursor(CURSOR).pepper;
    assert_eq!(pepper, sample::primary_pepper(cipher));
}
