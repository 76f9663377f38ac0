mod bounds;
mod memory;
mod pepper;
mod uses;

use std::net::Ipv4Addr;

use pullkey_cipher::{MissingKey, MockApiKeyAuthority, MockRingCensus, RowMacError};
use pullkey_domain::{
    api_key::SignedApiKey,
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};
use pullkey_storage::{
    AuthEpoch, KeyWithCompany, KnownRingKey, MockApiKeyDirectory, MockRingKeyStore,
};

use super::*;
use crate::fixtures::{
    StillClock, a_company, a_row_mac, a_signed_key, a_signed_key_until, an_act, another_company,
};

fn somewhere() -> ClientNetwork {
    network(1)
}

fn network(number: u32) -> ClientNetwork {
    ClientNetwork::of(Ipv4Addr::from_bits(number).into())
}

/// A well-formed token whose handle is that of the fixtures' key.
fn token() -> String {
    let mut next = 0_u8;
    let token = ApiKeyToken::generate(|bytes| {
        for byte in bytes {
            *byte = next;
            next = next.wrapping_add(1);
        }
    });
    assert_eq!(&token.handle(), a_signed_key().unverified().handle());
    token.expose().to_owned()
}

fn holding(key: SignedApiKey, look_ups: usize) -> MockApiKeyDirectory {
    let mut directory = MockApiKeyDirectory::new();
    directory
        .expect_find_by_handle()
        .times(look_ups)
        .returning(move |_| {
            Ok(Some(KeyWithCompany {
                key: key.clone(),
                company: a_company(),
            }))
        });
    directory
}

/// Whose pepper is that of the fixtures' key.
fn an_authority() -> MockApiKeyAuthority {
    let mut authority = MockApiKeyAuthority::new();
    let pepper = RingKeyId::new(4);
    authority.expect_primary_pepper().return_const(pepper);
    authority
}

fn trusting() -> MockApiKeyAuthority {
    let mut authority = an_authority();
    authority
        .expect_verify_row()
        .returning(|sealed| Ok(sealed.into_unverified()));
    authority
        .expect_matches()
        .returning(|_, key, _| Ok(Some(key.verifier().clone())));
    authority
}

async fn authentication(
    directory: MockApiKeyDirectory,
    authority: MockApiKeyAuthority,
) -> (Authentication, Arc<StillClock>) {
    let clock = Arc::new(StillClock::default());
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    store.expect_known().returning(|| Ok(vec![]));
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(Vec::new);
    let ledger = Arc::new(RingLedger::new(Arc::new(store), Arc::new(census)));
    ledger.reconcile().await.unwrap();
    let built = Authentication::new(
        Arc::new(directory),
        Arc::new(authority),
        ledger,
        clock.clone(),
    );
    (built, clock)
}

const PEPPER: RingKeyId = RingKeyId::new(4);

/// A ledger that knows the pepper of the fixtures' key.
async fn ledger_that_knows_the_pepper() -> RingLedger {
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    store.expect_known().returning(|| {
        Ok(vec![KnownRingKey {
            kind: RingKeyKind::Pepper,
            id: PEPPER,
            check: [0; 16],
        }])
    });
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(Vec::new);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    ledger.reconcile().await.unwrap();
    ledger
}

fn without_the_pepper() -> MockApiKeyAuthority {
    let mut authority = MockApiKeyAuthority::new();
    authority
        .expect_verify_row()
        .returning(|_| Err(MissingKey(PEPPER).into()));
    authority
}

#[tokio::test]
async fn the_holder_of_a_valid_token_is_let_in() {
    let (authentication, _) = authentication(holding(a_signed_key(), 1), trusting()).await;
    let principal = authentication
        .authenticate(&token(), somewhere())
        .await
        .unwrap();
    assert_eq!(&principal.key, a_signed_key().unverified());
    assert_eq!(principal.company, a_company());
}

#[tokio::test]
async fn a_malformed_token_is_refused_without_a_look_at_the_store() {
    let (authentication, _) = authentication(MockApiKeyDirectory::new(), trusting()).await;
    let refused = authentication.authenticate("plk_typo", somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Refused)));
}

#[tokio::test]
async fn nobody_is_let_in_before_the_ring_was_compared_with_the_store() {
    let (mut authentication, _) = authentication(holding(a_signed_key(), 1), trusting()).await;
    let reconciled = authentication.ring_ledger.clone();
    authentication.ring_ledger = Arc::new(RingLedger::new(
        Arc::new(MockRingKeyStore::new()),
        Arc::new(MockRingCensus::new()),
    ));
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(
        refused,
        Err(AuthenticationError::Store(StoreError::Unavailable(_)))
    ));
    authentication.ring_ledger = reconciled;
    assert!(
        authentication
            .authenticate(&token(), somewhere())
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_unknown_handle_costs_the_same_work_as_a_known_one() {
    let mut directory = MockApiKeyDirectory::new();
    directory.expect_find_by_handle().returning(|_| Ok(None));
    let mut authority = MockApiKeyAuthority::new();
    authority.expect_dummy_match().times(1).return_const(());
    let (authentication, _) = authentication(directory, authority).await;
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Refused)));
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let mut authority = MockApiKeyAuthority::new();
    authority
        .expect_verify_row()
        .returning(|sealed| Ok(sealed.into_unverified()));
    authority.expect_matches().returning(|_, _, _| Ok(None));
    let (authentication, _) = authentication(holding(a_signed_key(), 1), authority).await;
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Refused)));
}

#[tokio::test]
async fn a_forged_row_is_told_apart_for_the_log() {
    let mut authority = MockApiKeyAuthority::new();
    authority
        .expect_verify_row()
        .returning(|_| Err(RowMacError::Forged));
    let (authentication, _) = authentication(holding(a_signed_key(), 1), authority).await;
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Forged(_))));
}

#[tokio::test]
async fn a_missing_pepper_is_named() {
    let authentication = Authentication::new(
        Arc::new(holding(a_signed_key(), 1)),
        Arc::new(without_the_pepper()),
        Arc::new(ledger_that_knows_the_pepper().await),
        Arc::new(StillClock::default()),
    );
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(
        refused,
        Err(AuthenticationError::Pepper(UnusableKey::Missing(
            MissingKey(PEPPER)
        )))
    ));
}

#[tokio::test]
async fn a_pepper_that_was_never_used_is_told_from_a_missing_one() {
    let (authentication, _) =
        authentication(holding(a_signed_key(), 1), without_the_pepper()).await;
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(
        refused,
        Err(AuthenticationError::Pepper(UnusableKey::NeverUsed {
            id: PEPPER,
            ..
        }))
    ));
}

#[tokio::test]
async fn a_key_that_is_switched_off_lets_nobody_in() {
    let key = a_signed_key().into_unverified();
    let off = key.switch(false, an_act()).unwrap().subject().clone();
    let off = SignedApiKey::new(off, a_row_mac());
    let (authentication, _) = authentication(holding(off, 1), trusting()).await;
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Refused)));
}

#[tokio::test]
async fn a_key_that_a_store_gives_with_another_company_lets_nobody_in() {
    let mut directory = MockApiKeyDirectory::new();
    directory.expect_find_by_handle().returning(|_| {
        Ok(Some(KeyWithCompany {
            key: a_signed_key(),
            company: another_company(),
        }))
    });
    let (authentication, _) = authentication(directory, trusting()).await;
    let refused = authentication.authenticate(&token(), somewhere()).await;
    assert!(matches!(refused, Err(AuthenticationError::Refused)));
}
