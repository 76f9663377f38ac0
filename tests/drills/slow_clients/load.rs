use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Place};
use serde_json::json;

use super::CREDENTIALS;
use crate::{
    drill::{Broken, figure, hold},
    stop::StopAtEnd,
};

/// Good clients, which validate their key, list credentials, and now and then make one.
pub(super) struct Load {
    client: Client,
    key: String,
    stopped: AtomicBool,
}

/// How long they waited.
#[derive(Default)]
pub(super) struct Waits {
    pub(super) reads: Sorted,
    /// Of which there are few: among the others, the slowest of them would hardly show.
    pub(super) creates: Sorted,
}

/// How long each request of a kind took, the shortest first.
#[derive(Default)]
pub(super) struct Sorted(Vec<Duration>);

const CLIENTS: usize = 4;
/// Of so many rounds, each client makes a credential in one.
const ROUNDS: usize = 2;
const PAUSE: Duration = Duration::from_millis(10);

impl Load {
    pub(super) fn on(place: &Place, key: &str) -> Self {
        Self {
            client: Client::of(place),
            key: key.to_owned(),
            stopped: AtomicBool::new(false),
        }
    }

    /// For so long.
    pub(super) fn during(self, time: Duration) -> Result<Waits, Broken> {
        let ((), waits) = self.beside(|| sleep(time))?;
        Ok(waits)
    }

    /// For as long as something takes.
    pub(super) fn beside<T>(self, work: impl FnOnce() -> T) -> Result<(T, Waits), Broken> {
        thread::scope(|scope| {
            let running: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| self.ask())).collect();
            let stop = StopAtEnd(&self.stopped);
            let done = work();
            drop(stop);
            let mut all = Waits::default();
            for client in running {
                let own = client.join().expect("a client ends")?;
                all.reads.0.extend(own.reads.0);
                all.creates.0.extend(own.creates.0);
            }
            all.reads.0.sort();
            all.creates.0.sort();
            Ok((done, all))
        })
    }

    fn ask(&self) -> Result<Waits, Broken> {
        let paths = [
            "/v3/api-keys/validate".to_owned(),
            format!("{CREDENTIALS}?limit=10"),
            format!("{CREDENTIALS}?limit=1&sort=name"),
        ];
        let body = json!({ "name": "good", "username": "u", "secret": "12345678" });
        let mut waits = Waits::default();
        for round in 0_usize.. {
            for path in &paths {
                if self.stopped.load(Ordering::Relaxed) {
                    return Ok(waits);
                }
                waits.reads.0.push(self.send(Call::new("GET", path), 200)?);
            }
            if round.is_multiple_of(ROUNDS) {
                let create = Call::new("POST", CREDENTIALS).json(&body);
                waits.creates.0.push(self.send(create, 201)?);
            }
        }
        Ok(waits)
    }

    /// Gives how long it took, after a pause.
    fn send(&self, call: Call, expected: u16) -> Result<Duration, Broken> {
        let since = Instant::now();
        let answer = self.client.send(&call.key(&self.key));
        let took = since.elapsed();
        let status = answer.map(|reply| reply.status);
        hold(status == Ok(expected), || {
            format!("a good request is answered {status:?}")
        })?;
        sleep(PAUSE);
        Ok(took)
    }
}

impl Waits {
    pub(super) fn print(&self, when: &str) {
        self.reads.print(&format!("good requests {when}"));
        self.creates.print(&format!("good creates {when}"));
    }
}

impl Sorted {
    /// What one in a hundred waited at least.
    pub(super) fn p99(&self) -> Duration {
        self.at(99)
    }

    fn print(&self, name: &str) {
        let [median, p99] = [50, 99].map(|percent| self.at(percent).as_secs_f64() * 1e3);
        let text = format!("{}, p50 {median:.1} ms, p99 {p99:.1} ms", self.0.len());
        figure(name, text);
    }

    fn at(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(place).copied().unwrap_or_default()
    }
}
