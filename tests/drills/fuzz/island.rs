//! A network that has nothing but this machine's loopback.

use std::{fs, panic::resume_unwind, process::Command, thread};

use nix::sched::{CloneFlags, unshare};

/// Does this where nobody else can be reached. All threads and processes that it starts are there, too.
pub(super) fn on_an_island<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let there = scope.spawn(|| {
            if !is_island() {
                move_away();
            }
            work()
        });
        there.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Whether this thread is there.
fn is_island() -> bool {
    let devices = fs::read_to_string("/proc/thread-self/net/dev");
    let devices = devices.expect("Linux tells of a thread's network");
    // Two lines of headings come first.
    let mut names = devices.lines().skip(2).map(str::trim_start);
    names.all(|name| name.starts_with("lo:"))
}

fn move_away() {
    unshare(CloneFlags::CLONE_NEWNET)
        .expect("only root may make a network: tests/README.md says what others can do");
    let up = Command::new("ip")
        .args(["link", "set", "lo", "up"])
        .status();
    let up = up.expect("there is ip, of Debian's package iproute2");
    assert!(up.success(), "the loopback device comes up");
}
