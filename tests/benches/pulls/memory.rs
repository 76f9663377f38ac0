//! The memory of the service while many pull at once.

use std::{fs, thread};

use pullkey_throwaway_registry::{Access, ContainerRegistry};

use crate::{
    download::{With, download},
    stage::Stage,
};

const CLIENTS: usize = 16;

pub(crate) fn measure(length: u64) {
    let registry = ContainerRegistry::start(&Access::Password);
    let digest = registry.push_layer(length);
    let stage = Stage::set(registry, None);
    let way = stage.through(&format!("acme/app/blobs/{digest}"));
    let before = most(&stage);
    thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| download(&way, With::Nothing));
        }
    });
    println!(
        "most memory of the service at {CLIENTS} such pulls at once: {:.0} MiB, before them {before:.0} MiB; goal <= 64 MiB",
        most(&stage)
    );
}

/// The most memory that the service ever held, in MiB.
fn most(stage: &Stage) -> f64 {
    let status = fs::read_to_string(format!("/proc/{}/status", stage.server.pid()));
    let status = status.expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    let kilobytes: f64 = kilobytes
        .and_then(|it| it.parse().ok())
        .expect("it is told");
    kilobytes / 1024.0
}
