use std::{
    fs::File,
    os::fd::AsRawFd,
    path::Path,
    process::{self, Command, Output},
    thread,
};

use nix::sched::{CloneFlags, unshare};

/// A network and a file system in memory that only those have who are started inside. Both are gone with them.
pub(super) struct Network {
    bridge: &'static str,
}

/// A cable that a machine of its own is at, with the network that it sees.
pub(super) struct Cable {
    name: String,
    seen: File,
}

/// Where clients, nodes and the proxy are.
pub(super) const CLIENTS: &str = "10.0.0.1";
/// Where etcd is, which is cut off from a machine by itself.
pub(super) const ETCD: &str = "10.0.0.2";

impl Network {
    /// Moves this thread, and whatever it starts from now on, inside.
    ///
    /// # Panics
    /// Unless root runs it.
    pub(super) fn enter(folder: &Path) -> Self {
        let bridge = "net";
        let apart = unshare(CloneFlags::CLONE_NEWNET | CloneFlags::CLONE_NEWNS);
        apart.expect("the drill makes networks of its own, for which it has to be root");
        do_all(&[
            "mount --make-rprivate /",
            &format!("mount -t tmpfs -o mode=755 failover {}", folder.display()),
            "ip link set lo up",
            &format!("ip link add {bridge} type bridge"),
            &format!("ip address add {CLIENTS}/24 dev {bridge}"),
            &format!("ip address add {ETCD}/24 dev {bridge}"),
            &format!("ip link set {bridge} up"),
        ]);
        Self { bridge }
    }

    /// A cable of this name to a new machine with this address.
    pub(super) fn cable(&self, name: &str, address: &str) -> Cable {
        let bridge = self.bridge;
        let seen = thread::spawn(|| {
            unshare(CloneFlags::CLONE_NEWNET).expect("root may");
            File::open("/proc/thread-self/ns/net").expect("a thread has a network")
        });
        let seen = seen.join().expect("a network is made");
        let cable = Cable {
            name: name.to_owned(),
            seen,
        };
        let network = cable.network();
        do_all(&[
            &format!("ip link add {name} type veth peer name eth0 netns {network}"),
            &format!("ip link set {name} master {bridge} up"),
        ]);
        for line in [
            &format!("ip address add {address}/24 dev eth0"),
            "ip link set lo up",
            "ip link set eth0 up",
        ] {
            cable.told(line);
        }
        cable
    }
}

impl Cable {
    /// The network that its machine sees, as programs are told of it.
    pub(super) fn network(&self) -> String {
        format!("/proc/{}/fd/{}", process::id(), self.seen.as_raw_fd())
    }

    /// What comes and goes is lost from now on, and nobody is told.
    pub(super) fn unplug(&self) {
        do_all(&[&format!("ip link set {} down", self.name)]);
    }

    /// It is whole again.
    pub(super) fn plug_in(&self) {
        do_all(&[&format!("ip link set {} up", self.name)]);
    }

    /// The machine gets nothing to this address any more.
    pub(super) fn block(&self, address: &str) {
        self.told(&format!("ip route add blackhole {address}/32"));
    }

    /// It does again.
    pub(super) fn unblock(&self, address: &str) {
        self.told(&format!("ip route del blackhole {address}/32"));
    }

    fn told(&self, line: &str) {
        do_all(&[&format!("nsenter --net={} {line}", self.network())]);
    }
}

/// Runs these programs, one after the other, and demands that each succeeds.
fn do_all(lines: &[&str]) {
    for line in lines {
        drop(succeed(Command::new("sh").args(["-c", line])));
    }
}

/// Runs a program to its end, which must be a good one.
pub(super) fn succeed(command: &mut Command) -> Output {
    let output = command.output().expect("there is a shell");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {told}");
    output
}
