use std::{collections::BTreeMap, time::Duration};

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::time::sleep;

use crate::fault::Fault;

/// How long an attempt has for itself. One that answers takes a few milliseconds, and a server in use far less than this.
const HEAD_START: Duration = Duration::from_millis(500);
/// How soon a mere standby is tried again, as long as others do not answer: it may be what takes their place.
const AGAIN: Duration = Duration::from_secs(1);

/// Makes one attempt after the other until one succeeds. One that takes its time keeps the next from nothing: whichever
/// succeeds first is taken.
///
/// # Errors
///
/// Why each of them failed last, in their order, once each of them has.
pub(super) async fn first_to_succeed<T, F, A>(attempts: Vec<F>) -> Result<T, Vec<Fault>>
where
    F: Fn() -> A,
    A: Future<Output = Result<T, Fault>>,
{
    let attempt = |index: usize, rest: Option<Duration>| {
        let attempt = &attempts[index];
        async move {
            if let Some(rest) = rest {
                sleep(rest).await;
            }
            (index, attempt().await)
        }
    };
    let mut waiting = 0..attempts.len();
    let (mut running, mut faults) = (FuturesUnordered::new(), BTreeMap::new());
    while faults.len() < attempts.len() {
        running.extend(waiting.next().map(|index| attempt(index, None)));
        let ended = tokio::select! {
            ended = running.next() => ended,
            () = sleep(HEAD_START), if !waiting.is_empty() => continue,
        };
        match ended {
            Some((_, Ok(success))) => return Ok(success),
            Some((index, Err(fault))) => {
                faults.insert(index, fault);
                if fault.is_of_standby() {
                    running.push(attempt(index, Some(AGAIN)));
                }
            }
            None => break,
        }
    }
    Err(faults.into_values().collect())
}

#[cfg(test)]
mod tests {
    use std::{
        future,
        sync::atomic::{AtomicU32, Ordering},
        time::Instant,
    };

    use super::*;

    /// What comes of these, each of which takes so many milliseconds.
    async fn first_of<const N: usize>(
        attempts: [(u64, Result<i32, Fault>); N],
    ) -> Result<i32, Vec<Fault>> {
        let attempt = |(milliseconds, answer)| {
            move || async move {
                sleep(Duration::from_millis(milliseconds)).await;
                answer
            }
        };
        first_to_succeed(attempts.map(attempt).into()).await
    }

    #[tokio::test]
    async fn an_attempt_that_fails_is_followed_by_the_next_at_once() {
        let began = Instant::now();
        let answers = [Err(Fault::Unreachable), Err(Fault::NotLetIn), Ok(3), Ok(4)];
        let attempts = answers.map(|answer| move || future::ready(answer));
        let first = first_to_succeed(attempts.into()).await;
        assert_eq!(first, Ok(3));
        assert!(began.elapsed() < HEAD_START);
    }

    #[tokio::test]
    async fn attempts_that_take_their_time_keep_the_next_from_nothing() {
        let began = Instant::now();
        let attempts = [
            (60_000, Ok(1)),
            (60_000, Err(Fault::SlowToConnect)),
            (10, Ok(3)),
        ];
        assert_eq!(first_of(attempts).await, Ok(3));
        let took = began.elapsed();
        assert!(took >= HEAD_START * 2 && took < HEAD_START * 4, "{took:?}");
    }

    #[tokio::test]
    async fn a_slow_attempt_may_still_succeed_before_the_next() {
        assert_eq!(first_of([(700, Ok(1)), (60_000, Ok(2))]).await, Ok(1));
    }

    #[tokio::test]
    async fn what_each_failed_of_is_told_in_their_order() {
        let attempts = [(700, Err(Fault::SlowToConnect)), (0, Err(Fault::ReadOnly))];
        let faults = vec![Fault::SlowToConnect, Fault::ReadOnly];
        assert_eq!(first_of(attempts).await, Err(faults));
        assert_eq!(first_of([]).await, Err(vec![]));
    }

    #[tokio::test(start_paused = true)]
    async fn a_standby_is_tried_again_as_long_as_another_server_does_not_answer() {
        let tried = AtomicU32::new(0);
        let attempt = |is_silent| {
            let tried = &tried;
            move || async move {
                if is_silent {
                    sleep(AGAIN * 5).await;
                    return Err(Fault::SlowToConnect);
                }
                // It is made the primary after the second time.
                match tried.fetch_add(1, Ordering::Relaxed) {
                    0 | 1 => Err(Fault::InRecovery),
                    _ => Ok(2),
                }
            }
        };
        let began = tokio::time::Instant::now();
        assert_eq!(
            first_to_succeed([true, false].map(attempt).into()).await,
            Ok(2)
        );
        assert!(began.elapsed() < AGAIN * 3);
    }

    #[tokio::test(start_paused = true)]
    async fn where_every_server_has_answered_nobody_is_tried_again() {
        let began = tokio::time::Instant::now();
        let faults = vec![Fault::Unreachable, Fault::InRecovery];
        let attempts = [(0, Err(Fault::Unreachable)), (1, Err(Fault::InRecovery))];
        assert_eq!(first_of(attempts).await, Err(faults));
        assert!(began.elapsed() < AGAIN);
    }
}
