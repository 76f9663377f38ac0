use std::{
    collections::BTreeMap,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::Place;
use tokio::{runtime::Runtime, task::JoinHandle};

use super::{held, kind::Kind};
use crate::drill::{Broken, Verdict, figure, hold};

/// Slow clients, and how long each is borne with.
pub(super) struct Crowd {
    clients: Vec<Slow>,
}

/// A client that takes its time.
struct Slow {
    kind: Kind,
    port: u16,
    since: Instant,
    /// Holds the connection open, and goes on by a byte a second if it does that.
    holding: JoinHandle<()>,
}

/// After which time those of each kind were closed.
pub(super) struct Closed {
    times: BTreeMap<Kind, Vec<Duration>>,
    open: Option<Kind>,
}

const CLOSED_WITHIN: Duration = Duration::from_secs(10);
/// The shortest deadline is 8 seconds: of who is closed earlier, something else came in the way.
const NOT_BEFORE: Duration = Duration::from_secs(7);
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked who is closed.
const LOOK: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);
/// So many connect at once: more would wait for each other, and not for the service.
const AT_ONCE: usize = 50;

impl Crowd {
    /// So many of each kind, of whom every other one goes on by a byte a second.
    pub(super) fn gather(
        of_each: usize,
        place: &Place,
        key: &str,
        runtime: &Runtime,
    ) -> Result<Self, Broken> {
        let wanted = (0..of_each).flat_map(|nth| Kind::ALL.map(|kind| (nth, kind)));
        let wanted: Vec<_> = wanted.collect();
        let mut clients = Vec::new();
        for some in wanted.chunks(AT_ONCE) {
            let beginning = some.iter().map(|&(nth, kind)| {
                let (place, key) = (place.clone(), key.to_owned());
                runtime.spawn(async move { begin(nth, kind, &place, &key).await })
            });
            for client in beginning.collect::<Vec<_>>() {
                let begun = runtime.block_on(client).expect("a client begins");
                clients.push(
                    begun.map_err(|error| Broken(format!("a client cannot begin: {error}")))?,
                );
            }
        }
        Ok(Self { clients })
    }

    /// Waits until none is held any more.
    pub(super) fn until_closed(self, place: &Place) -> Closed {
        let mut times: BTreeMap<Kind, Vec<Duration>> = BTreeMap::new();
        let mut open = self.clients;
        let since = Instant::now();
        let mut last_look = since;
        while !open.is_empty() && since.elapsed() < PATIENCE {
            sleep(LOOK);
            let looked_at = Instant::now();
            let held = held::clients_of(place);
            let (still, closed): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|client| held.contains(&client.port));
            for client in closed {
                client.holding.abort();
                // It may have been closed right after it was seen last.
                let took = last_look.saturating_duration_since(client.since);
                times.entry(client.kind).or_default().push(took);
            }
            open = still;
            last_look = looked_at;
        }
        for client in &open {
            client.holding.abort();
        }
        let open = open.first().map(|client| client.kind);
        Closed { times, open }
    }
}

async fn begin(nth: usize, kind: Kind, place: &Place, key: &str) -> std::io::Result<Slow> {
    let mut stream = kind.begin(nth, place, key).await?;
    let (since, port) = (Instant::now(), stream.local_addr()?.port());
    // Readers ask for one thing or the other by turns, too.
    let goes_on = (nth / 2).is_multiple_of(2) && kind != Kind::Idle;
    let holding = tokio::spawn(async move {
        while goes_on && kind.go_on(&mut stream).await.is_ok() {
            tokio::time::sleep(SECOND).await;
        }
        std::future::pending::<()>().await;
        drop(stream);
    });
    Ok(Slow {
        kind,
        port,
        since,
        holding,
    })
}

impl Closed {
    pub(super) fn print(&self) {
        let limit = CLOSED_WITHIN.as_secs();
        for (kind, times) in &self.times {
            let of = |time: Option<&Duration>| time.map_or(0.0, Duration::as_secs_f32);
            let (first, last) = (of(times.iter().min()), of(times.iter().max()));
            figure(
                &format!("{} {}", times.len(), kind.name()),
                format!("closed after {first:.1} to {last:.1} s (within {limit} s)"),
            );
        }
    }

    /// Whether all were closed at some time.
    pub(super) fn all(&self) -> Verdict {
        match self.open {
            Some(kind) => Err(Broken(format!(
                "a client of the kind '{}' is not closed",
                kind.name()
            ))),
            None => Ok(()),
        }
    }

    /// Whether each was closed when it should be.
    pub(super) fn in_time(&self) -> Verdict {
        for (kind, times) in &self.times {
            for took in times {
                let name = kind.name();
                hold((NOT_BEFORE..=CLOSED_WITHIN).contains(took), || {
                    let took = took.as_millis();
                    format!("a client of the kind '{name}' is closed after {took} ms")
                })?;
            }
        }
        Ok(())
    }
}
