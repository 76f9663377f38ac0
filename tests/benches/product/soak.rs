//! Whether anything grows or slows down while the service is merely used.

use std::{
    thread::{scope, sleep},
    time::{Duration, Instant},
};

use pullkey_tests::Node;

use crate::{
    footprint::resident_mebibytes,
    load::median,
    report::{Goal, Report},
    stage::Stage,
    wrk::Wrk,
};

const CONNECTIONS: usize = 128;
const MINUTES: usize = 10;
const MINUTE: Duration = Duration::from_mins(1);
/// How often the memory is looked at.
const LOOK: Duration = Duration::from_secs(1);

/// Ten minutes at half of what it can do: a create for each three gets.
pub(crate) fn soak(stage: &Stage, node: &Node, report: &mut Report) {
    let workers = stage.workers(node);
    let requests = stage.mixed();
    let whole = Wrk::of(node.place(), &requests);
    let peak = whole.turn(CONNECTIONS, Duration::from_secs(10), &workers);
    let half = peak.per_second / 2.0;
    #[expect(clippy::cast_precision_loss, reason = "there are few connections")]
    let between = Duration::from_secs_f64(CONNECTIONS as f64 / half);
    // An answer takes its time, too, but far less at half the load.
    let rest = between.saturating_sub(Duration::from_micros(1_500));
    let paced = Wrk::paced(node.place(), &requests, rest);
    let began = Instant::now();
    let (mut minutes, mut memory) = (Vec::new(), Vec::new());
    scope(|threads| {
        let looking = threads.spawn(|| {
            let mut seen = Vec::new();
            while began.elapsed() < MINUTE * (u32::try_from(MINUTES).unwrap_or(u32::MAX)) {
                seen.push((
                    began.elapsed().as_secs_f64() / 60.0,
                    resident_mebibytes(node.pid()),
                ));
                sleep(LOOK);
            }
            seen
        });
        // Each turn fails if any request does.
        minutes.extend((0..MINUTES).map(|_| paced.turn(CONNECTIONS, MINUTE, &workers)));
        memory = looking.join().expect("it looked");
    });
    memory.retain(|(minute, _)| *minute > 1.0);
    let rate = median(minutes.iter().map(|it| it.per_second));
    let megabytes = median(memory.iter().map(|it| it.1));
    report.add(
        "soak of 10 minutes: memory in 10 minutes after the first",
        (slope(&memory) * 10.0, " MiB"),
        Goal::AtMost(1.0),
        format!(
            "{megabytes:.1} MiB; {rate:.0}/s of {:.0}/s; no error",
            peak.per_second
        ),
    );
    let halves = minutes[1..].split_at(MINUTES / 2);
    let p99 = |part: &[crate::load::Load]| median(part.iter().map(|it| it.p99_micros));
    report.add(
        "soak: p99 of its last minutes ÷ of its first",
        (p99(halves.1) / p99(halves.0), ""),
        Goal::AtMost(1.2),
        format!(
            "{:.1} ms, {:.1} ms",
            p99(halves.1) / 1e3,
            p99(halves.0) / 1e3
        ),
    );
}

/// By how much the second grows for each of the first, by the line that fits best.
fn slope(points: &[(f64, f64)]) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "there are few points")]
    let count = points.len() as f64;
    let (mean_x, mean_y) = (
        points.iter().map(|it| it.0).sum::<f64>() / count,
        points.iter().map(|it| it.1).sum::<f64>() / count,
    );
    let (mut along, mut across) = (0.0, 0.0);
    for (x, y) in points {
        along += (x - mean_x) * (y - mean_y);
        across += (x - mean_x) * (x - mean_x);
    }
    along / across
}
