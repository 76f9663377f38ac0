//! The whole product over HTTP, beside PostgreSQL's own benchmark with the same statements on the same server:
//!
//! `cargo bench -p pullkey-tests --bench product` (under 3 minutes; `-- --full` takes longer turns, and writes
//! `docs/benchmarks.md`)
//!
//! Both take turns, so that a busy machine slows both: of the rates, only ratios count, each the median of pairs of turns.
//! Time on processors hardly depends on what else runs: it is that of the service and of PostgreSQL, without that of the
//! clients. Every commit is synced, so `TMPDIR` should be on a disk like that of the database to be. Rate limits are off.
//! Requests are sent by wrk, Debian's package of that name.
#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod footprint;
mod growth;
mod load;
mod loader;
mod pgbench;
mod report;
mod scripts;
mod stage;
mod wrk;

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use pullkey_domain::credential::RegistryProvider;
use pullkey_storage::contract::fixtures::{a_company, a_credential};
use pullkey_tests::{Node, Processes};
use tokio::runtime::Runtime;

use self::{
    footprint::footprint,
    growth::growth,
    load::{Load, Pairs, median},
    pgbench::Pgbench,
    report::{Goal, Report},
    stage::{Stage, bare, creates},
    wrk::Wrk,
};

/// How long and how often it is measured.
struct Form {
    rounds: usize,
    turn: Duration,
}

fn main() {
    let is_full = std::env::args().any(|it| it == "--full");
    let form = Form {
        rounds: if is_full { 7 } else { 5 },
        turn: Duration::from_secs(if is_full { 5 } else { 2 }),
    };
    let runtime = Runtime::new().expect("tokio starts");
    let stage = Stage::set(&runtime);
    let node = stage.installation.node();
    let ran_on = what_it_ran_on(&stage);
    println!("{ran_on}");
    println!("{} pairs of turns of {:?}", form.rounds, form.turn);
    let mut report = Report::default();
    against_pgbench(&stage, &node, &form, &mut report);
    alone(&stage, &runtime, &form, &mut report);
    embedded(&stage, &form, &mut report);
    authentication(&stage, &node, &form, &mut report);
    drop(node);
    footprint(&stage, &form, &mut report);
    let rows = std::env::args().find_map(|it| it.strip_prefix("--rows=")?.parse().ok());
    if let Some(rows) = rows.or(is_full.then_some(10_000_000)) {
        growth(rows, &runtime, &form, &mut report);
    }
    if is_full {
        write(&ran_on, &form, &report);
    }
}

fn against_pgbench(stage: &Stage, node: &Node, form: &Form, report: &mut Report) {
    let processes = stage.processes(node);
    let database = stage.installation.database();
    let pgbench = |script: &str| Pgbench::of(script, &stage.cluster, database);
    let pairs = |wrk: &Wrk, pgbench: &Pgbench, connections: usize| {
        Pairs::take(
            form.rounds,
            || pgbench.turn(connections, form.turn),
            || wrk.turn(connections, form.turn, &processes),
        )
    };
    // First, as what creates leave to be done disturbs it.
    let pairs_of_gets = pairs(&stage.gets(node), &pgbench(&scripts::get()), 32);
    report.rate("get, 32 connections ÷ pgbench", &pairs_of_gets, 1.2);
    report.processor("get: processor time ÷ pgbench", &pairs_of_gets, 0.9);
    let pairs_of_lists = pairs(&stage.lists(node), &pgbench(&scripts::list()), 32);
    report.rate(
        "list of 50 without total, 32 connections ÷ pgbench",
        &pairs_of_lists,
        1.3,
    );
    let (creates, insert) = (stage.creates(node), pgbench(&scripts::create()));
    for (connections, rate, processor) in [(32, 3.0, 0.30), (128, 5.5, 0.18)] {
        let pairs = pairs(&creates, &insert, connections);
        let work = format!("create, durable, {connections} connections");
        report.rate(&format!("{work} ÷ pgbench"), &pairs, rate);
        report.processor(
            &format!("{work}: processor time ÷ pgbench"),
            &pairs,
            processor,
        );
    }
    let sealed = database.query("SELECT DISTINCT octet_length(sealed) FROM credentials");
    assert_eq!(
        sealed.trim(),
        "173",
        "both store secrets of the same length"
    );
}

