//! What the product gets done in a second, and what each takes on processors.

use std::{thread::sleep, time::Duration};

use pullkey_tests::{Node, Processes};

use crate::{
    Form,
    load::{Load, Pairs, Workers},
    pgbench::Pgbench,
    report::{Goal, Report},
    scripts,
    stage::{Stage, bare, creates},
    wrk::Wrk,
};

pub(crate) fn reads(stage: &Stage, node: &Node, form: &Form, report: &mut Report) {
    let pgbench = Pgbench::of_points(&scripts::get(), &stage.cluster, &stage.plain);
    let gets = beside_pgbench(stage, node, form, (&stage.gets(node), &pgbench), 32);
    report.rate("get, 32 connections ÷ pgbench", &gets, 1.2);
    report.processor("get: processor time ÷ pgbench", &gets, Some(0.9));
    let pgbench = Pgbench::of(&scripts::list(), &stage.cluster, &stage.plain);
    let lists = beside_pgbench(stage, node, form, (&stage.lists(node), &pgbench), 32);
    let work = "list of 50 without total, 32 connections";
    report.rate(&format!("{work} ÷ pgbench"), &lists, 1.3);
    report.processor(&format!("{work}: processor time ÷ pgbench"), &lists, None);
}

pub(crate) fn durable_creates(stage: &Stage, node: &Node, form: &Form, report: &mut Report) {
    let pgbench = Pgbench::of(&scripts::create(), &stage.cluster, &stage.plain);
    let of_creates = (&stage.creates(node), &pgbench);
    for (connections, rate, processor) in [(32, 3.0, 0.30), (128, 5.5, 0.18)] {
        let pairs = beside_pgbench(stage, node, form, of_creates, connections);
        let work = format!("create, durable, {connections} connections");
        report.rate(&format!("{work} ÷ pgbench"), &pairs, rate);
        let work = format!("{work}: processor time ÷ pgbench");
        report.processor(&work, &pairs, Some(processor));
    }
    disk(stage, report);
    let lengths = "SELECT DISTINCT octet_length(sealed) FROM credentials";
    for database in [stage.installation.database(), &stage.plain] {
        assert_eq!(
            database.query(lengths).trim(),
            "173",
            "both store secrets of the same length"
        );
    }
}

/// What a create takes on PostgreSQL's disk once its event is sealed.
fn disk(stage: &Stage, report: &mut Report) {
    let database = stage.installation.database();
    let number = |query: &str| -> f64 {
        let told = database.query(query);
        told.trim().parse().expect("it is a number")
    };
    while number("SELECT count(*) FROM (SELECT FROM audit_unsealed LIMIT 1) AS marked") > 0.0 {
        sleep(Duration::from_millis(100));
    }
    for (what, tables) in [
        ("a credential", "'credentials', 'credential_counts'"),
        ("its event and their seal", "'audit_events', 'audit_links'"),
    ] {
        let bytes = number(&format!(
            "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname IN ({tables})"
        ));
        let rows = number("SELECT count(*) FROM credentials");
        let work = format!("disk that {what} takes, with indexes");
        report.add(
            work,
            (bytes / rows, " bytes"),
            Goal::Nothing,
            format!("{rows:.0} of them"),
        );
    }
}

/// The same work through the product and by PostgreSQL's own benchmark.
fn beside_pgbench(
    stage: &Stage,
    node: &Node,
    form: &Form,
    (requests, pgbench): (&Wrk, &Pgbench),
    connections: usize,
) -> Pairs {
    let workers = stage.workers(node);
    Pairs::take(
        form.rounds,
        || pgbench.turn(connections, form.turn),
        || requests.turn(connections, form.turn, &workers),
    )
}

/// The embedded store, beside PostgreSQL without the product.
pub(crate) fn embedded(stage: &Stage, form: &Form, report: &mut Report) {
    let insert = Pgbench::of(&scripts::create(), &stage.cluster, &stage.plain);
    let node = Node::start();
    let workers = Workers {
        service: Processes::default().alone(node.pid()),
        ..Workers::default()
    };
    let creates = creates(&node, &[node.first_key()]);
    let pairs = Pairs::take(
        form.rounds,
        || insert.turn(32, form.turn),
        || creates.turn(32, form.turn, &workers),
    );
    report.rate(
        "create on the embedded store, 32 connections ÷ pgbench",
        &pairs,
        2.5,
    );
}

/// What it costs to know who asks.
pub(crate) fn authentication(stage: &Stage, node: &Node, form: &Form, report: &mut Report) {
    let workers = stage.workers(node);
    let (bare, authenticated) = (bare(node), stage.authenticated(node));
    let pairs = Pairs::take(
        form.rounds,
        || bare.turn(32, form.turn, &workers),
        || authenticated.turn(32, form.turn, &workers),
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

    fn processor(&mut self, work: &str, pairs: &Pairs, goal: Option<f64>) {
        let of = |it: &Load| it.processor_micros;
        let detail = format!(
            "{:.0} µs, of which the service {:.0} µs; {:.0} µs",
            pairs.median_of_measured(of),
            pairs.median_of_measured(|it| it.service_micros),
            pairs.median_of_baseline(of)
        );
        let goal = goal.map_or(Goal::Nothing, Goal::AtMost);
        self.add(work, (pairs.ratio(of), ""), goal, detail);
    }
}
