use pullkey_cipher::{MockRingCensus, RingKey, RingKeyState};
use pullkey_domain::ring_key::RingKeyKind;
use pullkey_storage::{KnownRingKey, MockRingKeyStore};

use super::*;

#[tokio::test]
async fn nothing_is_read_while_somebody_else_has_the_turn() {
    let mut store = MockAuditChain::new();
    store.expect_is_others_turn().returning(|_| Ok(true));
    let sealer = sealer(store, an_authority()).await;
    sealer.has_moved_heads();
    assert_eq!(sealer.seal().await.unwrap(), None);
    // He may end before he has carried his heads on.
    assert!(sealer.has_moved_heads());
}

#[tokio::test]
async fn it_goes_on_at_once_while_there_is_more_and_ends_when_the_turn_is_lost() {
    let company = a_company().id();
    let batch: Vec<_> = (0..u128::from(BATCH))
        .map(|id| waiting(an_event(company, id, 0)))
        .collect();
    let last = batch.last().map(|it| (it.company, it.id));
    let mut store = MockAuditChain::new();
    store.expect_is_others_turn().returning(|_| Ok(false));
    let first = batch.clone();
    store
        .expect_unsealed()
        .with(eq(None), eq(BATCH))
        .times(1)
        .returning(move |_, _| Ok(first.clone()));
    store
        .expect_unsealed()
        .with(eq(last), eq(BATCH))
        .times(1)
        .returning(move |_, _| Ok(batch.clone()));
    store.expect_ends().returning(|_| Ok(vec![end(None, None)]));
    let mut answers = vec![vec![company], vec![]].into_iter();
    store
        .expect_grow()
        .times(2)
        .returning(move |_, _| Ok(answers.next().unwrap()));
    let mut authority = MockAuditAuthority::new();
    authority.expect_verify_event().returning(|_| Ok(true));
    authority.expect_sign_link().returning(|_| mac(1));
    authority.expect_sign_head().returning(|_| mac(2));
    let sealed = seal(store, authority).await;
    assert_eq!(sealed.events, u64::from(BATCH));
}

#[tokio::test]
async fn heads_are_told_to_have_moved_at_first_and_after_each_growth() {
    let company = a_company().id();
    let mut store = a_store(
        vec![waiting(an_event(company, 1, 0))],
        vec![end(None, None)],
    );
    store.expect_grow().returning(move |_, _| Ok(vec![company]));
    let sealer = sealer(store, an_authority()).await;
    assert!(sealer.has_moved_heads());
    assert!(!sealer.has_moved_heads());
    sealer.seal().await.unwrap();
    assert!(sealer.has_moved_heads());
    assert!(!sealer.has_moved_heads());
}

#[tokio::test]
async fn the_chains_of_several_companies_grow_together() {
    let (one, two) = (a_company().id(), another_company().id());
    let events = vec![waiting(an_event(one, 1, 0)), waiting(an_event(two, 2, 0))];
    let other = ChainEnd {
        company: two,
        ..end(None, None)
    };
    let mut store = a_store(events, vec![other, end(None, None)]);
    store
        .expect_grow()
        .withf(move |_, growths| {
            let companies: Vec<_> = growths.iter().map(|it| it.to.company).collect();
            companies == [one, two]
        })
        .times(1)
        .returning(move |_, _| Ok(vec![two]));
    let sealed = seal(store, an_authority()).await;
    // Somebody else made the other one grow.
    assert_eq!((sealed.events, sealed.passed_over), (1, 0));
}

#[tokio::test]
async fn it_stands_still_while_the_store_fails_and_not_while_it_goes_on_or_another_does() {
    let clock = Arc::new(StillClock::default());
    let surroundings = Surroundings {
        clock: clock.clone(),
        ..surroundings()
    };
    let mut store = MockAuditChain::new();
    let gone = || Err(StoreError::Unavailable("gone".into()));
    let mut turns = vec![gone(), Ok(true), Ok(false), gone()].into_iter();
    store
        .expect_is_others_turn()
        .returning(move |_| turns.next().unwrap());
    store.expect_unsealed().returning(|_, _| Ok(vec![]));
    let sealer = sealer_amid(store, an_authority(), &surroundings).await;
    for (goes_on, seconds) in [(false, 10), (true, 0), (true, 0), (false, 10)] {
        clock.advance(Duration::from_secs(10));
        assert_eq!(sealer.seal().await.is_ok(), goes_on);
        assert_eq!(sealer.stands_still_for(), Duration::from_secs(seconds));
    }
}

