//! What it costs one caller that creates are gathered.

use std::time::Instant;

use pullkey_domain::{
    audit::Recorded,
    company::Company,
    credential::{Credential, RegistryProvider},
};
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
/// beside PostgreSQL's own benchmark, which is no driver of ours. Both make their ids and moments within the statement, which
/// takes PostgreSQL a few microseconds.
pub(crate) fn alone(stage: &Stage, runtime: &Runtime, form: &Form, report: &mut Report) {
    let companies: Vec<_> = (0..COMPANIES).map(company).collect();
    let through_the_store = || {
        let make = |nth: usize| credential(&companies[nth % COMPANIES], nth);
        let insert = async |made: Recorded<Credential>| {
            let inserted = stage.store.credentials().insert(&made, None).await;
            inserted.expect("it takes credentials");
        };
        runtime.block_on(timed(form, make, insert))
    };
    let (client, statement) = runtime.block_on(driver(stage));
    let by_the_driver = || {
        let make = |nth: usize| {
            let provider = i32::try_from(nth % 7).expect("there are few providers");
            (number(nth % COMPANIES), provider)
        };
        let insert = async |(company, provider): (i64, i32)| {
            let inserted = client.query(&statement, &[&company, &provider]).await;
            inserted.expect("it takes credentials");
        };
        runtime.block_on(timed(form, make, insert))
    };
    let work = "create through the store by one caller, p50";
    let pairs = Pairs::take(form.rounds, by_the_driver, through_the_store);
    report.p50(
        &format!("{work} ÷ the statement by the same driver"),
        &pairs,
        Goal::AtMost(1.0),
    );
    // For scale only, and the other form is to be short.
    if !form.is_full {
        return;
    }
    let pgbench = Pgbench::of(&scripts::create(), &stage.cluster, &stage.plain);
    let pairs = Pairs::take(
        form.rounds,
        || pgbench.turn(1, form.turn),
        through_the_store,
    );
    report.p50(&format!("{work} ÷ pgbench"), &pairs, Goal::Nothing);
}

fn company(nth: usize) -> Company {
    let id = scripts::company_id(nth).parse().expect("it is an id");
    a_company().with_id(id).recorded().into_subject()
}

fn credential(of: &Company, nth: usize) -> Recorded<Credential> {
    a_credential()
        .of(of)
        .named("Registry 0000c0de")
        .for_user("user-1234567")
        .provided_by(RegistryProvider::ALL[nth % 7])
        .sealed_as(&[7; 173])
        .recorded()
}

fn number(of_company: usize) -> i64 {
    i64::try_from(of_company).expect("there are few companies")
}

/// A connection without anything around it, set as the product's are, and driven by a task as theirs.
async fn driver(stage: &Stage) -> (Client, Statement) {
    let connected = tokio_postgres::connect(&stage.plain.url(), NoTls).await;
    let (client, connection) = connected.expect("PostgreSQL lets us in");
    tokio::spawn(connection);
    let set = client.batch_execute("SET enable_seqscan = off; SET jit = off");
    set.await.expect("it has these settings");
    let statement = client.prepare(&scripts::create_by_numbers()).await;
    (client, statement.expect("it knows the tables"))
}

/// One after the other, for a turn. What is made for it takes no part of the time.
async fn timed<T>(form: &Form, prepared: impl Fn(usize) -> T, once: impl AsyncFn(T)) -> Load {
    let mut times = Vec::new();
    let began = Instant::now();
    for nth in 0.. {
        let made = prepared(nth);
        let asked = Instant::now();
        once(made).await;
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
