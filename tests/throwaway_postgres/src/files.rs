use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{
    Options,
    account::Account,
    database::ROLE,
    options::Tls,
    programs::Programs,
    psql::{Psql, SUPERUSER},
};

/// The folder of a cluster, with its data, its log and its socket. The watchdog removes it.
#[derive(Debug)]
pub(crate) struct Files(PathBuf);

impl Files {
    /// An empty folder, and its name for who is to remove it.
    pub(crate) fn make(options: &Options, account: &Account) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("throwaway-postgres-")
            .tempdir_in(&options.parent)
            .map(TempDir::keep)
            .expect("there is room for a folder");
        account.own(&folder);
        let socket = folder.join(".s.PGSQL.65535");
        let length = socket.as_os_str().len();
        assert!(
            length < 104,
            "{} is too long for a socket",
            socket.display()
        );
        Self(folder)
    }

    /// Makes the data of a new server.
    pub(crate) fn initialise(
        &self,
        options: &Options,
        port: u16,
        account: &Account,
        programs: &Programs,
    ) {
        let mut command = programs.command("initdb");
        command
            .arg("--pgdata")
            .arg(self.data())
            .args(["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8"])
            // It sorts as people do, like most servers: who wants the order of the bytes has to ask for it.
            .args(["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"])
            // What is lost here is made again.
            .args(["--no-sync", "--no-instructions"])
            .stdin(Stdio::null());
        account.assume(&mut command);
        succeed(&mut command);
        let lines = options
            .tls
            .iter()
            .map(|tls| self.take_certificate(tls, account));
        let lines = lines.collect::<String>() + &self.settings(options, port);
        self.append("postgresql.conf", &lines);
        fs::write(self.data().join("pg_hba.conf"), admissions(options)).expect("it takes files");
    }

    /// Takes the data of a server that runs, so that another one goes on from there and follows it.
    pub(crate) fn copy(
        &self,
        primary: &Psql,
        port: u16,
        options: &Options,
        account: &Account,
        programs: &Programs,
    ) {
        let mut command = programs.command("pg_basebackup");
        command
            .arg("--pgdata")
            .arg(self.data())
            .args(["--checkpoint=fast", "--no-sync", "--write-recovery-conf"])
            .args(["--username", SUPERUSER, "--host"])
            .arg(primary.folder())
            .args(["--port", &primary.port().to_string()])
            .stdin(Stdio::null());
        account.assume(&mut command);
        succeed(&mut command);
        // The last line of a name counts.
        self.append("postgresql.conf", &self.settings(options, port));
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    /// What the server logged so far.
    pub(crate) fn log(&self) -> String {
        let log = fs::read(self.0.join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// The end of the log, to be written to.
    pub(crate) fn open_log(&self) -> File {
        let path = self.0.join("log");
        let log = OpenOptions::new().create(true).append(true).open(path);
        log.expect("the folder takes files")
    }

    /// Removes what a server that was killed left in memory: the segment that its lock file names.
    pub(crate) fn remove_shared_memory(&self) {
        let lock = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let segment = lock
            .lines()
            .nth(6)
            .and_then(|it| it.split_whitespace().nth(1));
        if let Some(id) = segment {
            let output = Command::new("ipcrm").args(["-m", id]).output();
            drop(output.expect("ipcrm starts"));
        }
    }

    fn settings(&self, options: &Options, port: u16) -> String {
        let own = [
            ("port", port.to_string()),
            (
                "listen_addresses",
                String::from(if options.tcp { "127.0.0.1" } else { "" }),
            ),
            ("unix_socket_directories", self.0.display().to_string()),
            ("dynamic_shared_memory_type", String::from("mmap")),
            ("max_connections", String::from("200")),
            ("timezone", String::from("UTC")),
        ];
        let asked = options.settings.iter();
        let lines = own.into_iter().map(|(name, value)| line(name, &value));
        lines
            .chain(asked.map(|(name, value)| line(name, value)))
            .collect()
    }

    fn take_certificate(&self, tls: &Tls, account: &Account) -> String {
        for (from, name) in [(&tls.certificate, "server.crt"), (&tls.key, "server.key")] {
            let to = self.data().join(name);
            fs::copy(from, &to).expect("certificate and key can be copied");
            account.own(&to);
        }
        line("ssl", "on")
    }

    fn append(&self, name: &str, text: &str) {
        let file = OpenOptions::new().append(true).open(self.data().join(name));
        let mut file = file.expect("initdb made it");
        file.write_all(text.as_bytes()).expect("it can be written");
    }
}

fn succeed(command: &mut Command) {
    let output = command.output().expect("the program starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {told}");
}

fn line(name: &str, value: &str) -> String {
    format!("{name} = '{}'\n", value.replace('\'', "''"))
}

/// Only we get to the socket, as the folder is closed. Whoever is on this machine gets to the port: there, nobody comes
/// in who could make the server run programs.
fn admissions(options: &Options) -> String {
    let host = if options.only_tls { "hostssl" } else { "host" };
    let local = "local all all trust\nlocal replication all trust\n";
    format!("{local}{host} all {ROLE} 127.0.0.1/32 scram-sha-256\n")
}
