use std::{
    fs,
    io::{Read, Write},
    os::unix::net::UnixStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::Place;
use pullkey_throwaway_postgres::Port;
use tempfile::{TempDir, tempdir};

/// Where the configuration stands that is tried here.
const DOCUMENTATION: &str = include_str!("../../../docs/operations.md");

/// HAProxy before the nodes, as the documentation configures it. It ends with this value.
pub(super) struct HaProxy {
    child: Child,
    place: Place,
    socket: PathBuf,
    _port: Port,
    _folder: TempDir,
}

/// What HAProxy counts of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) is_up: bool,
    /// Requests that it works on now.
    pub(super) running: u64,
    /// Requests that it was given so far.
    pub(super) given: u64,
    /// Attempts to connect that were repeated, here or at the other node.
    pub(super) retried: u64,
}

/// The nodes by their names in the configuration.
pub(super) const NAMES: [&str; 2] = ["one", "two"];

impl HaProxy {
    /// Starts it before these nodes. `alter` may change the configuration.
    pub(super) fn before(nodes: [&Place; 2], alter: impl FnOnce(String) -> String) -> Self {
        let (port, folder) = (Port::reserve(), tempdir().expect("there is room for it"));
        let (socket, file) = (folder.path().join("socket"), folder.path().join("config"));
        let control = format!(
            "global\n    stats socket {} level admin\n",
            socket.display()
        );
        let config = alter(configuration(port.number(), nodes));
        fs::write(&file, control + &config).expect("the folder takes files");
        // It is not to outlive us, however we end.
        let child = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "haproxy", "-q", "-db", "-f"])
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("setpriv, of Debian's package util-linux, starts");
        let mut started = Self {
            child,
            place: Place::at(port.number()),
            socket,
            _port: port,
            _folder: folder,
        };
        started.until_it_listens();
        started
    }

    /// Where clients come in.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    /// What it counts of a node.
    pub(super) fn counted(&self, node: usize) -> Counted {
        let table = self.ask("show stat -1 4 -1");
        let mut lines = table.lines().map(|line| line.split(','));
        let names: Vec<_> = lines.next().into_iter().flatten().collect();
        let column = |name| names.iter().position(|it| *it == name);
        let mut rows = lines.map(Iterator::collect::<Vec<_>>);
        let row = rows.find(|row| row.get(1) == Some(&NAMES[node]));
        let row = row.expect("HAProxy knows the node");
        let value = |name| column(name).and_then(|at| row.get(at)).copied();
        let number = |name| value(name).and_then(|it| it.parse().ok());
        let number = |name| number(name).expect("HAProxy counts it");
        Counted {
            // Without checks it is taken for one that is.
            is_up: value("status").is_some_and(|it| it == "UP" || it == "no check"),
            running: number("scur"),
            given: number("stot"),
            retried: number("wretr") + number("wredis"),
        }
    }

    /// Waits until each node gets requests.
    pub(super) fn until_all_are_up(&self) {
        let deadline = Instant::now() + PATIENCE;
        while !(0..NAMES.len()).all(|node| self.counted(node).is_up) {
            assert!(Instant::now() < deadline, "HAProxy finds the nodes ready");
            sleep(PAUSE);
        }
    }

    /// Has all new requests go to this node while `work` goes on.
    pub(super) fn with_all_sent_to<T>(&self, node: usize, work: impl FnOnce() -> T) -> T {
        let other = NAMES[1 - node];
        self.ask(&format!("set weight pullkey/{other} 0"));
        let done = work();
        self.ask(&format!("set weight pullkey/{other} 100%"));
        done
    }

    fn until_it_listens(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while UnixStream::connect(&self.socket).is_err() {
            let ended = self.child.try_wait().expect("it can be waited for");
            assert!(
                ended.is_none() && Instant::now() < deadline,
                "haproxy, which is Debian's package of this name, does not start: {ended:?}"
            );
            sleep(PAUSE);
        }
    }

    fn ask(&self, command: &str) -> String {
        let asked = UnixStream::connect(&self.socket).and_then(|mut stream| {
            stream.write_all(format!("{command}\n").as_bytes())?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        });
        asked.expect("HAProxy answers on its socket")
    }
}

const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(10);

impl Drop for HaProxy {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The configuration of the documentation, for these places on this machine, where no TLS is needed.
fn configuration(port: u16, nodes: [&Place; 2]) -> String {
    let begin = DOCUMENTATION.split_once("```haproxy\n");
    let block = begin.and_then(|(_, rest)| rest.split_once("```"));
    let (block, _) = block.expect("the documentation has a configuration of HAProxy");
    let [one, two] = nodes.map(|place| place.address().to_string());
    let bind = format!("bind 127.0.0.1:{port}");
    let replaced = [
        ("bind :443 ssl crt /etc/haproxy/pullkey.pem", bind.as_str()),
        (" ssl verify required ca-file /etc/haproxy/nodes-ca.pem", ""),
        ("10.0.0.1:8443", one.as_str()),
        ("10.0.0.2:8443", two.as_str()),
    ];
    replaced.iter().fold(block.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the documentation has {from}");
        text.replace(from, to)
    })
}
