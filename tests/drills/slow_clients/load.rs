use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Place};

use super::CREDENTIALS;
use crate::{
    drill::{Broken, Verdict, figure, hold},
    stop::StopAtEnd,
};

/// Good clients, which list, validate their key and make a few credentials.
pub(super) struct Load {
    client: Client,
    key: String,
    stopped: AtomicBool,
}

/// How long they waited.
pub(super) struct Waits(Vec<Duration>);

const CLIENTS: usize = 4;
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
            let mut all = Vec::new();
            for client in running {
                all.extend(client.join().expect("a client ends")?);
            }
            all.sort();
            Ok((done, Waits(all)))
        })
    }

    fn ask(&self) -> Result<Vec<Duration>, Broken> {
        let paths = [
            "/v3/api-keys/validate".to_owned(),
            format!("{CREDENTIALS}?limit=10"),
            format!("{CREDENTIALS}?limit=1&sort=name"),
        ];
        let mut waits = Vec::new();
        while !self.stopped.load(Ordering::Relaxed) {
            for path in &paths {
                let since = Instant::now();
                self.get(path)?;
                waits.push(since.elapsed());
                sleep(PAUSE);
            }
        }
        Ok(waits)
    }

    fn get(&self, path: &str) -> Verdict {
        let answer = self.client.send(&Call::new("GET", path).key(&self.key));
        let status = answer.map(|reply| reply.status);
        hold(status == Ok(200), || {
            format!("a good request is answered {status:?}")
        })
    }
}

impl Waits {
    /// What one in a hundred waited at least.
    pub(super) fn p99(&self) -> Duration {
        self.at(99)
    }

    pub(super) fn print(&self, when: &str) {
        let [median, p99] = [50, 99].map(|percent| self.at(percent).as_secs_f64() * 1e3);
        let text = format!("{}, p50 {median:.1} ms, p99 {p99:.1} ms", self.0.len());
        figure(when, text);
    }

    fn at(&self, percent: usize) -> Duration {
        let place = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(place).copied().unwrap_or_default()
    }
}
