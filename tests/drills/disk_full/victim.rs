use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client, Outcome, Place, Server, binary};
use tempfile::{TempDir, tempdir};

use super::{disk::SmallDisk, pause};
use crate::drill::{Broken, Verdict, hold};

/// The service on the small disk, where its log is as well.
pub(super) struct Victim {
    server: Server,
    place: Place,
    disk: SmallDisk,
    largest_log: u64,
}

/// What it left, where everybody can look at it.
pub(super) struct Left(TempDir);

/// How long a start may take on a disk that is full: as long as any other.
const READY_WITHIN: Duration = Duration::from_secs(5);
/// What the log says of a service that answers.
const SERVES: &str = "\"message\":\"serving\"";
/// When a program that should end is waited for no more.
const PATIENCE: Duration = Duration::from_secs(20);

impl Victim {
    /// A new one, ready to be asked.
    pub(super) fn start(mebibytes: usize) -> Result<Self, Broken> {
        let disk = SmallDisk::mount(mebibytes)?;
        let server = serve(&disk, "--listen=127.0.0.1:0");
        let place = Place::at(server.address().port());
        server.until_ready();
        Ok(Self {
            server,
            place,
            disk,
            largest_log: 0,
        })
    }

    /// Where it listens, also after it was started again.
    pub(super) fn place(&self) -> &Place {
        &self.place
    }

    pub(super) fn disk(&self) -> &SmallDisk {
        &self.disk
    }

    /// Where its data is, as the drill sees it.
    pub(super) fn data(&self) -> PathBuf {
        self.disk.data()
    }

    /// The key of its first start.
    pub(super) fn first_key(&self) -> String {
        let key = fs::read_to_string(self.data().join("first-api-key"));
        key.expect("there is a first key").trim().to_owned()
    }

    /// Its process id.
    pub(super) fn pid(&self) -> u32 {
        self.server.pid()
    }

    /// Looks how large the write-ahead log is.
    pub(super) fn look(&mut self) {
        let log = fs::metadata(self.data().join("pullkey.db-wal"));
        let size = log.map(|it| it.len()).unwrap_or_default();
        self.largest_log = self.largest_log.max(size);
    }

    /// The size of the largest write-ahead log that was seen.
    pub(super) fn largest_log(&self) -> u64 {
        self.largest_log
    }

    /// Runs a command beside it.
    pub(super) fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.disk.command(binary()).args(arguments).output();
        let output = output.expect("the command starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Outcome {
            status: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The key of another company, which may do all with credentials.
    pub(super) fn key_of_a_company(&self) -> String {
        let made = self.run(&["company", "create", "--name=onlookers", "--json"]);
        let company = member(&made, "id");
        let create = [
            "api-key",
            "create",
            "--company",
            &company,
            "--name=onlooker",
            "--json",
        ];
        let capabilities = ["READ", "CREATE", "UPDATE", "DELETE"];
        let capabilities = capabilities.map(|it| format!("--capability=DOCKER_REGISTRY:{it}"));
        let arguments: Vec<_> = create
            .into_iter()
            .chain(capabilities.iter().map(|it| &**it))
            .collect();
        member(&self.run(&arguments), "token")
    }

    /// Ends it as a power cut would.
    pub(super) fn kill(&mut self) {
        self.server.kill();
    }

    /// Lets it end in good order.
    pub(super) fn stop(&mut self) {
        self.server.stop();
    }

    /// Starts it again where it was. Holds if it is ready soon.
    pub(super) fn restart(&mut self) -> Verdict {
        let since = Instant::now();
        self.server = serve(&self.disk, &format!("--listen={}", self.place.address()));
        let client = Client::of(&self.place);
        let ask = Call::new("GET", "/readyz");
        while !client.send(&ask).is_ok_and(|reply| reply.status == 200) {
            hold(since.elapsed() < READY_WITHIN, || {
                "a start is not ready within 5 seconds".to_owned()
            })?;
            pause();
        }
        Ok(())
    }

    /// Holds if a start on the full disk comes to serve, or is refused in words that say that it may be the disk: a log that
    /// found its place in the database before is made anew, which takes room.
    pub(super) fn starts_or_is_refused(&self) -> Verdict {
        let log = self.disk.folder().join("second-log");
        let said = File::create(&log).expect("the folder takes files");
        let mut command = self.disk.command(binary());
        command.arg("--listen=127.0.0.1:0").stdout(Stdio::null());
        let mut child = command.stderr(said).spawn().expect("pullkey starts");
        let since = Instant::now();
        let (status, said) = loop {
            let ended = child.try_wait().expect("pullkey can be waited for");
            let said = fs::read_to_string(&log).unwrap_or_default();
            if ended.is_some() || said.contains(SERVES) || since.elapsed() > PATIENCE {
                drop(child.kill());
                drop(child.wait());
                break (ended, said);
            }
            pause();
        };
        let good = match status {
            Some(status) => status.code() == Some(1) && said.contains("full"),
            None => said.contains(SERVES),
        };
        hold(good, || {
            format!("a start on a full disk ends with {status:?}, saying {said:?}")
        })
    }

    /// Lets it end, once all events are sealed, and takes what it left.
    pub(super) fn stop_and_keep(mut self) -> Result<Left, Broken> {
        await_all_sealed(&Client::of(&self.place))?;
        self.stop();
        let left = tempdir().expect("there is room for a folder");
        let data = left.path().join("data");
        fs::create_dir(&data).expect("the folder takes folders");
        self.disk.copy_to(&data);
        Ok(Left(left))
    }
}

impl Left {
    /// The folder that commands are to be run in.
    pub(super) fn folder(&self) -> &Path {
        self.0.path()
    }

    /// The data directory.
    pub(super) fn data(&self) -> PathBuf {
        self.folder().join("data")
    }
}

fn serve(disk: &SmallDisk, listen: &str) -> Server {
    let log = File::options()
        .create(true)
        .append(true)
        .open(disk.data().join("log"));
    let log = log.expect("the log can be opened");
    Server::start_as(disk.command(binary()), disk.folder(), &[listen], log.into())
}

/// Waits until every event is part of its chain.
fn await_all_sealed(client: &Client) -> Verdict {
    let since = Instant::now();
    let sealed = || {
        let metrics = client.send(&Call::new("GET", "/metrics")).ok()?;
        let text = String::from_utf8(metrics.body).ok()?;
        let mut lines = text.lines();
        Some(lines.any(|line| line == "pullkey_audit_unsealed_events 0"))
    };
    while sealed() != Some(true) {
        hold(since.elapsed() < PATIENCE, || {
            "events are not sealed".to_owned()
        })?;
        pause();
    }
    Ok(())
}

fn member(outcome: &Outcome, name: &str) -> String {
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    let text = outcome.json()[name].as_str().map(str::to_owned);
    text.expect("it is told")
}
