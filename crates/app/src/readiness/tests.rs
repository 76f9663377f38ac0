use std::sync::atomic::AtomicU64;

use pullkey_cipher::MockRingCensus;
use pullkey_domain::{ring_key::RingKeyKind, timestamp::Timestamp};
use pullkey_storage::{Heartbeat, KnownRingKey, MockRingKeyStore, MockStoreHealth};

use super::*;

#[derive(Default)]
struct Seconds(AtomicU64);

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::MIN
    }

    fn elapsed(&self) -> Duration {
        Duration::from_secs(self.0.load(Ordering::SeqCst))
    }
}

type Answer = fn() -> Result<Heartbeat, StoreError>;

/// Readiness of a node whose store gives these answers in turn, and was written with these ring keys.
fn readiness(answers: &[Answer], known: Vec<KnownRingKey>) -> (Readiness, Arc<Seconds>) {
    let mut health = MockStoreHealth::new();
    let mut turn = mockall::Sequence::new();
    for answer in answers.iter().copied() {
        health
            .expect_check()
            .times(1)
            .in_sequence(&mut turn)
            .returning(answer);
    }
    let mut store = MockRingKeyStore::new();
    store.expect_known().returning(move || Ok(known.clone()));
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(Vec::new);
    let ledger = RingLedger::new(Arc::new(store), Arc::new(census));
    let clock = Arc::new(Seconds::default());
    let readiness = Readiness::new(Arc::new(health), Arc::new(ledger), clock.clone());
    (readiness, clock)
}

const WELL: Answer = || Ok(Heartbeat { clock: None });
const GONE: Answer = || Err(StoreError::Unavailable("gone".into()));
const MISFIT: Answer = || Err(StoreError::Unexpected("another schema".into()));

#[tokio::test]
async fn nothing_is_ready_before_it_was_looked_at() {
    let (readiness, _) = readiness(&[WELL], vec![]);
    assert!(!readiness.report().is_ready());
    readiness.observe().await;
    assert!(readiness.report().is_ready());
}

#[tokio::test]
async fn a_store_may_be_silent_for_five_seconds_and_no_longer() {
    let (readiness, clock) = readiness(&[WELL, GONE, GONE, WELL], vec![]);
    readiness.observe().await;
    clock.0.store(5, Ordering::SeqCst);
    readiness.observe().await;
    assert!(readiness.report().is_ready());
    clock.0.store(6, Ordering::SeqCst);
    readiness.observe().await;
    let checks = readiness.report().checks;
    assert!(!checks.store && checks.schema && !readiness.report().is_ready());
    readiness.observe().await;
    assert!(readiness.report().is_ready(), "it is back");
}

#[tokio::test]
async fn another_schema_is_told_apart_from_a_silent_store() {
    let (readiness, _) = readiness(&[MISFIT], vec![]);
    readiness.observe().await;
    let checks = readiness.report().checks;
    assert!(checks.store && !checks.schema);
}

#[tokio::test]
async fn a_missing_key_is_named() {
    let id = RingKeyId::new(17);
    let known = KnownRingKey {
        kind: RingKeyKind::Secret,
        id,
        check: [0; 16],
    };
    let (readiness, _) = readiness(&[WELL], vec![known]);
    readiness.observe().await;
    let report = readiness.report();
    assert_eq!(report.missing_keys, vec![id]);
    assert!(!report.checks.key_ring && !report.is_ready());
}

#[tokio::test]
async fn a_node_that_is_about_to_stop_is_not_ready() {
    let (readiness, _) = readiness(&[WELL], vec![]);
    readiness.observe().await;
    readiness.drain();
    let checks = readiness.report().checks;
    assert!(!checks.serving && checks.store && !readiness.report().is_ready());
}
