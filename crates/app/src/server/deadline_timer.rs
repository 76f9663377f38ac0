//! One timer per connection, for all of its deadlines.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::time::{Instant, Sleep, sleep_until};

/// A timer that is made when first needed and moved only when it rings, as setting one per request
/// would cost more.
#[derive(Default)]
pub(super) struct DeadlineTimer {
    sleep: Option<Pin<Box<Sleep>>>,
}

impl DeadlineTimer {
    /// Ready once `deadline` has passed; until then the task is woken by that time at the latest.
    pub(super) fn poll_at(&mut self, deadline: Instant, cx: &mut Context<'_>) -> Poll<()> {
        // The clock decides: a task that used up its share of work finds even an elapsed timer
        // pending.
        if Instant::now() >= deadline {
            return Poll::Ready(());
        }
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() > deadline {
            sleep.as_mut().reset(deadline);
        }
        while sleep.as_mut().poll(cx).is_ready() {
            if sleep.deadline() >= deadline {
                return Poll::Ready(());
            }
            sleep.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, time::Duration};

    use super::*;

    #[tokio::test]
    async fn a_timer_set_for_later_still_rings_for_an_earlier_deadline() {
        let begin = Instant::now();
        let mut timer = DeadlineTimer::default();
        let later = begin + Duration::from_hours(1);
        let earlier = begin + Duration::from_millis(20);

        poll_fn(|cx| {
            assert!(timer.poll_at(later, cx).is_pending());
            timer.poll_at(earlier, cx)
        })
        .await;

        assert!(Instant::now() >= earlier);
    }

    #[tokio::test]
    async fn a_timer_that_rang_too_early_waits_for_the_moved_deadline() {
        let begin = Instant::now();
        let mut timer = DeadlineTimer::default();
        let first = begin + Duration::from_millis(20);
        let moved = begin + Duration::from_millis(80);

        poll_fn(|cx| {
            if Instant::now() < first {
                assert!(timer.poll_at(first, cx).is_pending());
                return Poll::Pending;
            }
            timer.poll_at(moved, cx)
        })
        .await;

        assert!(Instant::now() >= moved);
    }
}
