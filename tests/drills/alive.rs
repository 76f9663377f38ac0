//! What orchestrators see of a node meanwhile.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Place};

use crate::{
    drill::{Verdict, hold},
    stop::StopAtEnd,
};

/// How a node answered those who ask whether it is alive and whether it is ready.
#[derive(Debug, Default, Clone)]
pub(crate) struct Signs {
    /// The longest answer to whether it is alive.
    pub(crate) longest: Duration,
    /// When it was first seen not to be ready.
    pub(crate) unready_at: Option<Instant>,
    wrong: Option<String>,
}

/// A node that only tells that it is alive does so at once; a machine may be busy.
const AT_ONCE: Duration = Duration::from_secs(1);
const EACH: Duration = Duration::from_millis(50);

/// Works, while somebody asks the node again and again. What was seen so far is told to the work, too.
pub(crate) fn while_asked<T>(
    place: &Place,
    work: impl FnOnce(&dyn Fn() -> Signs) -> T,
) -> (T, Signs) {
    let signs = Mutex::<Signs>::default();
    let seen = || signs.lock().unwrap_or_else(PoisonError::into_inner);
    let ended = AtomicBool::new(false);
    let worked = thread::scope(|scope| {
        scope.spawn(|| {
            let client = Client::of(place);
            while !ended.load(Ordering::Relaxed) {
                let (asked, reply) = ask(&client, "/livez");
                seen().take_liveness(asked.elapsed(), reply);
                let (asked, reply) = ask(&client, "/readyz");
                if reply == Some(503) {
                    seen().unready_at.get_or_insert(asked);
                }
                sleep(EACH);
            }
        });
        let _stop = StopAtEnd(&ended);
        work(&|| seen().clone())
    });
    let signs = seen().clone();
    (worked, signs)
}

fn ask(client: &Client, path: &str) -> (Instant, Option<u16>) {
    let asked = Instant::now();
    let reply = client.send(&Call::new("GET", path));
    (asked, reply.ok().map(|reply| reply.status))
}

impl Signs {
    fn take_liveness(&mut self, took: Duration, status: Option<u16>) {
        self.longest = self.longest.max(took);
        if status != Some(200) || took > AT_ONCE {
            let took = took.as_millis();
            let status = status.map_or("not".to_owned(), |it| it.to_string());
            self.wrong
                .get_or_insert(format!("/livez is answered {status} after {took} ms"));
        }
    }

    /// Whether it was alive all the time.
    pub(crate) fn verdict(&self) -> Verdict {
        hold(self.wrong.is_none(), || {
            self.wrong.clone().unwrap_or_default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_does_not_tell_at_once_is_not_alive() {
        for (took, status, good) in [
            (Duration::from_millis(900), Some(200), true),
            (Duration::from_millis(1100), Some(200), false),
            (Duration::ZERO, Some(503), false),
            (Duration::ZERO, None, false),
        ] {
            let mut signs = Signs::default();
            signs.take_liveness(took, status);
            assert_eq!(signs.verdict().is_ok(), good, "{took:?} {status:?}");
        }
    }
}
