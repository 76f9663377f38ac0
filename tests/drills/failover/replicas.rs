use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_throwaway_postgres::Database;

use super::{
    machine::Machine,
    network::{CLIENTS, ETCD, Network, succeed},
    server::{FOLLOWING, IN_STEP, Server, own_folder},
};
use crate::drill::{Broken, Verdict, hold};

/// Three servers of PostgreSQL with a Patroni each, the etcd that they agree by, and a proxy that leads to their primary.
pub(super) struct Replicas {
    pub(super) servers: [Server; 3],
    folder: PathBuf,
    /// They end after the servers.
    _others: [Machine; 2],
}

/// Whether a commit waits until another server has it, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Replication {
    Synchronous,
    Asynchronous,
}

const SERVERS: [(&str, &str); 3] = [
    ("db1", "10.0.0.11"),
    ("db2", "10.0.0.12"),
    ("db3", "10.0.0.13"),
];
const CREDENTIALS: &str = "pullkey:throwaway";
const NAME: &str = "pullkey";
/// Whoever asks more often takes the processors from those who are to answer.
const POLL: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_mins(2);

impl Replicas {
    /// Starts them, and waits until a commit is on two of them.
    pub(super) fn start(network: &Network, folder: &Path, replication: Replication) -> Self {
        for program in [
            "patroni",
            "patronictl",
            "etcd",
            "haproxy",
            "setpriv",
            "nsenter",
        ] {
            let there = Command::new("sh")
                .args(["-c", &format!("command -v {program}")])
                .output();
            assert!(
                there.expect("there is a shell").status.success(),
                "{program} is missing: Debian has it in patroni, etcd-server, haproxy or util-linux"
            );
        }
        let mut others = [etcd(folder), haproxy(folder)];
        for machine in &mut others {
            machine.switch_on();
        }
        let mut servers =
            SERVERS.map(|(name, address)| Server::new(network, folder, name, address, replication));
        // The first to come makes the data of all.
        let [first, others_to_come @ ..] = &mut servers;
        first.machine.switch_on();
        until("a primary", first, || first.is_primary());
        for server in others_to_come {
            server.machine.switch_on();
        }
        let replicas = Self {
            servers,
            folder: folder.to_owned(),
            _others: others,
        };
        let first = replicas.servers[0].database("postgres");
        first.query("CREATE ROLE pullkey LOGIN PASSWORD 'throwaway'");
        first.query("CREATE DATABASE pullkey OWNER pullkey");
        replicas.await_all(replication).expect("they start");
        replicas
    }

    /// The database on one of the servers, to be looked into there. It has the URL of all of them.
    pub(super) fn database(&self, server: usize) -> Database {
        self.servers[server].database(NAME)
    }

    /// Those that follow this one.
    pub(super) fn standbys(&self, primary: usize) -> Vec<usize> {
        (0..self.servers.len())
            .filter(|it| *it != primary)
            .collect()
    }

    /// What this one needs to be the primary: the addresses of the others, and of etcd.
    pub(super) fn peers(&self, server: usize) -> Vec<&'static str> {
        let others = self.standbys(server).into_iter();
        others
            .map(|it| self.servers[it].address)
            .chain([ETCD])
            .collect()
    }

    /// Which one is the primary, as soon as one is.
    pub(super) fn primary(&self) -> Result<usize, Broken> {
        let since = Instant::now();
        loop {
            if let Some(primary) = self.servers.iter().position(Server::is_primary) {
                return Ok(primary);
            }
            hold(since.elapsed() < PATIENCE, || {
                "there is no primary".to_owned()
            })?;
            sleep(POLL);
        }
    }

    /// Waits until another one than this takes writes, and they are replicated. Tells how long that took.
    pub(super) fn await_successor(
        &self,
        of: usize,
        replication: Replication,
    ) -> Result<Duration, Broken> {
        let since = Instant::now();
        let takes_writes = |server: &Server| {
            server.is_primary()
                && (replication == Replication::Asynchronous || server.count(IN_STEP) > 0)
        };
        loop {
            let mut others = self.standbys(of).into_iter();
            if others.any(|it| takes_writes(&self.servers[it])) {
                return Ok(since.elapsed());
            }
            hold(since.elapsed() < PATIENCE, || {
                let words = self.servers.each_ref().map(|it| it.machine.last_words());
                format!("Patroni finds no successor: {}", words.join("\n\n"))
            })?;
            sleep(POLL);
        }
    }

    /// Waits until there is one primary, and the others follow it, one of them in step.
    pub(super) fn await_all(&self, replication: Replication) -> Verdict {
        let since = Instant::now();
        let in_step = usize::from(replication == Replication::Synchronous);
        while !(self.is_followed() && self.saying("/synchronous") == in_step) {
            hold(since.elapsed() < PATIENCE, || {
                let words = self.servers.each_ref().map(|it| it.machine.last_words());
                format!("the servers do not come together: {}", words.join("\n\n"))
            })?;
            sleep(POLL);
        }
        Ok(())
    }

    fn saying(&self, path: &str) -> usize {
        self.servers.iter().filter(|it| it.says(path)).count()
    }

    /// Whether there is one primary, and all others follow it.
    fn is_followed(&self) -> bool {
        let others = self.servers.len() - 1;
        let primary = || self.servers.iter().find(|it| it.is_primary());
        self.saying("/primary") == 1
            && self.saying("/replica") == others
            && primary().is_some_and(|it| it.count(FOLLOWING) == others)
    }

    /// Has Patroni make another one the primary in good order.
    pub(super) fn switch_over(&self, from: usize) {
        let mut command = Command::new("patronictl");
        let config = self.folder.join("db1.yml");
        command
            .args(["-c", config.to_str().expect("its path is text")])
            .args(["switchover", "--force", "--master", self.servers[from].name])
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8");
        succeed(&mut command);
    }
}

/// The URL with all servers.
pub(super) fn url_of_all() -> String {
    let hosts = SERVERS.map(|(_, address)| address).join(",");
    format!("postgres://{CREDENTIALS}@{hosts}/{NAME}?target_session_attrs=read-write")
}

/// The URL with one address.
pub(super) fn url_of(address: SocketAddr) -> String {
    format!("postgres://{CREDENTIALS}@{address}/{NAME}")
}

/// Where the proxy listens.
pub(super) fn proxy() -> SocketAddr {
    let address = CLIENTS.parse().expect("it is an address");
    SocketAddr::new(address, 5000)
}

fn etcd(folder: &Path) -> Machine {
    let own = folder.join("etcd");
    own_folder(&own);
    let clients = format!("http://{ETCD}:2379");
    let data = own.join("data");
    let data = data.to_str().expect("its path is text");
    let program = [
        "etcd",
        "--enable-v2",
        "--data-dir",
        data,
        "--listen-client-urls",
        &clients,
        "--advertise-client-urls",
        &clients,
        "--listen-peer-urls",
        "http://127.0.0.1:2380",
    ];
    Machine::with(&program, &folder.join("etcd.log"), None)
}

fn haproxy(folder: &Path) -> Machine {
    let config = folder.join("haproxy.cfg");
    fs::write(&config, include_str!("haproxy.cfg")).expect("the folder takes files");
    let program = ["haproxy", "-f", config.to_str().expect("its path is text")];
    Machine::with(&program, &folder.join("haproxy.log"), None)
}

fn until(what: &str, server: &Server, so: impl Fn() -> bool) {
    let since = Instant::now();
    while !so() {
        let words = || server.machine.last_words();
        assert!(
            since.elapsed() < PATIENCE,
            "there is not {what}: {}",
            words()
        );
        sleep(POLL);
    }
}
