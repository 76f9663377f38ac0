//! What [`ApiKeyAuthority`] promises about tokens.

use pullkey_domain::{
    api_key::{ApiKey, SignedApiKey, Verifier},
    timestamp::Timestamp,
};

use super::sample;
use crate::{ApiKeyAuthority, MissingKey, RingCensus};

/// A verifier follows from its token, and from all of it.
pub fn one_token_has_one_verifier(authority: &dyn ApiKeyAuthority) {
    let of = |handle, secret| authority.verifier(&sample::token(handle, secret));
    assert_eq!(of(1, 2), of(1, 2));
    assert_ne!(of(1, 2), of(1, 3));
    assert_ne!(of(1, 2), of(3, 2));
    assert_eq!(of(1, 2).ends_at(), None);
}

/// Who holds the token gets in.
pub fn a_token_matches_its_key(authority: &dyn ApiKeyAuthority) {
    assert_eq!(matches(authority, (1, 1), &simple_key(authority)), Ok(true));
}

/// The handle alone proves nothing.
pub fn a_token_with_another_secret_does_not_match(authority: &dyn ApiKeyAuthority) {
    assert_eq!(
        matches(authority, (1, 2), &simple_key(authority)),
        Ok(false)
    );
}

/// A token is good for its own key only, even where the secrets are the same.
pub fn a_token_with_another_handle_does_not_match(authority: &dyn ApiKeyAuthority) {
    assert_eq!(
        matches(authority, (2, 1), &simple_key(authority)),
        Ok(false)
    );
}

/// Every bit of a verifier counts.
pub fn a_verifier_with_a_flipped_bit_does_not_match(authority: &dyn ApiKeyAuthority) {
    let token = sample::token(1, 1);
    let own = authority.verifier(&token);
    for bit in 0..256 {
        let mut mac = *own.mac();
        mac[bit / 8] ^= 1 << (bit % 8);
        let key = sample::key_of(&token, Verifier::current(own.pepper(), mac));
        assert_eq!(matches(authority, (1, 1), &key), Ok(false), "bit {bit}");
    }
}

/// A rotation leaves time to hand out the new token.
pub fn the_previous_token_matches_before_its_end(authority: &dyn ApiKeyAuthority) {
    let key = sample::rotated_key(authority);
    let last = Timestamp::from_millis(sample::later().as_millis() - 1).expect("a moment");
    let matched = authority.matches(&sample::token(1, 2), &key, last);
    assert_eq!(matched, Ok(key.previous_verifier().cloned()));
}

/// At its end the replaced token counts no more.
pub fn the_previous_token_does_not_match_at_its_end(authority: &dyn ApiKeyAuthority) {
    let key = sample::rotated_key(authority);
    let matched = authority.matches(&sample::token(1, 2), &key, sample::later());
    assert_eq!(matched, Ok(None));
}

/// The new token counts from the rotation on, and after the old one's end.
pub fn the_current_token_matches_while_another_one_ends(authority: &dyn ApiKeyAuthority) {
    let key = sample::rotated_key(authority);
    for at in [sample::now(), sample::later(), Timestamp::MAX] {
        let matched = authority.matches(&sample::token(1, 1), &key, at);
        assert_eq!(matched, Ok(Some(key.verifier().clone())), "at {at}");
    }
}

/// Nobody is called a stranger who may be none.
pub fn a_live_verifier_of_an_unknown_pepper_is_missing_its_key(authority: &dyn ApiKeyAuthority) {
    let token = sample::token(1, 1);
    let orphan = orphaned(&authority.verifier(&token));
    let missing = MissingKey(orphan.pepper());
    let key = sample::key_of(&token, orphan);
    assert_eq!(matches(authority, (1, 1), &key), Err(missing));
}

/// What counts no more needs no pepper.
pub fn an_ended_verifier_of_an_unknown_pepper_is_not_missed(authority: &dyn ApiKeyAuthority) {
    let key = key_with_orphaned_previous(authority);
    let stranger = sample::token(1, 3);
    let matched = authority.matches(&stranger, &key, sample::later());
    assert_eq!(matched, Ok(None));
    let while_it_counts = authority.matches(&stranger, &key, sample::now());
    assert!(while_it_counts.is_err());
}

/// A pepper that is not there keeps nobody out whom another one lets in.
pub fn a_match_outweighs_a_missing_pepper(authority: &dyn ApiKeyAuthority) {
    let key = key_with_orphaned_previous(authority);
    assert_eq!(matches(authority, (1, 1), &key), Ok(true));
}

/// What is new is made with the primary pepper.
pub fn what_is_made_for_api_keys_names_the_primary_pepper(
    cipher: &(impl ApiKeyAuthority + RingCensus),
) {
    let primary = sample::primary_pepper(cipher);
    let verifier = cipher.verifier(&sample::token(1, 1));
    assert_eq!(verifier.pepper(), primary);
    assert_eq!(cipher.row_mac(&simple_key(cipher)).pepper, primary);
}

fn simple_key(authority: &dyn ApiKeyAuthority) -> ApiKey {
    let token = sample::token(1, 1);
    sample::key_of(&token, authority.verifier(&token))
}

fn key_with_orphaned_previous(authority: &dyn ApiKeyAuthority) -> ApiKey {
    let mut row = sample::row_of(&sample::signed(authority, sample::rotated_key(authority)));
    let previous = row.previous.as_mut().expect("a previous verifier");
    previous.pepper ^= 1;
    SignedApiKey::restore(row).expect("a row").into_unverified()
}

/// The same under a pepper that is in no ring.
fn orphaned(verifier: &Verifier) -> Verifier {
    Verifier::current(sample::unknown_id(verifier.pepper()), *verifier.mac())
}

fn matches(
    authority: &dyn ApiKeyAuthority,
    (handle, secret): (u8, u8),
    key: &ApiKey,
) -> Result<bool, MissingKey> {
    let matched = authority.matches(&sample::token(handle, secret), key, sample::now());
    matched.map(|verifier| verifier.is_some())
}
