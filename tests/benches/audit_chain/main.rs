//! What the chains of the audit trail cost, and how fast they are verified, on PostgreSQL:
//!
//! `cargo bench -p pullkey-tests --bench audit_chain -- 1000000`
//!
//! One busy company makes credentials, in turns with the sealer beside it and without, so that a busy machine slows both. What
//! the turns without it leave is sealed in between and not measured. Then it is filled up to so many events, and everything is
//! verified. Every commit is synced, so `TMPDIR` should be on a disk like that of the database to be.
#![expect(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod surroundings;

use std::{
    process,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use pullkey_cipher_chacha20poly1305::{KeyRing, KeyRingCipher, system_random};
use pullkey_domain::{
    audit::Actor,
    company::{Company, CompanyName},
    credential::{CredentialName, RegistrySecret, RegistryUsername},
    timestamp::Timestamp,
};
use pullkey_registry::MemoryRegistry;
use pullkey_storage_postgres::{DatabaseUrl, Migrate, PostgresStore, Safety};
use pullkey_tests::Processes;
use pullkey_throwaway_postgres::{Cluster, Database, Options};
use pullkey_use_cases::{
    By, CreateCompany, CreateCredential, ExportedHeads, Pullkey, Registries, Told,
};
use tempfile::tempdir;
use tokio::{task::JoinSet, time::sleep};

use self::surroundings::{Unlimited, surroundings};

const ROUNDS: usize = 7;
const TURN: Duration = Duration::from_secs(3);
const CALLERS: usize = 32;

/// The product on a database with one busy company.
struct Bench {
    pullkey: Arc<Pullkey>,
    company: Company,
    cluster: Cluster,
    database: Database,
}

/// What a turn came to.
#[derive(Clone, Copy)]
struct Turn {
    per_second: f64,
    processor_micros: f64,
}

#[tokio::main(worker_threads = 2)]
async fn main() {
    let events = std::env::args().find_map(|it| it.parse().ok());
    let events: u64 = events.unwrap_or(100_000);
    let bench = Bench::start().await;
    println!("{}", bench.database.query("SELECT version()"));
    bench.compare().await;
    bench.fill(events).await;
    bench.verify().await;
}

impl Bench {
    async fn start() -> Self {
        let settings = Options::default().setting("shared_buffers", "512MB");
        let cluster = Cluster::with(&settings.setting("max_wal_size", "4GB"));
        let database = cluster.database();
        let url = DatabaseUrl::parse(&database.url()).unwrap();
        let store = PostgresStore::new(&url, Safety::Required);
        store.open(Migrate::Yes).await.unwrap();
        let folder = tempdir().unwrap();
        let ring = folder.path().join("keyring.json");
        let ring = KeyRing::create(&ring, Timestamp::MIN, system_random).unwrap();
        let cipher = Arc::new(KeyRingCipher::new(ring));
        // No login is tried.
        let registry = Arc::new(MemoryRegistry::default());
        let registries = Registries {
            logins: registry.clone(),
            limits: Arc::new(Unlimited),
            images: registry,
        };
        let pullkey = Pullkey::new(Arc::new(store), cipher, registries, surroundings());
        pullkey.ring_ledger.reconcile().await.unwrap();
        let command = CreateCompany {
            id: None,
            name: CompanyName::parse("Busy").unwrap(),
        };
        let company = pullkey.companies.create(by(), command).await.unwrap();
        Self {
            pullkey: Arc::new(pullkey),
            company,
            cluster,
            database,
        }
    }

    /// Creates a second, in turns without the sealer and with it.
    async fn compare(&self) {
        let (mut without, mut with) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            without.push(self.turn(false).await);
            with.push(self.turn(true).await);
        }
        let (without, with) = (median(&without), median(&with));
        println!(
            "creates of one company, {CALLERS} callers, medians of {ROUNDS} rounds of {TURN:?}"
        );
        for (name, turn) in [("sealer off", without), ("sealer on", with)] {
            let Turn {
                per_second,
                processor_micros,
            } = turn;
            let ratio = per_second / without.per_second;
            println!(
                "  {name:<10} {per_second:>7.0}/s {ratio:>6.2} × {processor_micros:>7.1} µs each"
            );
        }
    }

    async fn turn(&self, seals: bool) -> Turn {
        self.drain().await;
        let (over, done) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let postmaster = self.cluster.pid();
        let processes = Processes::default().family(postmaster).alone(process::id());
        let (processor, began) = (processes.processor_seconds(), Instant::now());
        let mut running = JoinSet::new();
        for _ in 0..CALLERS {
            let (over, done) = (over.clone(), done.clone());
            let (pullkey, company) = (self.pullkey.clone(), self.company.clone());
            running.spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    create(&pullkey, &company).await;
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while began.elapsed() < TURN {
            sleep(Duration::from_millis(500)).await;
            if seals {
                self.pullkey.sealer.seal().await.unwrap();
            }
        }
        let (took, done) = (began.elapsed().as_secs_f64(), done.load(Ordering::Relaxed));
        let processor = processes.processor_seconds() - processor;
        over.store(true, Ordering::Relaxed);
        running.join_all().await;
        Turn::of(done, took, processor)
    }

    /// Until nothing waits.
    async fn drain(&self) {
        while self.pullkey.sealer.backlog().await.unwrap().events > 0 {
            self.pullkey.sealer.seal().await.unwrap();
        }
    }

    /// Up to so many events.
    async fn fill(&self, events: u64) {
        let sealed = self.pullkey.audit_verification.sealed_events();
        let made = Arc::new(AtomicU64::new(sealed.await.unwrap()));
        let mut running = JoinSet::new();
        for _ in 0..4 * CALLERS {
            let (pullkey, company) = (self.pullkey.clone(), self.company.clone());
            let made = made.clone();
            running.spawn(async move {
                while made.fetch_add(1, Ordering::Relaxed) < events {
                    create(&pullkey, &company).await;
                }
            });
        }
        running.join_all().await;
        let began = Instant::now();
        let waiting = self.database.query("SELECT count(*) FROM audit_unsealed");
        self.drain().await;
        let took = began.elapsed().as_secs_f64();
        println!("sealed {waiting} events in {took:.1} s");
        self.database.query("VACUUM ANALYZE");
    }

    async fn verify(&self) {
        let began = Instant::now();
        let mut listener = |told| {
            if let Told::Found(finding) = told {
                println!("  {finding}");
            }
        };
        let exported = ExportedHeads::default();
        let verification = &self.pullkey.audit_verification;
        let verified = verification.verify(&exported, &mut listener).await.unwrap();
        let took = began.elapsed().as_secs_f64();
        println!(
            "verified {} events and {} rows in {took:.1} s; {} findings",
            verified.events, verified.rows, verified.findings
        );
    }
}

async fn create(pullkey: &Pullkey, company: &Company) {
    let command = CreateCredential {
        name: CredentialName::parse("Registry").unwrap(),
        provider: None,
        host: None,
        token_host: None,
        path_prefix: None,
        login: None,
        username: RegistryUsername::parse("user").unwrap(),
        secret: RegistrySecret::parse("my-secret-token").unwrap(),
        verify: false,
    };
    let created = pullkey.credentials.create(company, by(), command, None);
    created.await.unwrap();
}

fn by() -> By {
    By::actor(Actor::System)
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
