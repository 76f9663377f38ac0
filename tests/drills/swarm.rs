//! Many clients at once that cost little: each is a task with a connection, which knows no more of HTTP than it needs.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use fastrand::Rng;
use pullkey_tests::Place;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
    time::{sleep, sleep_until},
};

mod mix;
mod tally;
mod wire;

use self::wire::Wire;
pub(crate) use self::{
    mix::{Kind, Mix},
    tally::Tally,
};

/// Clients of a service, all on one thread.
pub(crate) struct Swarm {
    runtime: Runtime,
    places: Arc<Vec<Place>>,
    mix: Arc<Mix>,
}

/// How a swarm asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Load {
    pub(crate) clients: usize,
    /// Requests in a second of all together, whether they are answered fast or not, as far as each client waits for one answer
    /// at a time. `None` is as fast as they are answered.
    pub(crate) rate: Option<f64>,
    pub(crate) lasts: Duration,
}

/// Whoever was refused comes again a little later, or the refusals alone would keep everybody busy.
const PAUSE: Duration = Duration::from_millis(20);

impl Swarm {
    /// One that asks these nodes for this mix, each client one of them.
    pub(crate) fn new(places: Vec<Place>, mix: Mix) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build();
        Self {
            runtime: runtime.expect("tokio starts"),
            places: Arc::new(places),
            mix: Arc::new(mix),
        }
    }

    /// Asks for as long as it should, waits for the last answers, and tells what they were.
    pub(crate) fn ask(&self, load: Load, rng: &mut Rng) -> Tally {
        self.runtime.block_on(async {
            let mut clients = JoinSet::new();
            let begun = Instant::now();
            for nth in 0..load.clients {
                let place = &self.places[nth % self.places.len()];
                let client = Client {
                    wire: Wire::to(place),
                    mix: self.mix.clone(),
                    rng: rng.fork(),
                    tally: Tally::default(),
                };
                let over = move || begun.elapsed() >= load.lasts;
                clients.spawn(client.ask(load.beats(nth, begun), over));
            }
            let mut all = Tally::default();
            while let Some(tally) = clients.join_next().await {
                all.add(tally.expect("a client ends"));
            }
            all.lasted(begun, begun.elapsed().min(load.lasts));
            all
        })
    }

    /// How long it takes until each kind was done, each within this time.
    pub(crate) fn until_each(&self, within: Duration, patience: Duration) -> Option<Duration> {
        let begun = Instant::now();
        let mut rng = Rng::new();
        self.runtime.block_on(async {
            for place in self.places.iter() {
                let mut wire = Wire::to(place);
                for kind in Kind::ALL {
                    loop {
                        let asked = Instant::now();
                        let request = self.mix.request(kind, &mut rng);
                        let answer = wire.ask(&request.bytes).await;
                        let done = answer.is_ok_and(|reply| {
                            self.mix.learn(&request, &reply);
                            reply.status < 300 && request.kind == kind
                        });
                        if done && asked.elapsed() <= within {
                            break;
                        }
                        if begun.elapsed() > patience {
                            return None;
                        }
                        sleep(Duration::from_millis(5)).await;
                    }
                }
            }
            Some(begun.elapsed())
        })
    }
}

impl Load {
    /// When one of the clients is to ask: from when on, and how far apart.
    fn beats(self, nth: usize, begun: Instant) -> Option<(Instant, Duration)> {
        let between = Duration::from_secs_f64(1.0 / self.rate?);
        let [nth, clients] = [nth, self.clients].map(|it| u32::try_from(it).unwrap_or(u32::MAX));
        Some((begun + between * nth, between * clients))
    }
}

struct Client {
    wire: Wire,
    mix: Arc<Mix>,
    rng: Rng,
    tally: Tally,
}

impl Client {
    async fn ask(
        mut self,
        mut beats: Option<(Instant, Duration)>,
        over: impl Fn() -> bool,
    ) -> Tally {
        loop {
            if let Some((next, between)) = &mut beats {
                sleep_until((*next).into()).await;
                // What could not be sent in time is left out: the client still waited.
                *next = (*next + *between).max(Instant::now());
            }
            if over() {
                return self.tally;
            }
            let kind = Kind::random(&mut self.rng);
            let request = self.mix.request(kind, &mut self.rng);
            let asked = Instant::now();
            let answer = self.wire.ask(&request.bytes).await;
            let took = asked.elapsed();
            if let Ok(reply) = &answer {
                self.mix.learn(&request, reply);
            }
            let refused = self.tally.take(request.kind, answer, took, over());
            if refused && beats.is_none() {
                sleep(PAUSE).await;
            }
        }
    }
}