#[tokio::test]
async fn each_batch_counts_as_going_on() {
    let clock = Arc::new(StillClock::default());
    let surroundings = Surroundings {
        clock: clock.clone(),
        ..surroundings()
    };
    let company = a_company().id();
    let batch: Vec<_> = (0..u128::from(BATCH))
        .map(|id| waiting(an_event(company, id, 0)))
        .collect();
    let mut store = MockAuditChain::new();
    store.expect_is_others_turn().returning(|_| Ok(false));
    let mut batches = vec![Ok(batch), Err(StoreError::Unavailable("gone".into()))].into_iter();
    store
        .expect_unsealed()
        .returning(move |_, _| batches.next().unwrap());
    store.expect_ends().returning(|_| Ok(vec![end(None, None)]));
    store.expect_grow().returning(move |_, _| Ok(vec![company]));
    let mut authority = MockAuditAuthority::new();
    authority.expect_verify_event().returning(|_| Ok(true));
    authority.expect_sign_link().returning(|_| mac(1));
    authority.expect_sign_head().returning(|_| mac(2));
    let sealer = sealer_amid(store, authority, &surroundings).await;
    clock.advance(Duration::from_secs(10));
    sealer.seal().await.unwrap_err();
    assert_eq!(sealer.stands_still_for(), Duration::ZERO);
}

#[tokio::test]
async fn how_much_waits_is_what_the_store_counts() {
    let backlog = Backlog {
        events: 7,
        oldest: Some(an_act().at),
    };
    let mut store = MockAuditChain::new();
    store.expect_backlog().returning(move || Ok(backlog));
    let counted = sealer(store, an_authority()).await.backlog().await.unwrap();
    assert_eq!(counted, backlog);
}

#[tokio::test]
async fn a_ring_that_must_not_be_written_with_seals_nothing_and_leaves_the_turn_to_others() {
    let company = a_company().id();
    let mut store = a_store(
        vec![waiting(an_event(company, 1, 0))],
        vec![end(None, None)],
    );
    store
        .expect_grow()
        .times(1)
        .returning(move |_, _| Ok(vec![company]));
    store.expect_leave_turn().times(1).returning(|_| Ok(()));
    let is_retired = Arc::new(AtomicBool::new(false));
    let ledger = Arc::new(a_ledger(is_retired.clone()));
    let sealer = Sealer::new(
        Arc::new(store),
        Arc::new(an_authority()),
        ledger.clone(),
        &surroundings(),
    );
    // It was not compared with the store yet.
    assert_eq!(sealer.seal().await.unwrap(), None);
    ledger.reconcile().await.unwrap();
    assert_eq!(sealer.seal().await.unwrap().unwrap().events, 1);
    is_retired.store(true, Ordering::Relaxed);
    ledger.refresh().await.unwrap();
    for _ in 0..2 {
        assert_eq!(sealer.seal().await.unwrap(), None);
    }
    assert_eq!(sealer.stands_still_for(), Duration::ZERO);
}

/// Of a ring with one audit key, which may be disabled elsewhere.
fn a_ledger(is_retired: Arc<AtomicBool>) -> RingLedger {
    let kind = RingKeyKind::Audit;
    let held = RingKey {
        kind,
        id: KEY,
        state: RingKeyState::Active,
        check: [7; 16],
        primary: true,
    };
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(move || vec![held.clone()]);
    let mut store = MockRingKeyStore::new();
    store.expect_known().returning(move || {
        let check = [7; 16];
        Ok(vec![KnownRingKey {
            kind,
            id: KEY,
            check,
        }])
    });
    store.expect_retired().returning(move || {
        let is_retired = is_retired.load(Ordering::Relaxed);
        Ok(Vec::from_iter(is_retired.then_some((kind, KEY))))
    });
    RingLedger::new(Arc::new(store), Arc::new(census))
}
