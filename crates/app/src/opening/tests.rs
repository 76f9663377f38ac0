use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use anyhow::anyhow;
use mockall::Sequence;
use pullkey_cipher::{MockRingCensus, RingKey, RingKeyState};
use pullkey_domain::ring_key::{RingKeyId, RingKeyKind};
use pullkey_storage::{KnownRingKey, MockRingKeyStore};
use tokio::time::sleep_until;

use super::*;

type Answer = fn() -> Result<(), Setback>;

/// A store that gives these answers in turn, and the last one for ever. Attempts are counted.
struct Answers(Mutex<Vec<Answer>>, Arc<AtomicUsize>);

#[async_trait]
impl Openable for Answers {
    async fn try_open(&self) -> Result<(), Setback> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.0.lock().unwrap();
        if answers.len() > 1 {
            answers.remove(0)()
        } else {
            answers[0]()
        }
    }
}

fn gone() -> Result<(), Setback> {
    Err(Setback::Away(anyhow!("gone")))
}

fn newer() -> Result<(), Setback> {
    Err(Setback::Wrong(anyhow!("a newer schema")))
}

const ID: RingKeyId = RingKeyId::new(17);

fn known(check: u8) -> KnownRingKey {
    KnownRingKey {
        kind: RingKeyKind::Secret,
        id: ID,
        check: [check; 16],
    }
}

/// The opening of a store that answers so, with its ledger, and the count of attempts.
fn opening(answers: &[Answer], ring_keys: MockRingKeyStore) -> (Opening, Arc<AtomicUsize>) {
    let mut census = MockRingCensus::new();
    census.expect_keys().returning(|| {
        vec![RingKey {
            id: ID,
            kind: RingKeyKind::Secret,
            state: RingKeyState::Active,
            primary: true,
            check: [1; 16],
        }]
    });
    let ledger = RingLedger::new(Arc::new(ring_keys), Arc::new(census));
    let attempts = Arc::default();
    let store = Answers(Mutex::new(answers.to_vec()), Arc::clone(&attempts));
    (Opening::of(store, Arc::new(ledger)), attempts)
}

fn knowing(check: u8) -> MockRingKeyStore {
    let mut ring_keys = MockRingKeyStore::new();
    ring_keys.expect_retired().returning(|| Ok(vec![]));
    ring_keys
        .expect_known()
        .returning(move || Ok(vec![known(check)]));
    ring_keys
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_away_is_tried_until_it_is_there_and_then_compared_with_the_ring() {
    let (opening, attempts) = opening(&[gone, gone, gone, || Ok(())], knowing(1));
    assert!(!opening.ring_ledger.is_reconciled());
    opening.finish().await.unwrap();
    assert!(opening.ring_ledger.is_reconciled());
    assert_eq!(attempts.load(Ordering::SeqCst), 4);
}

#[tokio::test(start_paused = true)]
async fn a_store_that_is_not_as_it_must_be_is_not_tried_again() {
    let (opening, attempts) = opening(&[gone, newer], MockRingKeyStore::new());
    let refused = opening.finish().await.unwrap_err();
    assert_eq!(refused.to_string(), "a newer schema");
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    assert!(!opening.ring_ledger.is_reconciled());
}

#[tokio::test(start_paused = true)]
async fn the_ring_of_another_store_ends_the_opening() {
    let (opening, _) = opening(&[|| Ok(())], knowing(2));
    let refused = opening.finish().await.unwrap_err();
    assert!(refused.to_string().contains("17"), "{refused}");
    assert!(!opening.ring_ledger.is_reconciled());
}

#[tokio::test(start_paused = true)]
async fn a_store_that_goes_away_while_the_ring_is_compared_is_asked_again() {
    let mut ring_keys = MockRingKeyStore::new();
    ring_keys.expect_retired().returning(|| Ok(vec![]));
    let mut order = Sequence::new();
    let away = || Err(StoreError::Unavailable("gone".into()));
    ring_keys
        .expect_known()
        .times(1)
        .in_sequence(&mut order)
        .returning(away);
    ring_keys
        .expect_known()
        .times(1)
        .in_sequence(&mut order)
        .returning(|| Ok(vec![]));
    ring_keys
        .expect_register()
        .times(1)
        .in_sequence(&mut order)
        .returning(|_, _| Err(StoreError::OutcomeUnknown("cut off".into())));
    ring_keys
        .expect_known()
        .in_sequence(&mut order)
        .returning(|| Ok(vec![known(1)]));
    let (opening, attempts) = opening(&[|| Ok(())], ring_keys);
    opening.finish().await.unwrap();
    assert!(opening.ring_ledger.is_reconciled());
    assert_eq!(attempts.load(Ordering::SeqCst), 1, "it is open already");
}

#[tokio::test]
async fn patience_ends() {
    let (opening, attempts) = opening(&[gone], MockRingKeyStore::new());
    let began = Instant::now();
    let refused = opening.within(Duration::from_secs(1)).await.unwrap_err();
    assert_eq!(
        format!("{refused:#}"),
        "the database could not be used for 1 s: gone"
    );
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
}

/// A store that answers no sooner than it must.
struct Silent(fn() -> Result<(), Setback>);

#[async_trait]
impl Openable for Silent {
    async fn try_open(&self) -> Result<(), Setback> {
        sleep_until(Deadline::current().at().into()).await;
        (self.0)()
    }
}

#[tokio::test]
async fn an_attempt_ends_with_patience() {
    let began = Instant::now();
    let patience = Duration::from_millis(700);
    let refused = open_within(began, patience, &Silent(gone)).await;
    assert!(refused.is_err());
    let took = began.elapsed();
    assert!((700..1000).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test]
async fn the_ring_is_compared_in_what_is_left_of_the_time() {
    let mut ring_keys = MockRingKeyStore::new();
    ring_keys.expect_retired().returning(|| Ok(vec![]));
    ring_keys.expect_known().returning(|| {
        let left = Deadline::current().at() - Instant::now();
        assert!(left < Duration::from_secs(3), "{left:?}");
        Ok(vec![known(1)])
    });
    let (opening, _) = opening(&[|| Ok(())], ring_keys);
    opening.within(Duration::from_secs(3)).await.unwrap();
}

#[tokio::test]
async fn an_opening_that_took_all_of_the_time_leaves_enough_to_compare_the_ring() {
    struct Slow;

    #[async_trait]
    impl Openable for Slow {
        async fn try_open(&self) -> Result<(), Setback> {
            sleep(Duration::from_millis(300)).await;
            Ok(())
        }
    }

    let mut ring_keys = MockRingKeyStore::new();
    ring_keys.expect_retired().returning(|| Ok(vec![]));
    ring_keys.expect_known().returning(|| {
        assert!(!Deadline::current().has_passed());
        Ok(vec![known(1)])
    });
    let (mut opening, _) = opening(&[|| Ok(())], ring_keys);
    opening.store = Box::new(Slow);
    opening.within(Duration::from_millis(200)).await.unwrap();
}
