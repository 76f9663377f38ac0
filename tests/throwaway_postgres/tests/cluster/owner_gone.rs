//! Nothing is left of a cluster whose owner ended, however it did.

use std::{
    fs::{self, Permissions},
    io::{BufRead, BufReader},
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill, killpg},
    unistd::Pid,
};
use tempfile::{TempDir, tempdir};

/// A process that owns a cluster below a folder.
struct Owner {
    process: Child,
    parent: TempDir,
}

impl Owner {
    fn start() -> Self {
        let parent = tempdir().unwrap();
        fs::set_permissions(&parent, Permissions::from_mode(0o711)).unwrap();
        let process = Command::new(env!("CARGO_BIN_EXE_throwaway-postgres"))
            .arg(parent.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        Self { process, parent }
    }

    /// The server's process id, as soon as it is ready.
    fn server(&mut self) -> Pid {
        let lines = BufReader::new(self.process.stdout.as_mut().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let pid = lines.find_map(|line| line.strip_prefix("process ")?.parse().ok());
        let pid = Pid::from_raw(pid.unwrap());
        assert!(runs(pid));
        pid
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.process.id().try_into().unwrap())
    }

    fn nothing_is_left(&mut self) {
        self.process.wait().unwrap();
        wait_until(|| is_empty(self.parent.path()));
    }
}

#[test]
fn a_cluster_is_gone_after_its_owner_was_killed() {
    let mut owner = Owner::start();
    let server = owner.server();
    kill(owner.pid(), Signal::SIGKILL).unwrap();
    owner.nothing_is_left();
    wait_until(|| !runs(server));
}

#[test]
fn a_cluster_is_gone_after_ctrl_c() {
    let mut owner = Owner::start();
    let server = owner.server();
    killpg(owner.pid(), Signal::SIGINT).unwrap();
    owner.nothing_is_left();
    wait_until(|| !runs(server));
}

#[test]
fn a_cluster_is_gone_when_its_owner_has_no_more_use_for_it() {
    let mut owner = Owner::start();
    let server = owner.server();
    drop(owner.process.stdin.take());
    assert!(owner.process.wait().unwrap().success());
    assert!(is_empty(owner.parent.path()));
    assert!(!runs(server));
}

#[test]
fn a_cluster_that_hangs_is_gone_after_its_owner_was_killed() {
    let mut owner = Owner::start();
    let server = owner.server();
    kill(server, Signal::SIGSTOP).unwrap();
    kill(owner.pid(), Signal::SIGKILL).unwrap();
    owner.nothing_is_left();
    wait_until(|| !runs(server));
}

#[test]
fn a_cluster_is_gone_whose_owner_was_killed_while_it_was_made() {
    let mut owner = Owner::start();
    let folder = owner.parent.path().to_owned();
    let begun = || {
        let mut folders = fs::read_dir(&folder).unwrap().flatten();
        folders.any(|it| it.path().join("data/base").exists())
    };
    wait_until(begun);
    kill(owner.pid(), Signal::SIGKILL).unwrap();
    owner.nothing_is_left();
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

/// Whether it runs: it may have ended without having been waited for.
fn runs(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status"));
    status.is_ok_and(|status| !status.contains("State:\tZ"))
}

fn wait_until(so: impl Fn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    while !so() {
        assert!(Instant::now() < deadline, "it takes too long");
        sleep(Duration::from_millis(5));
    }
}
