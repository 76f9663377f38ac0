//! PostgreSQL's own benchmark: each of its clients does one transaction after the other, by prepared statements, in sessions
//! that are set as the product's are.

use std::{fs, path::PathBuf, process::Command, time::Duration};

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

    /// As many as so many clients get done.
    pub(crate) fn turn(&self, clients: usize, turn: Duration) -> Load {
        let before = self.processes.processor_seconds();
        let output = Command::new(&self.program)
            .args([
                "--no-vacuum",
                "--protocol=prepared",
                "--log",
                "--log-prefix=log",
            ])
            .arg(format!("--client={clients}"))
            .arg("--jobs=1")
            .arg(format!("--time={}", turn.as_secs()))
            .args(["--file", "script.sql"])
            .arg(&self.url)
            .env("PGOPTIONS", &self.settings)
            .current_dir(self.folder.path())
            .output()
            .expect("pgbench starts");
        let processor = self.processes.processor_seconds() - before;
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{failed}");
        let told = String::from_utf8_lossy(&output.stdout);
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = "));
        let rate = rate.and_then(|it| it.split(' ').next()?.parse().ok());
        let times = self.times();
        #[expect(clippy::cast_precision_loss, reason = "no turn does so many")]
        let count = times.len() as f64;
        Load {
            per_second: rate.unwrap_or_else(|| panic!("pgbench says no rate: {told}")),
            processor_micros: processor / count * 1e6,
            service_micros: 0.0,
            p50_micros: median(times.iter().copied()),
            p99_micros: times[times.len() * 99 / 100],
        }
    }

    /// How long each transaction took, in microseconds, the shortest first.
    fn times(&self) -> Vec<f64> {
        let mut times = Vec::new();
        let files = fs::read_dir(self.folder.path()).expect("it can be read");
        for file in files.flatten().map(|it| it.path()) {
            if file.extension().is_some_and(|it| it == "sql") {
                continue;
            }
            let log = fs::read_to_string(&file).expect("pgbench wrote text");
            let each = log.lines().filter_map(|line| line.split(' ').nth(2));
            times.extend(each.filter_map(|it| it.parse::<f64>().ok()));
            fs::remove_file(&file).expect("it can be removed");
        }
        times.sort_by(f64::total_cmp);
        times
    }
}
