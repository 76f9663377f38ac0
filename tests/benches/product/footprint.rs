//! What the product takes of memory, time to start, and disk.

use std::{fs, path::Path, thread::sleep, time::Duration};

use pullkey_tests::{Node, binary};

use crate::{
    Form,
    load::median,
    report::{Goal, Report},
    stage::{Stage, first_answer},
};

pub(crate) fn footprint(stage: &Stage, form: &Form, report: &mut Report) {
    memory(stage, form, report);
    start(stage, report);
    let binary = fs::metadata(binary()).expect("it is there").len();
    #[expect(clippy::cast_precision_loss, reason = "no program is so large")]
    let megabytes = binary as f64 / 1e6;
    report.add(
        "stripped binary",
        (megabytes, " MB"),
        Goal::AtMost(14.0),
        "",
    );
}

fn memory(stage: &Stage, form: &Form, report: &mut Report) {
    let node = stage.installation.node();
    let workers = stage.workers(&node);
    let creates = stage.creates(&node);
    sleep(Duration::from_secs(2));
    let mut resident = |when: &str, most: f64| {
        let value = resident_mebibytes(node.pid());
        report.add(
            format!("resident memory, {when}"),
            (value, " MiB"),
            Goal::AtMost(most),
            "",
        );
    };
    resident("idle", 16.0);
    for (connections, most) in [(32, 20.0), (128, 28.0)] {
        creates.turn(connections, form.turn, &workers);
        resident(&format!("after {connections} connections"), most);
    }
}

/// What a process has of memory by itself and shared, in MiB.
pub(crate) fn resident_mebibytes(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|it| it.trim().strip_suffix("kB")?.trim().parse::<f64>().ok());
    kibibytes.expect("the kernel tells it") / 1024.0
}

fn start(stage: &Stage, report: &mut Report) {
    const STARTS: usize = 11;
    let folder = stage.installation.node_folder();
    let mut embedded = Node::start();
    let key = embedded.first_key();
    embedded.stop();
    let places: [(&str, &Path, &str); 2] = [
        ("PostgreSQL", folder.path(), &stage.keys[0]),
        ("the embedded store", embedded.folder(), &key),
    ];
    for (name, folder, key) in places {
        let times = (0..STARTS).map(|_| first_answer(folder, key).as_secs_f64() * 1e3);
        report.add(
            format!("start to the first authenticated answer, on {name}"),
            (median(times), " ms"),
            Goal::AtMost(25.0),
            format!("median of {STARTS}"),
        );
    }
}
