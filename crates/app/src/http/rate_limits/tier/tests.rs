use std::sync::atomic::{AtomicU64, Ordering};

use pullkey_domain::{id::CompanyId, timestamp::Timestamp};
use uuid::Uuid;

use super::*;

/// Stands still until it is set forward.
#[derive(Default)]
struct StoppedClock(AtomicU64);

impl StoppedClock {
    fn advance(&self, by: Duration) {
        let millis = u64::try_from(by.as_millis()).unwrap();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        Timestamp::MAX
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A tier of three requests a minute, one each 20 seconds. The clock had run for a while before.
fn three() -> (Arc<StoppedClock>, Tier<CompanyId>) {
    let clock = Arc::new(StoppedClock::default());
    clock.advance(Duration::from_mins(7));
    let tier = Tier::new(NonZeroU32::new(3).unwrap(), clock.clone());
    (clock, tier)
}

fn company(number: u128) -> CompanyId {
    CompanyId::from_uuid(Uuid::from_u128(number))
}

/// What remains, after how many seconds it is full, and after how many one request is let through if none is now.
fn told(allowance: Allowance) -> (u32, f64, Option<f64>) {
    assert_eq!(allowance.limit, 3);
    (
        allowance.remaining,
        allowance.full_in.as_secs_f64(),
        allowance.next_in.map(|next_in| next_in.as_secs_f64()),
    )
}

#[test]
fn a_burst_up_to_the_limit_is_let_through_and_nothing_more() {
    let (_, tier) = three();
    let taken: Vec<_> = (0..5).map(|_| told(tier.take(&company(1)))).collect();
    let wanted = [
        (2, 20.0, None),
        (1, 40.0, None),
        (0, 60.0, None),
        (0, 60.0, Some(20.0)),
        (0, 60.0, Some(20.0)),
    ];
    assert_eq!(taken, wanted);
}

#[test]
fn after_the_time_of_one_request_one_more_is_let_through() {
    let (clock, tier) = three();
    for _ in 0..3 {
        tier.take(&company(1));
    }
    clock.advance(Duration::from_millis(19_500));
    assert_eq!(told(tier.take(&company(1))), (0, 40.5, Some(0.5)));
    clock.advance(Duration::from_millis(500));
    assert_eq!(told(tier.take(&company(1))), (0, 60.0, None));
    assert_eq!(told(tier.take(&company(1))), (0, 60.0, Some(20.0)));
}

#[test]
fn what_is_told_is_right_in_the_midst_of_it() {
    let (clock, tier) = three();
    tier.take(&company(1));
    clock.advance(Duration::from_secs(15));
    assert_eq!(told(tier.take(&company(1))), (1, 25.0, None));
    clock.advance(Duration::from_secs(25));
    assert_eq!(told(tier.take(&company(1))), (2, 20.0, None));
}

#[test]
fn nothing_is_saved_up_beyond_the_limit() {
    let (clock, tier) = three();
    tier.take(&company(1));
    clock.advance(Duration::from_hours(1));
    assert_eq!(told(tier.take(&company(1))), (2, 20.0, None));
}

#[test]
fn companies_do_not_share_it() {
    let (_, tier) = three();
    for _ in 0..4 {
        tier.take(&company(1));
    }
    assert_eq!(told(tier.take(&company(2))), (2, 20.0, None));
}

#[test]
fn companies_are_remembered_until_they_have_all_of_it_again() {
    let (clock, tier) = three();
    for number in 0..100 {
        tier.take(&company(number));
    }
    clock.advance(Duration::from_secs(10));
    tier.take(&company(200));
    tier.forget_full();
    assert_eq!(tier.limiter.len(), 101);
    clock.advance(Duration::from_secs(10 + 20));
    tier.take(&company(200));
    tier.forget_full();
    assert_eq!(tier.limiter.len(), 1);
    assert_eq!(told(tier.take(&company(200))), (1, 40.0, None));
}

#[test]
fn the_fastest_limit_that_can_be_set_is_kept() {
    let clock = Arc::new(StoppedClock::default());
    let tier = Tier::new(NonZeroU32::new(10_000_000).unwrap(), clock);
    let allowance = tier.take(&company(1));
    assert_eq!(allowance.remaining, 9_999_999);
    assert_eq!(allowance.full_in, Duration::from_micros(6));
}
