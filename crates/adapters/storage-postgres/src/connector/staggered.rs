use std::time::Duration;

use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio::time::sleep;

use crate::fault::Fault;

/// How long an attempt has for itself. One that answers takes a few milliseconds, and a server in use far less than this.
const HEAD_START: Duration = Duration::from_millis(500);

/// Makes one attempt after the other until one succeeds. One that takes its time keeps the next from nothing: whichever
/// succeeds first is taken.
///
/// # Errors
///
/// Why each of them failed, in their order.
pub(super) async fn first_to_succeed<T, A>(attempts: Vec<A>) -> Result<T, Vec<Fault>>
where
    A: Future<Output = Result<T, Fault>>,
{
    let mut waiting = attempts.into_iter().enumerate().peekable();
    let (mut running, mut faults) = (FuturesUnordered::new(), Vec::new());
    loop {
        if let Some((index, attempt)) = waiting.next() {
            running.push(async move { (index, attempt.await) });
        }
        let ended = tokio::select! {
            ended = running.next() => ended,
            () = sleep(HEAD_START), if waiting.peek().is_some() => continue,
        };
        match ended {
            Some((_, Ok(success))) => return Ok(success),
            Some((index, Err(fault))) => faults.push((index, fault)),
            None => break,
        }
    }
    faults.sort_unstable_by_key(|(index, _)| *index);
    Err(faults.into_iter().map(|(_, fault)| fault).collect())
}

#[cfg(test)]
mod tests {
    use std::{future, time::Instant};

    use super::*;

    /// After so many milliseconds.
    async fn after<T>(milliseconds: u64, answer: T) -> T {
        sleep(Duration::from_millis(milliseconds)).await;
        answer
    }

    #[tokio::test]
    async fn an_attempt_that_fails_is_followed_by_the_next_at_once() {
        let began = Instant::now();
        let answers = [Err(Fault::Unreachable), Err(Fault::NotLetIn), Ok(3), Ok(4)];
        let first = first_to_succeed(answers.map(future::ready).into()).await;
        assert_eq!(first, Ok(3));
        assert!(began.elapsed() < HEAD_START);
    }

    #[tokio::test]
    async fn attempts_that_take_their_time_keep_the_next_from_nothing() {
        let began = Instant::now();
        let attempts = [
            after(60_000, Ok(1)),
            after(60_000, Err(Fault::SlowToConnect)),
            after(10, Ok(3)),
        ];
        assert_eq!(first_to_succeed(attempts.into()).await, Ok(3));
        let took = began.elapsed();
        assert!(took >= HEAD_START * 2 && took < HEAD_START * 4, "{took:?}");
    }

    #[tokio::test]
    async fn a_slow_attempt_may_still_succeed_before_the_next() {
        let attempts = [after(700, Ok(1)), after(60_000, Ok(2))];
        assert_eq!(first_to_succeed(attempts.into()).await, Ok(1));
    }

    #[tokio::test]
    async fn what_each_failed_of_is_told_in_their_order() {
        let attempts = [
            after(700, Err::<(), _>(Fault::SlowToConnect)),
            after(0, Err(Fault::ReadOnly)),
        ];
        let faults = first_to_succeed(attempts.into()).await;
        assert_eq!(faults, Err(vec![Fault::SlowToConnect, Fault::ReadOnly]));
        let none = first_to_succeed::<(), future::Ready<_>>(Vec::new()).await;
        assert_eq!(none, Err(vec![]));
    }
}
