use std::{
    future::pending,
    sync::atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;
use pullkey_cipher::{MockAuditAuthority, MockRingCensus};
use pullkey_domain::{ring_key::RingKeyKind, timestamp::Timestamp};
use pullkey_storage::{Heartbeat, KnownRingKey, MockAuditChain, MockRingKeyStore, MockStoreHealth};
use pullkey_use_cases::Surroundings;

use super::*;
use crate::system::surroundings;

#[derive(Default)]
struct Seconds(AtomicU64);

impl Seconds {
    fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::MIN.after(self.elapsed())
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

type Answer = fn(&Seconds) -> Result<Heartbeat, StoreError>;

/// Readiness of a node whose store gives these answers in turn, and was written with these ring keys.
async fn readiness(answers: &[Answer], known: Vec<KnownRingKey>) -> (Readiness, Arc<Seconds>) {
    let clock = Arc::new(Seconds::default());
    let mut health = MockStoreHealth::new();
    let mut turn = mockall::Sequence::new();
    for answer in answers.iter().copied() {
        let clock = clock.clone();
        health
            .expect_check()
            .times(1)
            .in_sequence(&mut turn)
            .returning(move || answer(&clock));
    }
    let mut store = MockRingKeyStore::new();
    store.expect_retired().returning(|| Ok(vec![]));
    store.expect_known().returning(move || Ok(known.clone()));
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(Vec::new);
    let ledger = Arc::new(RingLedger::new(Arc::new(store), Arc::new(census)));
    ledger.reconcile().await.unwrap();
    let surroundings = Surroundings {
        clock: clock.clone(),
        ..surroundings()
    };
    let mut chains = MockAuditChain::new();
    chains.expect_is_others_turn().returning(|_| Ok(true));
    let authority = MockAuditAuthority::new();
    let sealer = Sealer::new(
        Arc::new(chains),
        Arc::new(authority),
        ledger.clone(),
        &surroundings,
    );
    let readiness = Readiness::new(Arc::new(health), ledger, Arc::new(sealer), clock.clone());
    (readiness, clock)
}

const WELL: Answer = |_| Ok(Heartbeat { clock: None });
const GONE: Answer = |_| Err(StoreError::Unavailable("gone".into()));
const MISFIT: Answer = |_| Err(StoreError::Unexpected("another schema".into()));

/// By a store's clock, what time it is so many seconds after this node's began.
fn at(seconds: u64) -> Heartbeat {
    let clock = Timestamp::MIN.after(Duration::from_secs(seconds));
    Heartbeat { clock: Some(clock) }
}

#[tokio::test]
async fn nothing_is_ready_before_it_was_looked_at() {
    let (readiness, _) = readiness(&[WELL], vec![]).await;
    assert!(!readiness.report().is_ready());
    readiness.observe().await;
    assert!(readiness.report().is_ready());
}

#[tokio::test]
async fn a_store_may_be_silent_for_five_seconds_and_no_longer() {
    let (readiness, clock) = readiness(&[WELL, GONE, GONE, WELL], vec![]).await;
    readiness.observe().await;
    clock.advance(5);
    readiness.observe().await;
    assert!(readiness.report().is_ready());
    clock.advance(1);
    readiness.observe().await;
    let checks = readiness.report().checks;
    assert!(!checks.store && checks.schema && !readiness.report().is_ready());
    readiness.observe().await;
    assert!(readiness.report().is_ready(), "it is back");
}

#[tokio::test]
async fn another_schema_is_told_apart_from_a_silent_store() {
    let (readiness, _) = readiness(&[MISFIT], vec![]).await;
    readiness.observe().await;
    let checks = readiness.report().checks;
    assert!(checks.store && !checks.schema);
}

#[tokio::test]
async fn a_ring_that_was_not_compared_with_the_store_is_not_ready() {
    let (readiness, _) = readiness(&[WELL], vec![]).await;
    let (mut store, mut census) = (MockRingKeyStore::new(), MockRingCensus::new());
    store.expect_retired().returning(|| Ok(vec![]));
    store.expect_known().returning(|| Ok(vec![]));
    census.expect_keys().returning(Vec::new);
    let ring_ledger = Arc::new(RingLedger::new(Arc::new(store), Arc::new(census)));
    let readiness = Readiness {
        ring_ledger: ring_ledger.clone(),
        ..readiness
    };
    readiness.observe().await;
    assert!(!readiness.report().checks.key_ring);
    ring_ledger.reconcile().await.unwrap();
    assert!(readiness.report().is_ready());
}

#[tokio::test]
async fn a_missing_key_is_named() {
    let id = RingKeyId::new(17);
    let known = KnownRingKey {
        kind: RingKeyKind::Secret,
        id,
        check: [0; 16],
    };
    let (readiness, _) = readiness(&[WELL], vec![known]).await;
    readiness.observe().await;
    let report = readiness.report();
    assert_eq!(report.missing_keys, vec![id]);
    assert!(!report.checks.key_ring && !report.is_ready());
}

#[tokio::test]
async fn a_node_that_is_about_to_stop_is_not_ready() {
    let (readiness, _) = readiness(&[WELL], vec![]).await;
    readiness.observe().await;
    readiness.drain();
    let checks = readiness.report().checks;
    assert!(!checks.serving && checks.store && !readiness.report().is_ready());
}

#[tokio::test]
async fn clocks_may_be_two_seconds_apart_and_no_more() {
    let (readiness, clock) = readiness(
        &[|_| Ok(at(8)), |_| Ok(at(7)), |_| Ok(at(12)), |_| Ok(at(13))],
        vec![],
    )
    .await;
    clock.advance(10);
    for agree in [true, false, true, false] {
        readiness.observe().await;
        let report = readiness.report();
        assert_eq!((report.checks.clock, report.is_ready()), (agree, agree));
    }
}

#[tokio::test]
async fn the_time_that_the_question_took_is_not_held_against_a_clock() {
    fn slow(clock: &Seconds, answer: Heartbeat) -> Heartbeat {
        clock.advance(1);
        answer
    }
    let answers: [Answer; 2] = [|it| Ok(slow(it, at(3))), |it| Ok(slow(it, at(5)))];
    let (readiness, _) = readiness(&answers, vec![]).await;
    readiness.observe().await;
    assert!(readiness.report().checks.clock, "asked at 0, answered at 1");
    readiness.observe().await;
    assert!(
        !readiness.report().checks.clock,
        "asked at 1, answered at 2"
    );
}

#[tokio::test]
async fn a_store_that_is_away_says_nothing_of_its_clock() {
    let (readiness, _) = readiness(&[|_| Ok(at(3)), GONE, WELL], vec![]).await;
    for agree in [false, false, true] {
        readiness.observe().await;
        assert_eq!(readiness.report().checks.clock, agree);
    }
}

/// A store that never answers.
struct Hung;

#[async_trait]
impl StoreHealth for Hung {
    async fn check(&self) -> Result<Heartbeat, StoreError> {
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_does_not_stop_the_looks() {
    let (mut readiness, _) = readiness(&[], vec![]).await;
    readiness.health = Arc::new(Hung);
    readiness.observe().await;
    assert!(!readiness.report().checks.store);
}

#[tokio::test]
async fn a_trail_may_go_without_a_seal_for_a_minute_and_no_longer() {
    let (readiness, clock) = readiness(&[WELL, WELL], vec![]).await;
    clock.advance(60);
    readiness.observe().await;
    assert!(readiness.report().is_ready(), "it had no longer than that");
    clock.advance(1);
    readiness.observe().await;
    assert!(!readiness.report().checks.sealer && !readiness.report().is_ready());
    readiness.sealer.seal().await.unwrap();
    assert!(readiness.report().is_ready(), "it went on");
}
