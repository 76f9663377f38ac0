use std::{
    fs,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    os::unix::fs::{PermissionsExt, chown},
    path::{Path, PathBuf},
    time::Duration,
};

use nix::unistd::User;
use pullkey_throwaway_postgres::{Database, server_programs};

use super::{
    machine::Machine,
    network::{Cable, ETCD, Network},
    replicas::{Replication, url_of_all},
};

/// A machine with PostgreSQL.
pub(super) struct Server {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) machine: Machine,
    pub(super) cable: Cable,
    folder: PathBuf,
}

/// Standbys that follow their primary.
pub(super) const FOLLOWING: &str = "state = 'streaming'";
/// Standbys that a commit waits for.
pub(super) const IN_STEP: &str = "state = 'streaming' AND sync_state IN ('sync', 'quorum')";
impl Server {
    pub(super) fn new(
        network: &Network,
        folder: &Path,
        name: &'static str,
        address: &'static str,
        replication: Replication,
    ) -> Self {
        let own = folder.join(name);
        let config = folder.join(format!("{name}.yml"));
        own_folder(&own);
        let programs = server_programs();
        let synchronous = replication == Replication::Synchronous;
        let mut text = include_str!("patroni.yml").to_owned();
        for (place, value) in [
            ("NAME", name),
            ("ADDRESS", address),
            ("ETCD", ETCD),
            ("FOLDER", own.to_str().expect("its path is text")),
            ("PROGRAMS", programs.to_str().expect("its path is text")),
            ("SYNCHRONOUS", &synchronous.to_string()),
        ] {
            text = text.replace(place, value);
        }
        fs::write(&config, text).expect("the folder takes files");
        let program = ["patroni", config.to_str().expect("its path is text")];
        let cable = network.cable(name, address);
        Self {
            name,
            address,
            machine: Machine::with(&program, &folder.join(format!("{name}.log")), Some(&cable)),
            cable,
            folder: own,
        }
    }

    /// A database of its, to be looked into there.
    pub(super) fn database(&self, name: &str) -> Database {
        Database::elsewhere(&self.folder, 5432, name, &url_of_all())
    }

    /// Whether Patroni has it take writes.
    pub(super) fn is_primary(&self) -> bool {
        self.says("/primary")
    }

    /// How many standbys of its are like this: none, if it cannot be asked.
    pub(super) fn count(&self, standbys: &str) -> usize {
        let query = format!("SELECT count(*) FROM pg_stat_replication WHERE {standbys}");
        let counted = self.database("postgres").ask(&query);
        counted.ok().and_then(|it| it.parse().ok()).unwrap_or(0)
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        let address = self.address.parse().expect("it is an address");
        SocketAddr::new(address, 5432)
    }

    /// Whether Patroni says yes to this.
    pub(super) fn says(&self, path: &str) -> bool {
        let asked = || -> io::Result<String> {
            let patience = Duration::from_millis(500);
            let address = format!("{}:8008", self.address);
            let address = address.parse().map_err(io::Error::other)?;
            let mut stream = TcpStream::connect_timeout(&address, patience)?;
            stream.set_read_timeout(Some(patience))?;
            write!(stream, "OPTIONS {path} HTTP/1.0\r\n\r\n")?;
            let mut head = [0; 12];
            stream.read_exact(&mut head)?;
            Ok(String::from_utf8_lossy(&head).into_owned())
        };
        asked().is_ok_and(|head| head.ends_with(" 200"))
    }
}

/// A folder of the user `postgres`, and of nobody else.
pub(super) fn own_folder(folder: &Path) {
    let user = User::from_name("postgres").expect("users can be looked up");
    let user = user.expect("there is no user `postgres`: Debian's package `postgresql` makes it");
    fs::create_dir(folder).expect("the folder takes folders");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).expect("it is ours so far");
    chown(folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("root may");
}
