use std::{
    fs::{self, File},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// Ends the daemon as soon as its input does, which is when we are gone, however we went, and ends with it. Nobody else
/// sees what the daemon mounts, and what it writes to places that no option moves: both are gone with it.
const SCRIPT: &str = r#"trap '' HUP INT TERM
exec 3<&0
unshare --mount sh -c '
for place in /run /etc/docker; do [ ! -d "$place" ] || mount -t tmpfs none "$place"; done
exec "$@"' daemon "$@" </dev/null 3<&- &
daemon=$!
{ cat <&3; kill -KILL $daemon; } &
wait $daemon
kill -KILL $!"#;

/// A daemon that runs.
pub(crate) struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts a program of this package of Debian, and waits until it listens at that socket.
    pub(crate) fn start(package: &str, socket: &Path, program: &str, arguments: &[&str]) -> Self {
        let log = socket.with_extension("log");
        let output = File::create(&log).unwrap();
        let child = Command::new("sh")
            .args(["-c", SCRIPT, "daemon", program])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut daemon = Self { child, log };
        let limit = Instant::now() + Duration::from_secs(30);
        while UnixStream::connect(socket).is_err() {
            let has_ended = daemon.child.try_wait().unwrap().is_some();
            assert!(
                !has_ended && Instant::now() < limit,
                "{program} of Debian's package {package} does not start, for which it needs root: {}",
                daemon.log()
            );
            sleep(Duration::from_millis(10));
        }
        daemon
    }

    /// Its log so far.
    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        drop(self.child.wait());
    }
}
