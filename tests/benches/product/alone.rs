//! What it costs one caller that creates are gathered.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Instant,
};

use pullkey_domain::{company::Company, credential::RegistryProvider};
use pullkey_storage::contract::fixtures::{a_company, a_credential};
use tokio::runtime::Runtime;
use tokio_postgres::{Client, NoTls, Statement};

use crate::{
    Form,
    load::{Load, Pairs, median},
    pgbench::Pgbench,
    report::{Goal, Report},
    scripts::{self, COMPANIES},
    stage::Stage,
};

/// One create after the other through the store, beside the same statement by the same driver, for which nobody waits, and
/// beside PostgreSQL's own benchmark, which is no driver of ours.
pub(crate) fn alone(stage: &Stage, runtime: &Runtime, form: &Form, report: &mut Report) {
    let id = scripts::company_id(0).parse().expect("it is an id");
    let company = a_company().with_id(id).recorded().into_subject();
    let (client, statement) = runtime.block_on(driver(stage));
    let through_the_store =
        || runtime.block_on(timed(form, async |nth| insert(stage, &company, nth).await));
    let by_the_driver = || {
        runtime.block_on(timed(form, async |nth| {
            execute(&client, &statement, nth).await;
        }))
    };
    let pgbench = Pgbench::of(&scripts::create(), &stage.cluster, &stage.plain);
    let work = "create through the store by one caller, p50";
    let pairs = Pairs::take(form.rounds, by_the_driver, through_the_store);
    report.p50(
        &format!("{work} ÷ the statement by the same driver"),
        &pairs,
        Goal::AtMost(1.0),
    );
    let pairs = Pairs::take(
        form.rounds,
        || pgbench.turn(1, form.turn),
        through_the_store,
    );
    report.p50(&format!("{work} ÷ pgbench"), &pairs, Goal::Nothing);
}

async fn insert(stage: &Stage, company: &Company, nth: usize) {
    let made = a_credential()
        .of(company)
        .named("Registry 0000c0de")
        .for_user("user-1234567")
        .provided_by(RegistryProvider::ALL[nth % 7])
        .sealed_as(&[7; 173])
        .recorded();
    let inserted = stage.store.credentials().insert(&made, None).await;
    inserted.expect("it takes credentials");
}

/// A connection without anything around it, driven by a task as the store's are.
async fn driver(stage: &Stage) -> (Client, Statement) {
    let connected = tokio_postgres::connect(&stage.plain.url(), NoTls).await;
    let (client, connection) = connected.expect("PostgreSQL lets us in");
    tokio::spawn(connection);
    let statement = client.prepare(&scripts::create_by_numbers()).await;
    (client, statement.expect("it knows the tables"))
}

async fn execute(client: &Client, statement: &Statement, nth: usize) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let company = i64::try_from(NEXT.fetch_add(1, Ordering::Relaxed) % COMPANIES);
    let company = company.expect("there are few companies");
    let provider = i32::try_from(nth % 7).expect("there are few providers");
    let inserted = client.query(statement, &[&company, &provider]).await;
    inserted.expect("it takes credentials");
}

/// One after the other, for a turn.
async fn timed(form: &Form, once: impl AsyncFn(usize)) -> Load {
    let mut times = Vec::new();
    let began = Instant::now();
    for nth in 0.. {
        let asked = Instant::now();
        once(nth).await;
        times.push(asked.elapsed().as_secs_f64() * 1e6);
        if began.elapsed() > form.turn {
            break;
        }
    }
    let p50 = median(times);
    Load {
        per_second: 1e6 / p50,
        processor_micros: f64::NAN,
        service_micros: f64::NAN,
        p50_micros: p50,
        p99_micros: f64::NAN,
    }
}

impl Report {
    fn p50(&mut self, work: &str, pairs: &Pairs, goal: Goal) {
        let of = |it: &Load| it.p50_micros;
        let (ours, theirs) = (pairs.median_of_measured(of), pairs.median_of_baseline(of));
        self.add(
            work,
            (pairs.ratio(of), ""),
            goal,
            format!("{ours:.0} µs, {theirs:.0} µs"),
        );
    }
}
