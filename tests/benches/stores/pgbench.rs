use std::{borrow::Cow, fs, path::PathBuf, process::Command};

use pullkey_tests::Processes;
use pullkey_throwaway_postgres::{Cluster, Database};
use tempfile::{TempDir, tempdir};

use crate::{TURN, Turn, Work, create, filling::COMPANIES};

/// PostgreSQL's own benchmark, on the database of the store: each of its clients does one after the other, by prepared
/// statements.
pub(crate) struct Pgbench {
    program: PathBuf,
    url: String,
    postmaster: u32,
    scripts: TempDir,
}

impl Pgbench {
    pub(crate) fn new(cluster: &Cluster, database: &Database) -> Self {
        let scripts = tempdir().unwrap();
        for work in [Work::Creates, Work::Gets] {
            let (file, script) = script(work);
            fs::write(scripts.path().join(file), &*script).unwrap();
        }
        Self {
            program: cluster.bin("pgbench"),
            url: database.url(),
            postmaster: cluster.pid(),
            scripts,
        }
    }

    /// As many as so many clients get done.
    pub(crate) fn turn(&self, work: Work, clients: usize) -> Turn {
        let (file, _) = script(work);
        let processes = Processes::default().family(self.postmaster);
        let before = processes.processor_seconds();
        let output = Command::new(&self.program)
            .args(["--no-vacuum", "--protocol=prepared"])
            .arg(format!("--client={clients}"))
            .arg(format!("--jobs={}", clients.min(2)))
            .arg(format!("--time={}", TURN.as_secs()))
            .arg("--file")
            .arg(self.scripts.path().join(file))
            .arg(&self.url)
            .output()
            .expect("pgbench starts");
        let told = String::from_utf8_lossy(&output.stdout);
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{told}{failed}");
        let number = |behind: &str| {
            let rest = told.split_once(behind).expect(&told).1;
            let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.');
            rest[..end.unwrap_or(rest.len())].parse::<f64>().unwrap()
        };
        let done = number("transactions actually processed: ");
        let processor = processes.processor_seconds() - before;
        Turn {
            per_second: number("tps = "),
            processor_micros: processor * 1e6 / done,
        }
    }
}

fn script(work: Work) -> (&'static str, Cow<'static, str>) {
    match work {
        Work::Creates => ("create.sql", create::script(COMPANIES).into()),
        Work::Gets => ("get.sql", include_str!("get.sql").into()),
    }
}
