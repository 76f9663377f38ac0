//! The whole product over HTTP, beside PostgreSQL's own benchmark with the same statements on the same server:
//!
//! `cargo bench -p pullkey-tests --bench product` (under 3 minutes; `-- --full` takes 40, as it takes longer turns, soaks, loads
//! ten million rows, and writes `docs/benchmarks.md`; `-- reads creates` measures these parts only and writes nothing;
//! `-- growth --rows=1000000` loads fewer rows)
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

mod alone;
mod footprint;
mod growth;
mod load;
mod loader;
mod pgbench;
mod rates;
mod report;
mod scripts;
mod soak;
mod stage;
mod wrk;

use std::{env::args, fs, path::Path, process::Command, time::Duration};

use tokio::runtime::Runtime;

use self::{
    alone::alone, footprint::footprint, growth::growth, report::Report, soak::soak, stage::Stage,
};

/// How long and how often it is measured.
struct Form {
    is_full: bool,
    rounds: usize,
    turn: Duration,
}

fn main() {
    let is_full = args().any(|it| it == "--full");
    let form = Form {
        is_full,
        rounds: if is_full { 7 } else { 5 },
        turn: Duration::from_secs(if is_full { 5 } else { 1 }),
    };
    let runtime = Runtime::new().expect("tokio starts");
    let stage = Stage::set(&runtime);
    let node = stage.installation.node();
    let ran_on = what_it_ran_on(&stage);
    println!("{ran_on}");
    println!("{} pairs of turns of {:?}", form.rounds, form.turn);
    let mut report = Report::default();
    let asked: Vec<_> = args().skip(1).filter(|it| !it.starts_with("--")).collect();
    let is_asked = |part: &str| asked.is_empty() || asked.iter().any(|it| it == part);
    if is_asked("reads") {
        rates::reads(&stage, &node, &form, &mut report);
    }
    if is_asked("creates") {
        rates::durable_creates(&stage, &node, &form, &mut report);
    }
    if is_asked("alone") {
        alone(&stage, &runtime, &form, &mut report);
    }
    if is_asked("embedded") {
        rates::embedded(&stage, &form, &mut report);
    }
    if is_asked("authentication") {
        rates::authentication(&stage, &node, &form, &mut report);
    }
    // It takes 10 minutes.
    if is_full && is_asked("soak") || asked.iter().any(|it| it == "soak") {
        soak(&stage, &node, &mut report);
    }
    drop(node);
    if is_asked("footprint") {
        footprint(&stage, &form, &mut report);
    }
    let rows = args().find_map(|it| it.strip_prefix("--rows=")?.parse().ok());
    let whole = (is_full && is_asked("growth")).then_some(10_000_000);
    if let Some(rows) = rows.or(whole) {
        growth(rows, &runtime, &form, &mut report);
    }
    if is_full && asked.is_empty() {
        write(&ran_on, &form, &report);
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
         A ratio is the median of those of the pairs, and figures beside it are medians of their own. \
         Where two figures follow, the first is Pullkey's. Processor time is that of the service and of PostgreSQL, for each \
         request. What limits what was not reached, and what was tried, is told in [performance.md](performance.md).\n\n\
         {}.\n\n{}",
        form.rounds,
        form.turn.as_secs(),
        ran_on,
        report.table(),
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks.md");
    fs::write(path, text).expect("docs take files");
}
