use std::{
    fmt, fs,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client};
use pullkey_throwaway_postgres::Database;

use crate::{
    drill::{Verdict, figure, hold},
    memory::Memory,
    service::Front,
};

/// What a node has while nobody asks it, and what it has to have again.
pub(super) struct Left<'a> {
    client: Client,
    pid: u32,
    memory: Memory,
    database: &'a Database,
    before: Held,
}

/// What a node holds.
struct Held {
    requests: u64,
    connections: u64,
    statements: u64,
    descriptors: u64,
    threads: u64,
    /// Resident, in KiB.
    memory: u64,
}

/// What allocators keep, and buffers that have become larger, in KiB.
const GROWTH: u64 = 32 * 1024;
/// Threads that wait for work end after 10 seconds, and a connection once what was asked on it is answered.
const PATIENCE: Duration = Duration::from_secs(20);

impl<'a> Left<'a> {
    /// What there is now is what there may be.
    pub(super) fn of(front: &Front, database: &'a Database) -> Self {
        let pid = front.node.pid();
        let (client, memory) = (Client::of(front.node.place()), Memory::of(vec![pid]));
        let before = Held::by(pid, &client, &memory, database);
        Self {
            client,
            pid,
            memory,
            database,
            before,
        }
    }

    /// Waits until there is nothing more than before.
    pub(super) fn until_nothing_is(&self, of: &str) -> Verdict {
        let since = Instant::now();
        loop {
            let now = self.now();
            let is_over = now.is_within(&self.before);
            if is_over || since.elapsed() > PATIENCE {
                return hold(is_over, || {
                    format!("{of}: something is left: {now}; before: {}", self.before)
                });
            }
            sleep(Duration::from_millis(100));
        }
    }

    pub(super) fn report(&self) {
        figure("held before", &self.before);
        figure("held afterwards", self.now());
    }

    fn now(&self) -> Held {
        Held::by(self.pid, &self.client, &self.memory, self.database)
    }
}

impl Held {
    fn by(pid: u32, client: &Client, memory: &Memory, database: &Database) -> Self {
        // First: it may open a connection, which counts from then on.
        let requests = in_flight(client);
        let others =
            "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        let count = |which: &str| {
            let count = database.query(&format!("SELECT count(*) {others} {which}"));
            count.parse().expect("PostgreSQL counts")
        };
        let descriptors = fs::read_dir(format!("/proc/{pid}/fd"));
        let threads = fs::read_dir(format!("/proc/{pid}/task"));
        let [descriptors, threads] = [descriptors, threads]
            .map(|folder| folder.map_or(0, Iterator::count))
            .map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        Self {
            requests,
            connections: count(""),
            statements: count("AND state <> 'idle'"),
            descriptors,
            threads,
            memory: memory.resident(),
        }
    }

    fn is_within(&self, before: &Self) -> bool {
        self.requests == 0
            && self.connections <= before.connections
            && self.statements <= before.statements
            && self.descriptors <= before.descriptors
            && self.threads <= before.threads
            && self.memory <= before.memory + GROWTH
    }
}

/// How many requests the node says that it works on.
fn in_flight(client: &Client) -> u64 {
    let metrics = client.send(&Call::new("GET", "/metrics"));
    let metrics = metrics.map(|it| String::from_utf8_lossy(&it.body).into_owned());
    let metrics = metrics.unwrap_or_default();
    let mut lines = metrics.lines();
    let found = lines.find_map(|it| it.strip_prefix("pullkey_http_requests_in_flight "));
    let found = found.and_then(|it| it.parse().ok());
    found.expect("the node tells how many requests it works on")
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} requests, {} connections, {} statements, {} descriptors, {} threads, {} KiB",
            self.requests,
            self.connections,
            self.statements,
            self.descriptors,
            self.threads,
            self.memory
        )
    }
}
