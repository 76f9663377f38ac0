use std::time::Duration;

use pullkey_cipher::{ApiKeyAuthority, MissingKey, RowMacError};
use pullkey_domain::{
    api_key::{ApiKey, ApiKeyName, ApiKeyToken, NewApiKey, SignedApiKey},
    audit::{Act, Actor},
    ring_key::RingKeyId,
    timestamp::Timestamp,
};

use super::{ID, KeyRingCipher, NEW, turned};
use crate::{
    fixture::{self, PEPPER},
    key::MACS_MADE,
};

#[test]
fn a_pepper_that_only_decrypts_still_knows_its_tokens_and_rows() {
    let old = fixture::cipher(&fixture::ring());
    let row = signed(&old, api_key(&old));
    let turned = turned("pepper", "decrypt_only");
    let key = turned.verify_row(row).unwrap();
    let matched = turned.matches(&token(), &key, now());
    assert_eq!(matched, Ok(Some(key.verifier().clone())));
    assert_eq!(turned.verifier(&token()).pepper(), RingKeyId::new(NEW));
    assert_ne!(turned.verifier(&token()).mac(), key.verifier().mac());
}

#[test]
fn a_disabled_pepper_knows_nothing() {
    let old = fixture::cipher(&fixture::ring());
    let key = api_key(&old);
    let row = signed(&old, key.clone());
    let turned = turned("pepper", "disabled");
    let missing = MissingKey(RingKeyId::new(PEPPER));
    assert_eq!(
        turned.verify_row(row),
        Err(RowMacError::MissingKey(missing))
    );
    assert_eq!(turned.matches(&token(), &key, now()), Err(missing));
}

#[test]
fn an_unknown_handle_costs_as_many_macs_as_a_known_one() {
    let cipher = fixture::cipher(&fixture::ring());
    let row = signed(&cipher, api_key(&cipher));
    let known = macs_made(|| {
        let key = cipher.verify_row(row.clone()).unwrap();
        assert!(cipher.matches(&token(), &key, now()).unwrap().is_some());
    });
    let unknown = macs_made(|| cipher.dummy_match(&token()));
    assert_eq!((known, unknown), (2, 2));
}

#[test]
fn every_verifier_that_counts_is_looked_at_although_the_first_matched() {
    let cipher = fixture::cipher(&fixture::ring());
    let hour = Duration::from_hours(1);
    let change = api_key(&cipher).rotate(cipher.verifier(&token()), hour, act());
    let made = macs_made(|| {
        let matched = cipher.matches(&token(), change.subject(), now());
        assert!(matched.unwrap().is_some());
    });
    assert_eq!(made, 2);
}

fn token() -> ApiKeyToken {
    ApiKeyToken::generate(|bytes| bytes.fill(7))
}

fn api_key(cipher: &KeyRingCipher) -> ApiKey {
    let new = NewApiKey {
        id: ID.parse().unwrap(),
        company: ID.parse().unwrap(),
        handle: token().handle(),
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities: "DOCKER_REGISTRY:PULL".parse().unwrap(),
        expires_at: None,
    };
    let change = new.issue(cipher.verifier(&token()), act()).unwrap();
    change.subject().clone()
}

fn act() -> Act {
    Act {
        event: ID.parse().unwrap(),
        actor: Actor::Operator,
        request: None,
        at: now(),
    }
}

fn now() -> Timestamp {
    Timestamp::parse("2025-01-30T00:00:00.000Z").unwrap()
}

fn macs_made(work: impl FnOnce()) -> usize {
    let before = MACS_MADE.get();
    work();
    MACS_MADE.get() - before
}

fn signed(cipher: &KeyRingCipher, key: ApiKey) -> SignedApiKey {
    let mac = cipher.row_mac(&key);
    SignedApiKey::new(key, mac)
}
