use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};

use crate::{Curl, binary::pullkey};

/// A running service, in a folder of its own, which limits nobody's rate unless it is told to. It ends with this value.
pub struct Server {
    folder: PathBuf,
    address: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts the service with its data in `folder/data`, on a free port, and waits until it can be asked.
    pub fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same, with further arguments; `--listen=` may be one of them.
    pub fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let log = File::create(folder.join("stderr")).expect("the folder takes files");
        Self::start_logging_to(folder, arguments, log.into())
    }

    /// The same, with its log going elsewhere.
    pub fn start_logging_to(folder: &Path, arguments: &[&str], log: Stdio) -> Self {
        Self::start_as(pullkey(folder), folder, arguments, log)
    }

    /// The same, by a command that runs the binary, or another program like it, in this folder.
    pub fn start_as(mut command: Command, folder: &Path, arguments: &[&str], log: Stdio) -> Self {
        let address_file = folder.join("address");
        // One of an earlier start would be taken for this one's.
        drop(fs::remove_file(&address_file));
        let stdout = File::create(folder.join("stdout")).expect("the folder takes files");
        let elsewhere = arguments.iter().any(|it| it.starts_with("--listen="));
        let mut child = command
            .args((!elsewhere).then_some("--listen=127.0.0.1:0"))
            .arg("--address-file=address")
            .env("PULLKEY_RATE_PULL_PER_MINUTE", "0")
            .env("PULLKEY_RATE_READ_PER_MINUTE", "0")
            .env("PULLKEY_RATE_VERIFY_PER_MINUTE", "0")
            .env("PULLKEY_RATE_WRITE_PER_MINUTE", "0")
            .args(arguments)
            .stdout(stdout)
            .stderr(log)
            .spawn()
            .expect("pullkey starts");
        let deadline = Instant::now() + Duration::from_secs(30);
        let address = loop {
            if let Ok(address) = fs::read_to_string(&address_file)
                .unwrap_or_default()
                .trim()
                .parse()
            {
                break address;
            }
            let ended = child.try_wait().expect("pullkey can be waited for");
            let log = || fs::read_to_string(folder.join("stderr")).unwrap_or_default();
            assert!(ended.is_none(), "pullkey ended: {}", log());
            assert!(
                Instant::now() < deadline,
                "pullkey does not serve: {}",
                log()
            );
            sleep(Duration::from_millis(5));
        };
        Self {
            folder: folder.to_owned(),
            address,
            child,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its data directory.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The key of its first start.
    pub fn first_key(&self) -> String {
        let file = fs::read_to_string(self.data().join("first-api-key"));
        file.expect("there is a first key").trim().to_owned()
    }

    /// What it printed for its caller so far.
    pub fn stdout(&self) -> String {
        fs::read_to_string(self.folder.join("stdout")).unwrap_or_default()
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("stderr")).unwrap_or_default()
    }

    /// Waits until its log has this.
    pub fn until_it_logs(&self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.log().contains(text) {
            assert!(Instant::now() < deadline, "{text}: {}", self.log());
            sleep(Duration::from_millis(5));
        }
    }

    /// Has it read its key ring again, and waits until it has. A busy machine may need more than one signal.
    pub fn reload(&self) {
        let told = |what| self.log().matches(what).count();
        let told = || {
            let (read, kept) = (
                "the key ring was read again",
                "the key ring of before stays",
            );
            (told(read), told(kept))
        };
        let deadline = Instant::now() + Duration::from_mins(1);
        let mut before = told();
        self.signal(Signal::SIGHUP);
        loop {
            sleep(Duration::from_millis(50));
            let now = told();
            if now.0 > before.0 {
                return;
            }
            if now.1 > before.1 {
                before = now;
                self.signal(Signal::SIGHUP);
            }
            assert!(Instant::now() < deadline, "the ring is not read");
        }
    }

    /// Waits until it is ready. Tells how long that took.
    pub fn until_ready(&self) -> Duration {
        let since = Instant::now();
        loop {
            let answer = self.curl("/readyz").send();
            if answer.status == 200 {
                return since.elapsed();
            }
            let waits = since.elapsed() < Duration::from_secs(30);
            assert!(waits, "not ready: {} {}", answer.body, self.log());
            sleep(Duration::from_millis(10));
        }
    }

    /// Asks it something.
    pub fn curl(&self, path: &str) -> Curl {
        Curl::to(&format!("http://{}{path}", self.address))
    }

    /// Asks it something on TLS, trusting this certificate.
    pub fn curl_on_tls(&self, path: &str, certificate: &Path) -> Curl {
        Curl::to(&format!("https://{}{path}", self.address)).trusting(certificate)
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid()).expect("a process id");
        kill(Pid::from_raw(pid), signal).expect("pullkey is there");
    }

    /// Asks it to stop and waits until it has: all of its log is written then.
    pub fn stop(&mut self) {
        self.signal(Signal::SIGTERM);
        assert!(self.wait().success(), "pullkey ends in good order");
    }

    /// Waits until it has ended by itself.
    pub fn wait(&mut self) -> ExitStatus {
        let deadline = Instant::now() + Duration::from_secs(30);
        loop {
            if let Some(status) = self.child.try_wait().expect("pullkey can be waited for") {
                return status;
            }
            assert!(Instant::now() < deadline, "pullkey does not end");
            sleep(Duration::from_millis(5));
        }
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
