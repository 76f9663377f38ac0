//! One large layer.

use std::time::Instant;

use pullkey_throwaway_registry::{Access, ContainerRegistry};

use crate::{
    download::{With, download},
    median,
    stage::{Stage, Way},
};

pub(crate) fn measure(length: u64, rounds: usize) {
    let registry = ContainerRegistry::start(&Access::Password);
    let digest = registry.push_layer(length);
    let stage = Stage::set(registry, None);
    let rest = format!("acme/app/blobs/{digest}");
    let (direct, through) = (stage.direct(&rest), stage.through(&rest));
    println!(
        "one layer of {} MiB, median of {rounds} in turns        direct       through    ratio   goal",
        length >> 20
    );
    for (what, with) in [
        ("client that verifies its digest", With::Digest),
        ("client that does nothing", With::Nothing),
    ] {
        // The first of each makes connections, and has the file read into memory.
        rate(&direct, with);
        rate(&through, with);
        let mut rates = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            rates.0.push(rate(&direct, with));
            rates.1.push(rate(&through, with));
        }
        let (direct, through) = (median(rates.0), median(rates.1));
        let goal = if with == With::Digest { ">= 0.70" } else { "" };
        println!(
            "  {what:<44} {direct:>7.0} MiB/s {through:>7.0} MiB/s {:>6.2}   {goal}",
            through / direct
        );
    }
}

/// In MiB a second.
#[expect(clippy::cast_precision_loss, reason = "it is a rate")]
fn rate(way: &Way, with: With) -> f64 {
    let began = Instant::now();
    let bytes = download(way, with);
    (bytes >> 20) as f64 / began.elapsed().as_secs_f64()
}
