use pullkey_cipher::{MockRingCensus, RingKeyState};
use pullkey_storage::MockRingKeyStore;

use super::*;

mod turned;

const ID: RingKeyId = RingKeyId::new(17);

fn held(state: RingKeyState, check: [u8; 16]) -> MockRingCensus {
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(move || {
        vec![RingKey {
            id: ID,
            kind: RingKeyKind::Secret,
            state,
            primary: state == RingKeyState::Active,
            check,
        }]
    });
    census
}

fn known(id: RingKeyId, check: [u8; 16]) -> KnownRingKey {
    let kind = RingKeyKind::Secret;
    KnownRingKey { kind, id, check }
}

fn store(keys: Vec<KnownRingKey>) -> MockRingKeyStore {
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    store.expect_known().returning(move || Ok(keys.clone()));
    store
}

/// The store has retired these keys.
fn retiring(keys: Vec<KnownRingKey>, retired: Vec<(RingKeyKind, RingKeyId)>) -> MockRingKeyStore {
    let mut store = MockRingKeyStore::new();
    store.expect_known().returning(move || Ok(keys.clone()));
    store
        .expect_retired()
        .returning(move || Ok(retired.clone()));
    store
}

/// What the store is asked next, and knows by then.
fn knows(store: &mut MockRingKeyStore, order: &mut mockall::Sequence, keys: Vec<KnownRingKey>) {
    store
        .expect_known()
        .times(1)
        .in_sequence(order)
        .returning(move || Ok(keys.clone()));
}

#[tokio::test]
async fn a_primary_is_registered_before_its_first_use() {
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    let mut order = mockall::Sequence::new();
    knows(&mut store, &mut order, vec![]);
    store
        .expect_register()
        .withf(|keys, others| *keys == [known(ID, [1; 16])] && others.is_empty())
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Registration::Done));
    knows(&mut store, &mut order, vec![known(ID, [1; 16])]);
    let ledger = RingLedger::new(
        Arc::new(store),
        Arc::new(held(RingKeyState::Active, [1; 16])),
    );

    assert!(!ledger.is_reconciled());
    ledger.reconcile().await.unwrap();

    assert!(ledger.is_reconciled() && ledger.knows(RingKeyKind::Secret, ID));
    assert_eq!(ledger.missing(), vec![]);
}

#[tokio::test]
async fn a_ring_of_another_database_is_refused_and_leaves_no_trace() {
    let other = RingKeyId::new(18);
    let ledger = RingLedger::new(
        Arc::new(store(vec![known(other, [3; 16])])),
        Arc::new(held(RingKeyState::Active, [1; 16])),
    );
    let refused = ledger.reconcile().await.unwrap_err();
    assert!(refused.to_string().contains("18"), "{refused}");
    assert!(!ledger.is_reconciled());
}

#[tokio::test]
async fn of_two_rings_at_once_the_one_that_comes_second_is_refused() {
    let other = RingKeyId::new(18);
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    let mut order = mockall::Sequence::new();
    knows(&mut store, &mut order, vec![]);
    store
        .expect_register()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Registration::Outdated));
    knows(&mut store, &mut order, vec![known(other, [3; 16])]);
    let census = held(RingKeyState::Active, [1; 16]);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    let refused = ledger.reconcile().await.unwrap_err();
    assert!(matches!(refused, ReconcileError::Incomplete { missing } if missing == [other]));
    assert!(!ledger.is_reconciled());
}

#[tokio::test]
async fn a_ring_is_compared_again_after_the_store_failed_on_the_way() {
    let mut store = store(vec![]);
    let mut order = mockall::Sequence::new();
    store
        .expect_register()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Err(StoreError::OutcomeUnknown("cut off".into())));
    store
        .expect_register()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Ok(Registration::Done));
    let census = held(RingKeyState::Active, [1; 16]);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    let failed = ledger.reconcile().await;
    assert!(matches!(failed, Err(ReconcileError::Store(_))));
    assert!(!ledger.is_reconciled());
    ledger.reconcile().await.unwrap();
    assert!(ledger.is_reconciled());
}

#[tokio::test]
async fn a_disabled_key_is_neither_missing_nor_lacking() {
    let disabled = vec![(RingKeyKind::Secret, ID)];
    let ledger = RingLedger::new(
        Arc::new(retiring(vec![known(ID, [1; 16])], disabled)),
        Arc::new(held(RingKeyState::Disabled, [1; 16])),
    );
    ledger.reconcile().await.unwrap();
    assert_eq!(ledger.missing(), vec![]);
    assert!(!ledger.lacks(RingKeyKind::Secret, ID));
}

#[tokio::test]
async fn another_key_under_a_known_id_is_the_wrong_ring() {
    let ledger = RingLedger::new(
        Arc::new(store(vec![known(ID, [1; 16])])),
        Arc::new(held(RingKeyState::Active, [2; 16])),
    );
    let refused = ledger.reconcile().await.unwrap_err();
    assert!(matches!(refused, ReconcileError::Mismatch(mismatch) if mismatch.id == ID));
}

#[tokio::test]
async fn a_known_key_that_the_ring_lacks_is_missing() {
    let other = RingKeyId::new(18);
    let ledger = RingLedger::new(
        Arc::new(store(vec![known(ID, [1; 16]), known(other, [3; 16])])),
        Arc::new(held(RingKeyState::Active, [1; 16])),
    );
    ledger.reconcile().await.unwrap();
    assert_eq!(ledger.missing(), vec![other]);
    assert!(ledger.lacks(RingKeyKind::Secret, other));
}

#[tokio::test]
async fn a_key_that_is_not_primary_is_not_registered() {
    let ledger = RingLedger::new(
        Arc::new(store(vec![])),
        Arc::new(held(RingKeyState::DecryptOnly, [1; 16])),
    );
    ledger.reconcile().await.unwrap();
    assert!(!ledger.knows(RingKeyKind::Secret, ID));
}

#[tokio::test]
async fn a_key_that_another_node_registered_a_moment_ago_is_missing_and_no_forgery() {
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    store
        .expect_known()
        .times(1)
        .returning(|| Ok(vec![known(ID, [1; 16])]));
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(Vec::new);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    let judged = ledger.judge(RingKeyKind::Secret, MissingKey(ID)).await;
    assert_eq!(judged, UnusableKey::Missing(MissingKey(ID)));
}

#[tokio::test]
async fn a_key_that_no_row_can_have_is_a_forgery() {
    let ledger = RingLedger::new(
        Arc::new(store(vec![known(ID, [1; 16])])),
        Arc::new(held(RingKeyState::Disabled, [1; 16])),
    );
    let other = RingKeyId::new(18);
    for id in [ID, other] {
        let judged = ledger.judge(RingKeyKind::Secret, MissingKey(id)).await;
        let kind = RingKeyKind::Secret;
        assert_eq!(judged, UnusableKey::NeverUsed { kind, id });
    }
}

#[tokio::test]
async fn a_store_that_does_not_answer_leaves_it_open_whether_a_key_is_a_forgery() {
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    store
        .expect_known()
        .returning(|| Err(StoreError::Unavailable("down".into())));
    let ledger = RingLedger::new(Arc::new(store), Arc::new(MockRingCensus::new()));
    let judged = ledger.judge(RingKeyKind::Pepper, MissingKey(ID)).await;
    assert_eq!(judged, UnusableKey::Missing(MissingKey(ID)));
}
