use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use nix::{
    errno::Errno,
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use super::network::Cable;

/// A machine with processes that see none but themselves, and which end all at once: with this value, with this process, or
/// as in a power cut. It runs one program, which may start others, as the user `postgres`. It comes before the
/// drill's clients and nodes for the processors: on a machine of its own, they would not keep it from renewing its lease.
pub(super) struct Machine {
    program: Vec<String>,
    log: PathBuf,
    /// The network that it sees, if it has one of its own.
    network: Option<String>,
    power: Option<Child>,
}

const FIRST_PROCESS: &str = include_str!("machine.sh");
const PATIENCE: Duration = Duration::from_secs(30);

impl Machine {
    /// One that is switched off. It is where the drill is, unless it has a cable of its own.
    pub(super) fn with(program: &[&str], log: &Path, cable: Option<&Cable>) -> Self {
        Self {
            program: program.iter().map(|&it| it.to_owned()).collect(),
            log: log.to_owned(),
            network: cable.map(Cable::network),
            power: None,
        }
    }

    /// Starts its program.
    pub(super) fn switch_on(&mut self) {
        let network = self
            .network
            .as_deref()
            .unwrap_or("/proc/thread-self/ns/net");
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--net={network}"))
            .args(["unshare", "--fork", "--pid", "--ipc", "--mount-proc"])
            .args(["sh", "-c", FIRST_PROCESS, "machine"])
            .arg(&self.log)
            .args(["nice", "--adjustment=-15"])
            .args(["setpriv", "--reuid=postgres", "--regid=postgres"])
            .args([
                "--clear-groups",
                "env",
                "-i",
                "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                "LC_ALL=C.UTF-8",
            ])
            .args(&self.program)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        self.power = Some(command.spawn().expect("nsenter starts"));
    }

    /// Ends all its processes at once.
    pub(super) fn cut_power(&mut self) {
        if let Some(mut power) = self.power.take() {
            // Its first process waits for this to end, and all others end with it.
            drop(power.stdin.take());
            drop(power.wait());
        }
    }

    /// Stops all its processes where they are.
    pub(super) fn freeze(&self) {
        let since = Instant::now();
        // One that is not stopped yet may start another.
        while self.signal(Signal::SIGSTOP) > 0 {
            assert!(since.elapsed() < PATIENCE, "processes do not stop");
            sleep(Duration::from_millis(1));
        }
    }

    /// Lets them go on.
    pub(super) fn thaw(&self) {
        self.signal(Signal::SIGCONT);
    }

    /// What its program told last, for whoever wonders why it does not do what it should.
    pub(super) fn last_words(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log).into_owned();
        let from = log.len().saturating_sub(3000);
        log.chars().skip(from).collect()
    }

    /// Sends a signal to all but the first process and what keeps it. Tells how many were not stopped before.
    fn signal(&self, signal: Signal) -> usize {
        let Some(power) = &self.power else { return 0 };
        let spaces = format!("/proc/{}/ns/pid_for_children", power.id());
        let own = fs::read_link(spaces).expect("it runs");
        let listed = fs::read_dir("/proc").expect("there is /proc").flatten();
        let pids = listed.filter_map(|it| it.file_name().to_str()?.parse::<i32>().ok());
        let inside = pids
            .filter(|pid| fs::read_link(format!("/proc/{pid}/ns/pid")).is_ok_and(|it| it == own));
        let mut running = 0;
        for pid in inside {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let Some((name, rest)) = stat.rsplit_once(") ") else {
                continue;
            };
            if name.ends_with("(sh") || name.ends_with("(cat") {
                continue;
            }
            running += usize::from(!rest.starts_with(['T', 'Z']));
            // It may have ended meanwhile.
            let _: Result<(), Errno> = kill(Pid::from_raw(pid), signal);
        }
        running
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        self.cut_power();
    }
}
