//! Rings that were turned, and those that were not yet.

use super::*;

#[tokio::test]
async fn a_ring_whose_primary_is_disabled_elsewhere_is_refused_before_it_registers_anything() {
    let secret = (RingKeyKind::Secret, ID);
    for keys in [vec![known(ID, [1; 16])], vec![]] {
        let store = retiring(keys, vec![secret]);
        let census = held(RingKeyState::Active, [1; 16]);
        let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
        let refused = ledger.reconcile().await.unwrap_err();
        assert!(matches!(
            refused,
            ReconcileError::Retired {
                kind: RingKeyKind::Secret,
                id: ID
            }
        ));
        assert!(!ledger.is_reconciled());
    }
}

#[tokio::test]
async fn a_node_stops_to_write_once_its_primary_is_disabled_elsewhere_and_goes_on_if_it_is_not() {
    let mut store = MockRingKeyStore::new();
    store
        .expect_known()
        .returning(|| Ok(vec![known(ID, [1; 16])]));
    let mut answers = vec![
        vec![],
        vec![(RingKeyKind::Secret, ID)],
        vec![(RingKeyKind::Pepper, ID)],
        vec![],
    ];
    // As it is read when the ring is admitted, and after that.
    answers.push(vec![]);
    store
        .expect_retired()
        .returning(move || Ok(answers.pop().unwrap()));
    let census = held(RingKeyState::Active, [1; 16]);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    assert_eq!(ledger.require_fit(), Err(UnfitRing::NotReconciled));
    ledger.reconcile().await.unwrap();
    assert_eq!(ledger.require_fit(), Ok(()));
    ledger.refresh().await.unwrap();
    assert_eq!(ledger.require_fit(), Ok(()), "it is a key of another kind");
    ledger.refresh().await.unwrap();
    assert_eq!(ledger.require_fit(), Err(UnfitRing::Retired));
    assert_eq!(ledger.retired_primaries(), [ID]);
    ledger.refresh().await.unwrap();
    assert_eq!(ledger.require_fit(), Ok(()));
}

#[tokio::test]
async fn a_key_that_only_opens_may_be_disabled_elsewhere() {
    let store = retiring(vec![known(ID, [1; 16])], vec![(RingKeyKind::Secret, ID)]);
    let census = held(RingKeyState::DecryptOnly, [1; 16]);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    ledger.reconcile().await.unwrap();
    assert_eq!(ledger.require_fit(), Ok(()));
}

#[tokio::test]
async fn a_ring_that_disabled_a_key_is_ahead_of_a_store_that_was_not_told() {
    let places = [(RingKeyKind::Secret, ID), (RingKeyKind::Pepper, ID)];
    for (keys, retired, is_ahead) in [
        (vec![known(ID, [1; 16])], vec![], true),
        (vec![known(ID, [1; 16])], vec![places[1]], true),
        (vec![known(ID, [1; 16])], vec![places[0]], false),
        // Nothing was ever made with it.
        (vec![], vec![], false),
    ] {
        let store = retiring(keys, retired);
        let census = held(RingKeyState::Disabled, [1; 16]);
        let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
        let refused = ledger.reconcile().await;
        let ahead = matches!(refused, Err(ReconcileError::Ahead { id: ID, .. }));
        assert_eq!((ahead, refused.is_err()), (is_ahead, is_ahead));
    }
}

#[tokio::test]
async fn a_ring_that_lacks_what_the_one_in_use_has_does_not_take_its_place() {
    let other = RingKeyId::new(18);
    let keys = vec![known(ID, [1; 16]), known(other, [3; 16])];
    let census = held(RingKeyState::Active, [1; 16]);
    let in_use = census.keys();
    let ledger = RingLedger::new(Arc::new(store(keys)), Arc::new(census));
    ledger.reconcile().await.unwrap();
    // That the other one lacks it, too, makes nothing worse.
    ledger.admit(&in_use).await.unwrap();
    let refused = ledger.admit(&[]).await.unwrap_err();
    let told = "lacks the keys 17 that the ring in use has";
    assert!(refused.to_string().contains(told), "{refused}");
}

#[tokio::test]
async fn what_somebody_disabled_a_moment_ago_counts_for_who_asks_now() {
    let keys = vec![known(ID, [1; 16])];
    for (retired, is_fit) in [(vec![], true), (vec![(RingKeyKind::Secret, ID)], false)] {
        let census = held(RingKeyState::Active, [1; 16]);
        let ledger = RingLedger::new(Arc::new(retiring(keys.clone(), retired)), Arc::new(census));
        assert_eq!(ledger.require_fit_now().await.is_ok(), is_fit);
    }
}
