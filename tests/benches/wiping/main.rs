//! What it costs to wipe what is freed: the service as it is, beside the same one with an allocator that does not wipe.
//!
//! `cargo bench -p pullkey-tests --bench wiping` (`-- --rounds N` for more or fewer)
//!
//! Both serve creates and reads over HTTP on embedded stores of their own, in turns of the order A B B A, so that a busy
//! machine and a growing database strike both. What counts is the time that the service's process has on processors for
//! each request: of the rates, clients on the same machine are a part.
#![expect(
    clippy::expect_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

use std::{
    fs,
    path::Path,
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Place, Processes, Server, binary, program, unwiped};
use serde_json::json;
use tempfile::{TempDir, tempdir};

const ROUNDS: usize = 10;
const TURN: Duration = Duration::from_millis(1_500);
const CLIENTS: usize = 8;
/// What wiping may cost at most, in percent.
const LIMIT: f64 = 5.0;
const ALL: &str = "/v3/docker-registries";

/// A service and a credential that it has.
struct Subject {
    server: Server,
    key: String,
    credential: String,
    _folder: TempDir,
}

#[derive(Debug, Clone, Copy)]
enum Work {
    Creates,
    Reads,
}

/// What turns came to.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    requests: f64,
    seconds: f64,
    processor_seconds: f64,
}

impl Sum {
    fn micros(self) -> f64 {
        self.processor_seconds * 1e6 / self.requests
    }

    fn rate(self) -> f64 {
        self.requests / self.seconds
    }

    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.seconds += other.seconds;
        self.processor_seconds += other.processor_seconds;
    }
}

fn main() -> ExitCode {
    let rounds = rounds();
    let subjects = [Subject::start(unwiped()), Subject::start(binary())];
    println!(
        "{rounds} rounds of four turns of {TURN:?}, {CLIENTS} clients; time on processors for each request"
    );
    let mut held = true;
    for work in [Work::Creates, Work::Reads] {
        // Both get warm.
        for subject in &subjects {
            let _ = subject.turn(work);
        }
        let mut sums = [Sum::default(); 2];
        let mut costs = Vec::new();
        for _ in 0..rounds {
            let mut round = [Sum::default(); 2];
            for which in [0, 1, 1, 0] {
                round[which].add(subjects[which].turn(work));
            }
            costs.push((round[1].micros() / round[0].micros() - 1.0) * 100.0);
            sums[0].add(round[0]);
            sums[1].add(round[1]);
        }
        costs.sort_by(f64::total_cmp);
        let at = |share: usize| costs[(costs.len() - 1) * share / 4];
        let [plain, wiped] = sums;
        println!("{work:?}");
        for (name, sum) in [("unwiped", plain), ("wiped", wiped)] {
            println!("  {name:<8} {:>7.1} µs {:>7.0}/s", sum.micros(), sum.rate());
        }
        let cost = (wiped.micros() / plain.micros() - 1.0) * 100.0;
        println!(
            "  wiping costs {cost:.1} % (rounds: median {:.1} %, half of them {:.1} to {:.1} %)",
            at(2),
            at(1),
            at(3)
        );
        held &= cost < LIMIT;
    }
    println!("wiping: {}", if held { "held" } else { "COSTS TOO MUCH" });
    ExitCode::from(u8::from(!held))
}

fn rounds() -> usize {
    let mut arguments = std::env::args().skip_while(|it| it != "--rounds");
    let given = arguments.nth(1).and_then(|number| number.parse().ok());
    given.unwrap_or(ROUNDS)
}

impl Subject {
    fn start(path: &Path) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        let log = fs::File::create(folder.path().join("stderr")).expect("it takes files");
        let command = program(path, folder.path());
        let server = Server::start_as(command, folder.path(), &["--log=warn"], log.into());
        server.until_ready();
        let key = server.first_key();
        let client = Client::of(&Place::at(server.address().port()));
        let made = client
            .send(&create(&key))
            .expect("the service answers")
            .json();
        Self {
            credential: made["id"].as_str().expect("it is created").to_owned(),
            server,
            key,
            _folder: folder,
        }
    }

    /// As many as the clients get done, each one after the other.
    #[expect(clippy::cast_precision_loss, reason = "no turn does so many")]
    fn turn(&self, work: Work) -> Sum {
        let place = Place::at(self.server.address().port());
        let call = match work {
            Work::Creates => create(&self.key),
            Work::Reads => Call::new("GET", &format!("{ALL}/{}", self.credential)).key(&self.key),
        };
        let done = AtomicU64::new(0);
        let processes = Processes::default().alone(self.server.pid());
        let (before, began) = (processes.processor_seconds(), Instant::now());
        thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    let client = Client::of(&place);
                    while began.elapsed() < TURN {
                        let reply = client.send(&call).expect("the service answers");
                        assert!(reply.status < 300, "answered {}", reply.status);
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        Sum {
            requests: done.load(Ordering::Relaxed) as f64,
            seconds: began.elapsed().as_secs_f64(),
            processor_seconds: processes.processor_seconds() - before,
        }
    }
}

fn create(key: &str) -> Call {
    let body = json!({ "name": "a name", "username": "user", "secret": "dckr_pat_0123456789abcdefghijklmnop" });
    Call::new("POST", ALL).key(key).json(&body)
}