/// One create after the other through the store, beside the same statement without anything around it.
fn alone(stage: &Stage, runtime: &Runtime, form: &Form, report: &mut Report) {
    let database = stage.installation.database();
    let insert = Pgbench::of(&scripts::create(), &stage.cluster, database);
    let id = scripts::company_id(0).parse().expect("it is an id");
    let company = a_company().with_id(id).recorded().into_subject();
    let through_the_store = || {
        let mut times = Vec::new();
        runtime.block_on(async {
            let began = Instant::now();
            for nth in 0.. {
                let made = a_credential()
                    .of(&company)
                    .named("Registry 0000c0de")
                    .for_user("user-1234567")
                    .provided_by(RegistryProvider::ALL[nth % 7])
                    .sealed_as(&[7; 173])
                    .recorded();
                let asked = Instant::now();
                let inserted = stage.store.credentials().insert(&made, None).await;
                inserted.expect("it takes credentials");
                times.push(asked.elapsed().as_secs_f64() * 1e6);
                if began.elapsed() > form.turn {
                    break;
                }
            }
        });
        let p50 = median(times);
        Load {
            per_second: 1e6 / p50,
            processor_micros: f64::NAN,
            p50_micros: p50,
            p99_micros: f64::NAN,
        }
    };
    let pairs = Pairs::take(form.rounds, || insert.turn(1, form.turn), through_the_store);
    let (ours, theirs) = (
        pairs.median_of_measured(|it| it.p50_micros),
        pairs.median_of_baseline(|it| it.p50_micros),
    );
    report.add(
        "create through the store by one caller, p50 ÷ the statement alone",
        (pairs.ratio(|it| it.p50_micros), ""),
        Goal::AtMost(1.0),
        format!("{ours:.0} µs, {theirs:.0} µs"),
    );
}

/// The embedded store, beside PostgreSQL without the product.
fn embedded(stage: &Stage, form: &Form, report: &mut Report) {
    let database = stage.installation.database();
    let insert = Pgbench::of(&scripts::create(), &stage.cluster, database);
    let node = Node::start();
    let processes = Processes::default().alone(node.pid());
    let creates = creates(&node, &[node.first_key()]);
    let pairs = Pairs::take(
        form.rounds,
        || insert.turn(32, form.turn),
        || creates.turn(32, form.turn, &processes),
    );
    report.rate(
        "create on the embedded store, 32 connections ÷ pgbench",
        &pairs,
        2.5,
    );
}

/// What it costs to know who asks.
fn authentication(stage: &Stage, node: &Node, form: &Form, report: &mut Report) {
    let processes = stage.processes(node);
    let (bare, authenticated) = (bare(node), stage.authenticated(node));
    let pairs = Pairs::take(
        form.rounds,
        || bare.turn(32, form.turn, &processes),
        || authenticated.turn(32, form.turn, &processes),
    );
    report.rate(
        "authenticated route that asks no database ÷ bare route",
        &pairs,
        0.95,
    );
}

impl Report {
    fn rate(&mut self, work: &str, pairs: &Pairs, goal: f64) {
        let of = |it: &Load| it.per_second;
        let detail = format!(
            "{:.0}/s, {:.0}/s; p99 {:.1} ms, {:.1} ms",
            pairs.median_of_measured(of),
            pairs.median_of_baseline(of),
            pairs.median_of_measured(|it| it.p99_micros) / 1e3,
            pairs.median_of_baseline(|it| it.p99_micros) / 1e3,
        );
        self.add(work, (pairs.ratio(of), ""), Goal::AtLeast(goal), detail);
    }

    fn processor(&mut self, work: &str, pairs: &Pairs, goal: f64) {
        let of = |it: &Load| it.processor_micros;
        let detail = format!(
            "{:.0} µs, {:.0} µs",
            pairs.median_of_measured(of),
            pairs.median_of_baseline(of)
        );
        self.add(work, (pairs.ratio(of), ""), Goal::AtMost(goal), detail);
    }
}

/// Versions, settings and the machine.
fn what_it_ran_on(stage: &Stage) -> String {
    let line = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output();
        let told = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
        let told = told.unwrap_or_default();
        told.lines().next().unwrap_or_default().to_owned()
    };
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("processors", |it| it.trim_start_matches([' ', '\t', ':']));
    let count = std::thread::available_parallelism().map_or(0, usize::from);
    let database = stage.installation.database();
    let setting = |name: &str| database.query(&format!("SHOW {name}")).trim().to_owned();
    format!(
        "{count} × {model}; Linux {}; {}; PostgreSQL {}, fsync {}, synchronous_commit {}, shared_buffers {}, \
         max_wal_size {}; {}",
        line("uname", "-r"),
        line("rustc", "--version"),
        setting("server_version"),
        setting("fsync"),
        setting("synchronous_commit"),
        setting("shared_buffers"),
        setting("max_wal_size"),
        line("wrk", "--version"),
    )
}

fn write(ran_on: &str, form: &Form, report: &Report) {
    let text = format!(
        "# Benchmarks\n\n`just bench --full` wrote this, and whoever runs it writes his own. Rates are ratios to PostgreSQL's own \
         benchmark, pgbench, which runs the same statements on the same server in turns: {} pairs of turns of {} seconds each, medians. \
         Where two figures follow, the first is Pullkey's. Processor time is that of the service and of PostgreSQL, for each \
         request.\n\n{}.\n\n{}",
        form.rounds,
        form.turn.as_secs(),
        ran_on,
        report.table(),
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks.md");
    fs::write(path, text).expect("docs take files");
}
