//! The fuzzer that reads the document.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::tempdir;

use super::{
    outcome::Outcome,
    site::{Caller, Site},
};
use crate::drill::Broken;

/// Where it is installed.
pub(super) struct Schemathesis(PathBuf);

/// So much longer than it is told to it may take, on a busy machine.
const GRACE: Duration = Duration::from_mins(3);

impl Schemathesis {
    pub(super) fn of(project: PathBuf) -> Self {
        Self(project)
    }

    /// Runs it for so many seconds. It first tries all examples and edges of the document, then draws values and follows
    /// links until the time is over.
    pub(super) fn run(
        &self,
        site: &Site,
        caller: &Caller,
        seconds: u64,
        seed: u32,
    ) -> Result<Outcome, Broken> {
        let folder = tempdir().expect("there is room for a folder");
        let told = folder.path().join("told");
        let mut command = self.command(site, caller, folder.path());
        command
            .args(["--max-time", &seconds.to_string()])
            .args(["--seed", &seed.to_string()])
            .stdout(File::create(&told).expect("the folder takes files"));
        let child = command.spawn().expect("schemathesis starts");
        let ended = within(Duration::from_secs(seconds) + GRACE, child);
        let told = fs::read_to_string(told).unwrap_or_default();
        ended.ok_or_else(|| Broken(format!("schemathesis came to no end: {told}")))?;
        Outcome::left_in(folder.path(), &told)
    }

    fn command(&self, site: &Site, caller: &Caller, folder: &Path) -> Command {
        let mut command = Command::new(self.0.join("venv/bin/schemathesis"));
        let url = format!("http://{}/openapi.json", site.place.address());
        command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            // It looks through all of the environment for a proxy, for each request.
            .env_clear()
            .env("PYTHONPATH", &self.0)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUTF8", "1")
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("FUZZ_KEPT", &site.kept)
            // What it finds out about Unicode takes seconds, and is the same every time.
            .env("HYPOTHESIS_STORAGE_DIRECTORY", self.0.join("hypothesis"))
            .args(["run", &url])
            .args(["--phases", "examples,coverage,fuzzing,stateful"])
            .args(["--checks", "all", "--continue-on-failure"])
            // They judge how well it draws values, not the service.
            .args(["--suppress-health-check", "all"])
            .args(["--generation-database", "none", "--no-shrink"])
            .args(["--request-timeout", "30", "--no-color"])
            .args(["--report", "json", "--report-json-path", "report.json"])
            .args(caller.filter);
        if let Some(key) = &caller.key {
            command.args(["--header", &format!("Authorization: Bearer {key}")]);
        }
        command
    }
}

/// Waits for a process, and ends it when it takes longer than this: `None` then.
fn within(patience: Duration, mut child: Child) -> Option<()> {
    let deadline = Instant::now() + patience;
    while child
        .try_wait()
        .expect("a process can be waited for")
        .is_none()
    {
        if Instant::now() > deadline {
            drop(child.kill());
            drop(child.wait());
            return None;
        }
        sleep(Duration::from_millis(20));
    }
    Some(())
}
