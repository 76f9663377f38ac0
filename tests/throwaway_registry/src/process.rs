use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// Ends the registry as soon as its input does, which is when we are gone, however we went.
const SCRIPT: &str = r#"trap '' HUP INT TERM
docker-registry serve "$1" >"$1.log" 2>&1 </dev/null &
cat
kill -KILL $!"#;

/// A registry that runs.
pub(crate) struct Process(Child);

impl Process {
    /// Starts what this configuration says, and waits until it listens there.
    pub(crate) fn start(config: &Path, address: SocketAddr) -> Self {
        let child = Command::new("sh")
            .args(["-c", SCRIPT, "throwaway-registry"])
            .arg(config)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("there is a shell");
        let process = Self(child);
        let limit = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(address).is_err() {
            let log = config.with_extension("yml.log");
            assert!(
                Instant::now() < limit,
                "docker-registry, which is Debian's package of this name, does not listen: {}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
            sleep(Duration::from_millis(10));
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        drop(self.0.wait());
    }
}

/// An address of this machine where nobody listens.
pub(crate) fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there are free ports");
    listener.local_addr().expect("it is bound")
}
