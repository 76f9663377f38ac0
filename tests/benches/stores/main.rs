//! How many creates and reads a second both stores take, beside PostgreSQL's own benchmark with the same statements on
//! the same server:
//!
//! `cargo bench -p pullkey-tests --bench stores`
//!
//! All take turns, so that a busy machine slows all of them: of the rates, only ratios count. Time on the processor
//! hardly depends on what else runs: it is that of this process and PostgreSQL's, without that of the benchmark's client,
//! and without what it takes to make what is to be stored. Every commit is synced, so `TMPDIR` should be on a
//! disk like that of the database to be.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod create;
mod filling;
mod pgbench;
mod prepared;

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use pullkey_domain::{company::Company, credential::Credential};
use pullkey_storage::Store;
use pullkey_storage_postgres::{DatabaseUrl, PostgresStore, Safety};
use pullkey_storage_sqlite::SqliteStore;
use pullkey_tests::Processes;
use pullkey_throwaway_postgres::{Cluster, Options};
use tempfile::tempdir;
use tokio::task::{JoinSet, yield_now};

use self::{pgbench::Pgbench, prepared::Prepared};

const ROUNDS: usize = 5;
const TURN: Duration = Duration::from_secs(3);
const CALLERS: [usize; 3] = [1, 32, 128];

/// What a turn came to.
#[derive(Debug, Clone, Copy)]
struct Turn {
    per_second: f64,
    /// On all processors together, for each.
    processor_micros: f64,
}

/// A store with what it has.
struct Filled {
    store: Arc<dyn Store>,
    companies: Arc<Vec<Company>>,
    credentials: Arc<Vec<Credential>>,
}

#[derive(Debug, Clone, Copy)]
enum Work {
    Creates,
    Gets,
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let settings = Options::default().setting("shared_buffers", "512MB");
    let cluster = Cluster::with(&settings.setting("max_wal_size", "4GB"));
    let database = cluster.database();
    let postgres = PostgresStore::new(
        &DatabaseUrl::parse(&database.url()).unwrap(),
        Safety::Required,
    );
    let migrate = pullkey_storage_postgres::Migrate::Yes;
    postgres.open(migrate).await.unwrap();
    let folder = tempdir().unwrap();
    let migrate = pullkey_storage_sqlite::Migrate::Yes;
    let sqlite = SqliteStore::open(&folder.path().join("pullkey.db"), migrate).unwrap();
    let postgres = filling::fill(Arc::new(postgres)).await;
    let sqlite = filling::fill(Arc::new(sqlite)).await;
    database.query("VACUUM ANALYZE");
    let pgbench = Pgbench::new(&cluster, &database);

    println!("{}", database.query("SELECT version()"));
    println!("medians of {ROUNDS} rounds of {TURN:?}; time on the processor for each");
    for work in [Work::Creates, Work::Gets] {
        for callers in CALLERS {
            let mut turns: [Vec<Turn>; 3] = Default::default();
            for _ in 0..ROUNDS {
                turns[0].push(pgbench.turn(work, callers));
                turns[1].push(turn(&postgres, work, callers, cluster.pid()).await);
                turns[2].push(turn(&sqlite, work, callers, cluster.pid()).await);
            }
            let turns = turns.map(|turns| median(&turns));
            println!("{work:?}, {callers} callers");
            for (name, turn) in ["pgbench", "PostgreSQL", "SQLite"].iter().zip(turns) {
                println!(
                    "  {name:<12} {:>7.0}/s {:>6.2} × {:>7.1} µs",
                    turn.per_second,
                    turn.per_second / turns[0].per_second,
                    turn.processor_micros,
                );
            }
        }
    }
}

/// As many as the callers get done, each one after the other. What they ask for is made before, and dropped after.
async fn turn(filled: &Filled, work: Work, callers: usize, postmaster: u32) -> Turn {
    let prepared = Arc::new(Prepared::of(filled, work, callers));
    let done = Arc::new(AtomicU64::new(0));
    let processes = Processes::default().family(postmaster).alone(process::id());
    let (processor, began) = (processes.processor_seconds(), Instant::now());
    let mut running = JoinSet::new();
    for _ in 0..callers {
        let (done, prepared) = (done.clone(), prepared.clone());
        let store = filled.store.clone();
        running.spawn(async move {
            // Each looks at the time itself: one whose reads never wait would let nobody else do it. Who runs out of what
            // was prepared is measured for as long as that lasted.
            while began.elapsed() < TURN && prepared.ask(&*store).await {
                done.fetch_add(1, Ordering::Relaxed);
                yield_now().await;
            }
        });
    }
    running.join_all().await;
    let (took, done) = (began.elapsed().as_secs_f64(), done.load(Ordering::Relaxed));
    let processor = processes.processor_seconds() - processor;
    Turn::of(done, took, processor)
}

impl Turn {
    #[expect(clippy::cast_precision_loss, reason = "no turn does so many")]
    fn of(done: u64, seconds: f64, processor_seconds: f64) -> Self {
        Self {
            per_second: done as f64 / seconds,
            processor_micros: processor_seconds * 1e6 / done as f64,
        }
    }
}

fn median(turns: &[Turn]) -> Turn {
    let middle = |of: fn(&Turn) -> f64| {
        let mut values: Vec<_> = turns.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Turn {
        per_second: middle(|turn| turn.per_second),
        processor_micros: middle(|turn| turn.processor_micros),
    }
}
