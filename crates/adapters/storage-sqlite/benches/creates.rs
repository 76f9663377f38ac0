//! How many creates a second the store takes, and what each index and the counts cost of that:
//!
//! `cargo bench -p pullkey-storage-sqlite --bench creates`
//!
//! Every commit is synced, so `TMPDIR` should be on a disk like that of the database to be. All variants take turns, so
//! that a busy machine slows all of them: of the rates, only ratios count. Time on the processor and bytes written
//! hardly depend on what else runs.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod filling;

use std::{fs, sync::Arc, time::Instant};

use diesel::{Connection, SqliteConnection, connection::SimpleConnection};
use pullkey_storage_sqlite::{Migrate, SqliteStore};
use tempfile::tempdir;

const COMPANIES: u32 = 20;
const ROUNDS: usize = 5;

/// What is taken away, one more in each line.
const VARIANTS: [(&str, &str); 5] = [
    ("as it is", ""),
    (
        "  less that of what events tell of",
        "DROP INDEX audit_events_of_target;",
    ),
    (
        "  less the index by name",
        "DROP INDEX credentials_by_name;",
    ),
    (
        "  less the index by creation",
        "DROP INDEX credentials_by_creation;",
    ),
    (
        "  less the counts",
        "DROP TRIGGER credentials_count_inserted;",
    ),
];

/// What some creates took, each of them on average.
#[derive(Debug, Clone, Copy)]
struct Cost {
    seconds: f64,
    processor_seconds: f64,
    bytes: f64,
}

#[tokio::main]
async fn main() {
    println!(
        "medians of {ROUNDS} rounds; for each create: time on the processor, and bytes written"
    );
    for (callers, each) in [(1, 50), (32, 500), (128, 500)] {
        println!("{callers} callers");
        let mut costs: [Vec<Cost>; VARIANTS.len()] = Default::default();
        for _ in 0..ROUNDS {
            let mut less = String::new();
            for ((_, dropped), costs) in VARIANTS.iter().zip(&mut costs) {
                less.push_str(dropped);
                costs.push(creates(callers, each, &less).await);
            }
        }
        let costs = costs.map(|costs| Cost {
            seconds: median(&costs, |cost| cost.seconds),
            processor_seconds: median(&costs, |cost| cost.processor_seconds),
            bytes: median(&costs, |cost| cost.bytes),
        });
        for ((variant, _), cost) in VARIANTS.iter().zip(costs) {
            println!(
                "  {variant:<35} {:>6.0}/s {:>5.2} × {:>4.0} µs {:>5.1} KiB",
                1.0 / cost.seconds,
                costs[0].seconds / cost.seconds,
                cost.processor_seconds * 1e6,
                cost.bytes / 1024.0
            );
        }
    }
}

async fn creates(callers: usize, each: u32, less: &str) -> Cost {
    let folder = tempdir().unwrap();
    let path = folder.path().join("pullkey.db");
    let store = Arc::new(SqliteStore::open(&path, Migrate::Yes).unwrap());
    let mut beside = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    beside.batch_execute(less).unwrap();
    let mut companies = Vec::new();
    for _ in 0..COMPANIES {
        let company = filling::a_stored_company(&store).await;
        companies.push(filling::credentials(company, each));
    }
    // One of each company after the other, as they come.
    let mut credentials = Vec::new();
    for _ in 0..each {
        credentials.extend(companies.iter_mut().filter_map(Iterator::next));
    }
    let count = f64::from(COMPANIES * each);
    let (processor, bytes, began) = (processor_seconds(), bytes_written(), Instant::now());
    filling::store_all(&store, credentials, callers).await;
    Cost {
        seconds: began.elapsed().as_secs_f64() / count,
        processor_seconds: (processor_seconds() - processor) / count,
        bytes: (bytes_written() - bytes) / count,
    }
}

/// What this process has had of the processors.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let (_, behind_name) = stat.rsplit_once(')').unwrap();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    // The kernel tells them in hundredths of a second, whatever its own clock.
    ticks
        .map(|ticks| ticks.parse::<f64>().unwrap() / 100.0)
        .sum()
}

/// What this process has written to files.
fn bytes_written() -> f64 {
    let io = fs::read_to_string("/proc/self/io").unwrap();
    let mut lines = io.lines();
    let written = lines.find_map(|line| line.strip_prefix("wchar: "));
    written.unwrap().parse().unwrap()
}

fn median(costs: &[Cost], of: impl Fn(&Cost) -> f64) -> f64 {
    let mut values: Vec<_> = costs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
