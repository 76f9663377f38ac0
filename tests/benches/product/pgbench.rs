//! PostgreSQL's own benchmark: each of its clients does one transaction after the other, by prepared statements, in sessions
//! that are set as the product's are.

use std::{
    fs,
    ops::Range,
    path::PathBuf,
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use pullkey_tests::Processes;
use pullkey_throwaway_postgres::{Cluster, Database};
use tempfile::{TempDir, tempdir};

use crate::load::{Load, median};

/// A script of it, on a database.
pub(crate) struct Pgbench {
    program: PathBuf,
    url: String,
    settings: String,
    folder: TempDir,
    processes: Processes,
}

/// Each of its clients has a process of PostgreSQL to start, and plans to make: many of them, in a second, take more of the
/// processors than what is measured.
const WARM_UP: Duration = Duration::from_secs(2);

/// What the product sets where it serves.
const SETTINGS: &str = "-c enable_seqscan=off -c jit=off";

impl Pgbench {
    pub(crate) fn of(script: &str, cluster: &Cluster, database: &Database) -> Self {
        Self::with(SETTINGS, script, cluster, database)
    }

    /// The same for what finds a row by its key.
    pub(crate) fn of_points(script: &str, cluster: &Cluster, database: &Database) -> Self {
        let settings = format!("{SETTINGS} -c plan_cache_mode=force_generic_plan");
        Self::with(&settings, script, cluster, database)
    }

    fn with(settings: &str, script: &str, cluster: &Cluster, database: &Database) -> Self {
        let folder = tempdir().expect("there is room for a folder");
        fs::write(folder.path().join("script.sql"), script).expect("the folder takes files");
        Self {
            program: cluster.bin("pgbench"),
            url: database.url(),
            settings: settings.to_owned(),
            folder,
            processes: Processes::default().family(cluster.pid()),
        }
    }

    /// As many as so many clients get done, once they are connected and have their plans. It goes on for a
    /// moment longer than it is measured.
    pub(crate) fn turn(&self, clients: usize, turn: Duration) -> Load {
        let running = Command::new(&self.program)
            .args([
                "--no-vacuum",
                "--protocol=prepared",
                "--log",
                "--log-prefix=log",
            ])
            .arg(format!("--client={clients}"))
            .arg("--jobs=1")
            .arg(format!("--time={}", (WARM_UP + turn).as_secs() + 1))
            .args(["--file", "script.sql"])
            .arg(&self.url)
            .env("PGOPTIONS", &self.settings)
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("pgbench starts");
        sleep(WARM_UP);
        let (began, before) = (now(), self.processes.processor_seconds());
        sleep(turn);
        let (ended, after) = (now(), self.processes.processor_seconds());
        let output = running.wait_with_output().expect("pgbench ends");
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{failed}");
        let times = self.times(began..ended);
        #[expect(clippy::cast_precision_loss, reason = "no turn does so many")]
        let count = times.len() as f64;
        let seconds = ended.duration_since(began).expect("time goes on");
        Load {
            per_second: count / seconds.as_secs_f64(),
            processor_micros: (after - before) / count * 1e6,
            service_micros: 0.0,
            p50_micros: median(times.iter().copied()),
            p99_micros: times[times.len() * 99 / 100],
        }
    }

    /// How long each transaction took that ended then, in microseconds, the shortest first.
    fn times(&self, then: Range<SystemTime>) -> Vec<f64> {
        let mut times = Vec::new();
        let files = fs::read_dir(self.folder.path()).expect("it can be read");
        for file in files.flatten().map(|it| it.path()) {
            if file.extension().is_some_and(|it| it == "sql") {
                continue;
            }
            let log = fs::read_to_string(&file).expect("pgbench wrote text");
            let each = log.lines().filter_map(transaction);
            times.extend(each.filter_map(|(ended, took)| then.contains(&ended).then_some(took)));
            fs::remove_file(&file).expect("it can be removed");
        }
        times.sort_by(f64::total_cmp);
        times
    }
}

/// The time by which its log tells when transactions ended.
#[expect(clippy::disallowed_methods, reason = "nothing of the product is asked")]
fn now() -> SystemTime {
    SystemTime::now()
}

/// When a transaction ended, by its line of the log, and how many microseconds it took.
fn transaction(line: &str) -> Option<(SystemTime, f64)> {
    let words: Vec<_> = line.split(' ').collect();
    let [_, _, took, _, seconds, micros] = words[..] else {
        return None;
    };
    let since =
        Duration::from_secs(seconds.parse().ok()?) + Duration::from_micros(micros.parse().ok()?);
    Some((UNIX_EPOCH + since, took.parse().ok()?))
}
