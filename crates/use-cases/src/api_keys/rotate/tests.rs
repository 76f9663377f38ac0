use pullkey_domain::{
    api_key::Escalation,
    audit::Action,
    idempotency::{Fingerprint, IdempotencyRecord},
    ring_key::RingKeyId,
};
use pullkey_storage::MockApiKeyStore;

use super::*;
use crate::{
    LostAuthority,
    fixtures::{
        KeyParts, a_company, a_stored_key, another_company, another_key, finding, holder, operator,
        surroundings,
    },
};

fn command(seconds: u64) -> RotateApiKey {
    RotateApiKey {
        id: a_stored_key().key.unverified().id(),
        overlap: Duration::from_secs(seconds),
    }
}

fn attempt() -> IdempotencyKey {
    IdempotencyKey::parse("rotation-of-may").unwrap()
}

fn holding() -> MockApiKeyStore {
    let mut store = MockApiKeyStore::new();
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_stored_key())));
    store
}

async fn rotated(
    store: MockApiKeyStore,
    authority: Authority,
    attempt: Option<IdempotencyKey>,
) -> Result<IssuedApiKey, RotateApiKeyError> {
    let parts = KeyParts::on(store).vouching().fingerprinting(true);
    let api_keys = parts.api_keys().await;
    let company = a_company().id();
    api_keys
        .rotate(company, authority, command(60), attempt)
        .await
}

#[tokio::test]
async fn a_key_keeps_its_handle_and_the_token_before_counts_as_long_as_was_asked() {
    let mut store = holding();
    store
        .expect_rotate()
        .withf(|rotated, claim| {
            rotated.event().action() == Action::ApiKeyRotate
                && rotated.replaces() == Some(a_stored_key().key.unverified().version())
                && claim.is_none()
        })
        .times(1)
        .returning(|_, _| Ok(Inserted::Stored));
    let issued = rotated(store, operator(), None).await.unwrap();
    assert_eq!(
        &issued.token.handle(),
        a_stored_key().key.unverified().handle()
    );
    let end = surroundings().clock.now().after(Duration::from_mins(1));
    let previous = issued.key.previous_verifier().unwrap();
    assert_eq!(previous.ends_at(), Some(end));
}

#[tokio::test]
async fn a_holder_is_given_no_token_that_may_do_more_or_counts_longer_than_its_own() {
    let now = surroundings().clock.now();
    let all = a_stored_key().key.unverified().capabilities().to_string();
    let weaker = another_key("API_KEY:UPDATE", None);
    let ending = another_key(&all, Some(now.after(Duration::from_secs(1))));
    for (own, escalation) in [
        (weaker, Escalation::Capabilities(Permission::ApiKeyCreate)),
        (ending, Escalation::Lifetime),
    ] {
        let mut store = finding(MockApiKeyStore::new(), &own);
        store
            .expect_find()
            .returning(|_, _| Ok(Some(a_stored_key())));
        let refused = rotated(store, holder(&own), None).await;
        assert!(matches!(
            refused,
            Err(RotateApiKeyError::Change(ChangeApiKeyError::Escalation(it))) if it == escalation
        ));
    }
}

#[tokio::test]
async fn a_repeat_is_told_that_the_token_was_given_out() {
    let id = a_stored_key().key.unverified().id();
    let fingerprint = Fingerprint::new(RingKeyId::new(4), [8; 32]);
    let now = surroundings().clock.now();
    let record = IdempotencyRecord::new(attempt(), fingerprint, answer_with(id), now);
    let mut store = holding();
    store
        .expect_rotate()
        .withf(|_, claim| {
            claim
                .as_ref()
                .is_some_and(|claim| *claim.key() == attempt())
        })
        .times(1)
        .returning(move |_, _| Ok(Inserted::Remembered(record.clone())));
    let again = rotated(store, operator(), Some(attempt())).await;
    assert!(matches!(again, Err(RotateApiKeyError::AlreadyIssued(told)) if told == id));
}

#[tokio::test]
async fn a_change_by_others_in_between_is_built_upon_until_there_are_too_many() {
    let mut store = holding();
    store
        .expect_rotate()
        .times(ATTEMPTS)
        .returning(|_, _| Err(ChangeError::Stale));
    let refused = rotated(store, operator(), None).await;
    assert!(matches!(
        refused,
        Err(RotateApiKeyError::Change(ChangeApiKeyError::Conflict))
    ));
}

#[test]
fn every_field_is_part_of_the_payload() {
    let company = a_company().id();
    let first = command(60).payload(company);
    let other_key = RotateApiKey {
        id: another_key("AUDIT:READ", None).id(),
        ..command(60)
    };
    for other in [
        command(61).payload(company),
        command(60).payload(another_company().id()),
        other_key.payload(company),
    ] {
        assert_ne!(other, first);
    }
    assert_eq!(command(60).payload(company), first);
}

#[tokio::test]
async fn what_was_rotated_is_told_although_the_key_is_gone() {
    let id = a_stored_key().key.unverified().id();
    let fingerprint = Fingerprint::new(RingKeyId::new(4), [8; 32]);
    let now = surroundings().clock.now();
    let record = IdempotencyRecord::new(attempt(), fingerprint, answer_with(id), now);
    let mut store = MockApiKeyStore::new();
    store.expect_find().returning(|_, _| Ok(None));
    store
        .expect_recall()
        .times(1)
        .returning(move |_, _, _| Ok(Some(record.clone())));
    let again = rotated(store, operator(), Some(attempt())).await;
    assert!(matches!(again, Err(RotateApiKeyError::AlreadyIssued(told)) if told == id));
}

#[tokio::test]
async fn whoever_lost_their_key_meanwhile_is_not_told_what_was_rotated() {
    let mut store = MockApiKeyStore::new();
    store.expect_find().returning(|_, _| Ok(None));
    store.expect_recall().never();
    let own = another_key("API_KEY:UPDATE", None);
    let refused = rotated(store, holder(&own), Some(attempt())).await;
    assert!(matches!(
        refused,
        Err(RotateApiKeyError::Change(ChangeApiKeyError::Authority(
            LostAuthority::Refused
        )))
    ));
}
