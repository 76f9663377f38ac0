//! What [`ApiKeyAuthority`] promises about rows.

use pullkey_domain::{
    api_key::{ApiKey, SignedApiKey, StoredApiKey, StoredVerifier},
    ring_key::RingKeyId,
    timestamp::Timestamp,
};

use super::sample;
use crate::{ApiKeyAuthority, MissingKey, RowMacError};

/// What was signed and came back unaltered is the key that it was.
pub fn a_signed_key_is_verified(authority: &dyn ApiKeyAuthority) {
    let key = sample::rotated_key(authority);
    let row = sample::row_of(&sample::signed(authority, key.clone()));
    assert_eq!(verify_row(authority, row), Ok(key));
}

/// Every bit of the MAC counts.
pub fn a_row_mac_with_a_flipped_bit_is_forged(authority: &dyn ApiKeyAuthority) {
    for bit in 0..256 {
        detects(authority, |row| row.row_mac[bit / 8] ^= 1 << (bit % 8));
    }
}

/// A MAC cannot be taken from another row.
pub fn a_row_mac_of_another_key_is_forged(authority: &dyn ApiKeyAuthority) {
    let token = sample::token(3, 3);
    let other = sample::signed(
        authority,
        sample::key_of(&token, authority.verifier(&token)),
    );
    detects(authority, |row| row.row_mac = other.mac().mac.to_vec());
}

/// Whether a row was altered cannot be told without its pepper, so nobody says it was.
pub fn a_row_mac_of_an_unknown_pepper_is_missing_its_key(authority: &dyn ApiKeyAuthority) {
    let mut row = sample::row_of(&sample::signed(authority, sample::rotated_key(authority)));
    row.row_pepper ^= 1;
    let missing = MissingKey(RingKeyId::new(row.row_pepper.try_into().expect("an id")));
    assert_eq!(
        verify_row(authority, row),
        Err(RowMacError::MissingKey(missing))
    );
}

/// A row cannot stand in for another key.
pub fn an_altered_id_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.id = sample::other_api_key().as_uuid());
}

/// A row cannot be found by another handle.
pub fn an_altered_handle_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.handle = "0123456789abcdef".into());
}

/// A key cannot be moved to another company.
pub fn an_altered_company_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| {
        row.company = sample::other_company().as_uuid();
    });
}

/// A key cannot be widened or narrowed.
pub fn altered_capabilities_are_forged(authority: &dyn ApiKeyAuthority) {
    for other in [
        "DOCKER_REGISTRY:READ",
        "DOCKER_REGISTRY:PULL,DOCKER_REGISTRY:UPDATE",
        "DOCKER_REGISTRY:PULL,DOCKER_REGISTRY:READ,DOCKER_REGISTRY:UPDATE",
        "DOCKER_REGISTRY:PULL,DOCKER_REGISTRY:READ@33333333-3333-4333-8333-333333333333",
    ] {
        detects(authority, |row| row.capabilities = other.into());
    }
}

/// A key cannot be prolonged or cut short.
pub fn an_altered_expiry_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.expires_at = None);
    detects(authority, |row| shift(&mut row.expires_at, 1));
    detects(authority, |row| shift(&mut row.expires_at, -1));
}

/// A key that was switched off stays off, and one that is on stays on.
pub fn a_switched_on_key_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.enabled = false);
    let off = sample::rotated_key(authority).switch(false, sample::act());
    let off = off.expect("a change").subject().clone();
    let mut row = sample::row_of(&sample::signed(authority, off));
    row.enabled = true;
    assert_eq!(verify_row(authority, row), Err(RowMacError::Forged));
}

/// An old row that is put back keeps its old version, which its last event does not have.
pub fn an_altered_version_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.version += 1);
    detects(authority, |row| row.version -= 1);
}

/// A key cannot be given another token.
pub fn an_altered_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    let other = authority.verifier(&sample::token(3, 3));
    detects(authority, |row| row.verifier.mac = other.mac().to_vec());
}

/// A token cannot be made to end.
pub fn an_altered_end_of_the_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    for end in [sample::later(), Timestamp::MAX] {
        detects(authority, |row| {
            row.verifier.ends_at = Some(end.as_millis());
        });
    }
}

/// A verifier cannot be said to be another pepper's.
pub fn an_altered_pepper_of_the_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.verifier.pepper ^= 1);
}

/// A key cannot be given another previous token.
pub fn an_altered_previous_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    let other = authority.verifier(&sample::token(3, 3));
    detects(authority, |row| previous(row).mac = other.mac().to_vec());
}

/// A replaced token cannot be prolonged.
pub fn an_altered_end_of_the_previous_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| previous(row).ends_at = None);
    detects(authority, |row| shift(&mut previous(row).ends_at, 1));
}

/// A previous verifier cannot be said to be another pepper's.
pub fn an_altered_pepper_of_the_previous_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| previous(row).pepper ^= 1);
}

/// A replaced token can neither be brought back nor taken away.
pub fn an_added_or_removed_previous_verifier_is_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| row.previous = None);
    let token = sample::token(1, 1);
    let key = sample::key_of(&token, authority.verifier(&token));
    let mut row = sample::row_of(&sample::signed(authority, key));
    row.previous = Some(row.verifier.clone());
    assert_eq!(verify_row(authority, row), Err(RowMacError::Forged));
}

/// The replaced token cannot take the place of the one that replaced it.
pub fn swapped_verifiers_are_forged(authority: &dyn ApiKeyAuthority) {
    detects(authority, |row| {
        let StoredApiKey {
            verifier, previous, ..
        } = row;
        std::mem::swap(verifier, previous.as_mut().expect("a previous verifier"));
    });
}

fn verify_row(authority: &dyn ApiKeyAuthority, row: StoredApiKey) -> Result<ApiKey, RowMacError> {
    authority.verify_row(SignedApiKey::restore(row).expect("a row of the right form"))
}

/// Alters the row of a key that has everything a key can have.
fn detects(authority: &dyn ApiKeyAuthority, alter: impl FnOnce(&mut StoredApiKey)) {
    let mut row = sample::row_of(&sample::signed(authority, sample::rotated_key(authority)));
    let before = row.clone();
    alter(&mut row);
    assert_ne!(row, before, "the rule altered nothing");
    assert_eq!(verify_row(authority, row), Err(RowMacError::Forged));
}

fn previous(row: &mut StoredApiKey) -> &mut StoredVerifier {
    row.previous.as_mut().expect("a previous verifier")
}

fn shift(moment: &mut Option<i64>, millis: i64) {
    *moment = moment.map(|at| at + millis);
}
