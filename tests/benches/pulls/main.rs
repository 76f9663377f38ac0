//! What it costs to pull through Pullkey, beside the same pull from the registry itself:
//!
//! `cargo bench -p pullkey-tests --bench pulls`
//!
//! Both ways are taken in turns in one run. The registry is Debian's docker-registry on this machine, without TLS, so that the
//! direct way is as fast as it can be; clients, registry and service share the processors. `--short` takes smaller layers and
//! fewer rounds.
#![expect(
    clippy::expect_used,
    reason = "a measurement that cannot go on has nothing to tell"
)]

mod download;
mod elsewhere;
mod layers;
mod manifests;
mod memory;
mod stage;

use std::env::args;

fn main() {
    let is_short = args().any(|argument| argument == "--short");
    let (layer, rounds) = if is_short {
        (128 << 20, 2)
    } else {
        (1 << 30, 5)
    };
    layers::measure(layer, rounds);
    memory::measure(layer);
    manifests::measure(if is_short { 50 } else { 500 });
    elsewhere::measure(if is_short { 20 } else { 200 });
}

/// The one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
