use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// PostgreSQL's programs, as the system has them.
#[derive(Debug)]
pub(crate) struct Programs(PathBuf);

/// The folder with the server programs of PostgreSQL that the system has.
pub fn server_programs() -> PathBuf {
    Programs::find().0
}

/// What a folder of them must have.
const NEEDED: &[&str] = &["initdb", "pg_isready", "postgres", "psql"];

const MISSING: &str =
    "no server programs of PostgreSQL are installed: Debian has them in its package `postgresql`";

impl Programs {
    /// Those that `pg_config` names, else Debian's newest, else those on the path.
    pub(crate) fn find() -> Self {
        let folders = told_by("pg_config --bindir")
            .into_iter()
            .chain(debian())
            .chain(told_by("command -v initdb").and_then(|initdb| folder_of(&initdb)));
        let complete = |folder: &PathBuf| NEEDED.iter().all(|name| folder.join(name).is_file());
        let found = folders.into_iter().find(complete);
        Self(found.expect(MISSING))
    }

    /// Where a program is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Runs a program without anything of our environment: it may hold another server's address.
    pub(crate) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.path(name));
        command.env_clear().env("LC_ALL", "C").current_dir("/");
        command
    }
}

/// The first line that the shell prints for this.
fn told_by(script: &str) -> Option<PathBuf> {
    let output = Command::new("sh").args(["-c", script]).output().ok()?;
    let told = String::from_utf8(output.stdout).ok()?;
    told.lines().next().map(PathBuf::from)
}

/// Debian keeps the programs of each version apart, and off the path.
fn debian() -> Vec<PathBuf> {
    let version = |folder: &PathBuf| -> Option<u32> { folder.file_name()?.to_str()?.parse().ok() };
    let listed = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut folders: Vec<_> = listed.flatten().map(|entry| entry.path()).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    folders.iter().map(|folder| folder.join("bin")).collect()
}

/// The folder of the program itself, as the path may lead to a link.
fn folder_of(program: &Path) -> Option<PathBuf> {
    Some(program.canonicalize().ok()?.parent()?.to_owned())
}
