use std::{
    collections::BTreeMap,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Place};
use tokio::runtime::Runtime;

use super::{
    held,
    holding::Holding,
    kind::{DOCUMENT, Kind},
};
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
    /// How often it asked for the document.
    documents: usize,
    holding: Holding,
}

/// After which time those of each kind were closed.
pub(super) struct Closed {
    times: BTreeMap<Kind, Vec<Duration>>,
    open: Option<Kind>,
    /// Those who asked for more than any kernel keeps, and how often.
    readers: Vec<(usize, Holding)>,
}

const CLOSED_WITHIN: Duration = Duration::from_secs(10);
/// The shortest deadline is 8 seconds: of who is closed earlier, something else came in the way.
const NOT_BEFORE: Duration = Duration::from_secs(7);
/// When waiting is no use any more.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked who is closed.
const LOOK: Duration = Duration::from_millis(100);
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
        let (mut open, mut readers) = (self.clients, Vec::new());
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
                // It may have been closed right after it was seen last.
                let took = last_look.saturating_duration_since(client.since);
                times.entry(client.kind).or_default().push(took);
                if client.documents > 0 {
                    readers.push((client.documents, client.holding));
                }
            }
            open = still;
            last_look = looked_at;
        }
        let open = open.first().map(|client| client.kind);
        Closed {
            times,
            open,
            readers,
        }
    }
}

async fn begin(nth: usize, kind: Kind, place: &Place, key: &str) -> std::io::Result<Slow> {
    let stream = kind.begin(nth, place, key).await?;
    let (since, port) = (Instant::now(), stream.local_addr()?.port());
    // Readers ask for one thing or the other by turns, too.
    let goes_on = (nth / 2).is_multiple_of(2) && kind != Kind::Idle;
    Ok(Slow {
        kind,
        port,
        since,
        documents: kind.documents(nth),
        holding: Holding::of(stream, kind, goes_on),
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

    /// Whether readers were sent less than they asked for, so that the service had to wait for them with what it writes.
    /// Otherwise the kernel has taken all of it, and they were as good as idle.
    pub(super) fn unread(self, place: &Place, runtime: &Runtime) -> Verdict {
        let document = Client::of(place).send(&Call::new("GET", DOCUMENT));
        let document = document.map_err(|lost| Broken(format!("no document: {lost:?}")))?;
        let document = document.body.len();
        let (mut least, mut most) = (usize::MAX, 0);
        for (times, reader) in self.readers {
            let came = runtime.block_on(reader.all_that_came());
            let came = came.ok_or_else(|| {
                Broken("what a slow reader was sent before it was closed has no end".to_owned())
            })?;
            let asked = times * document;
            hold(came < asked, || {
                format!("a slow reader was sent {came} bytes, which is all that it asked for")
            })?;
            (least, most) = (least.min(asked), most.max(came));
        }
        figure(
            "sent to a slow reader",
            format!("at most {} of {} KiB", most / 1024, least / 1024),
        );
        hold(most > 0, || "no slow reader was sent anything".to_owned())
    }
}
