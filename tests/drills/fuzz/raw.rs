//! The fuzzer of bytes.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use fastrand::Rng;
use pullkey_tests::{Call, Client, Place};

mod answer;
mod exchange;
mod head;
mod judge;
mod payload;
mod target;
mod words;

use self::{exchange::Exchange, judge::judge, words::Words};
use super::site::Site;
use crate::drill::{Broken, Verdict, figure};

/// So many connections at once.
const CLIENTS: usize = 4;
/// The service closes whatever it waits for in vain after 9 seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends at least so many requests to a service.
pub(super) fn fuzz(site: &Site, requests: usize, rng: &mut Rng) -> Verdict {
    let words = Words::of(site, &document(site)?);
    let (sent, reset) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let client = |mut rng: Rng| -> Verdict {
        while sent.load(Ordering::Relaxed) < requests {
            let exchange = Exchange::draw(&words, &mut rng);
            let (answers, was_reset) = exchange.happen(site)?;
            judge(&exchange, &answers, was_reset)
                .map_err(|Broken(what)| Broken(format!("{what}: {}", exchange.shown(&answers))))?;
            sent.fetch_add(exchange.requests(), Ordering::Relaxed);
            reset.fetch_add(usize::from(was_reset), Ordering::Relaxed);
        }
        Ok(())
    };
    let ended: Verdict = thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let rng = rng.fork();
                scope.spawn(|| {
                    let ended = client(rng);
                    if ended.is_err() {
                        // The others need not go on.
                        sent.store(requests, Ordering::Relaxed);
                    }
                    ended
                })
            })
            .collect();
        let mut ended = clients.into_iter();
        ended.try_for_each(|it| it.join().expect("a client ends"))
    });
    let name = site.kind.name();
    let (sent, reset) = (sent.into_inner(), reset.into_inner());
    figure(
        &format!("{name}: requests of bytes"),
        format!("{sent}, and {reset} connections reset"),
    );
    ended
}

/// Asks the service itself, past whatever stands in front of it: that is there for the requests that are drawn.
fn document(site: &Site) -> Result<serde_json::Value, Broken> {
    let service = Place::at(site.server.address().port());
    let reply = Client::of(&service).send(&Call::new("GET", "/openapi.json"));
    let reply = reply.map_err(|lost| Broken(format!("no document: {lost:?}")))?;
    Ok(reply.json())
}

impl Exchange {
    /// Sends all of it at once, then nothing more, and gives all that comes, and whether the connection was reset.
    fn happen(&self, site: &Site) -> Result<(Vec<u8>, bool), Broken> {
        let failed = |what: &str, error: &io::Error| Broken(format!("{what}: {error}"));
        let stream = TcpStream::connect(site.place.address());
        let mut stream = stream.map_err(|error| failed("the service does not accept", &error))?;
        let patience = Some(PATIENCE);
        stream
            .set_read_timeout(patience)
            .expect("a time-out is set");
        stream
            .set_write_timeout(patience)
            .expect("a time-out is set");
        // It may be refused before all of it was sent.
        let is_sent = stream.write_all(&self.bytes).is_ok();
        drop(stream.shutdown(Shutdown::Write));
        let mut answers = Vec::new();
        match stream.read_to_end(&mut answers) {
            Ok(_) => Ok((answers, !is_sent)),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok((answers, true)),
            Err(error) => Err(Broken(format!(
                "the service lets its client wait: {error}: {}",
                self.shown(&answers)
            ))),
        }
    }
}
