//! That what a process has in memory stays there.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io,
    os::unix::{
        fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use nix::{
    fcntl::OFlag,
    sys::stat::Mode,
    unistd::{Uid, mkfifo},
};
use pullkey_tests::{binary, program};
use tempfile::{TempDir, tempdir};

/// What is told by who owns a process shows of a user only, and not of root.
const NOBODY: u32 = 65_534;

/// A user other than root, with a folder of his own and a binary that he may run.
struct Somebody {
    uid: u32,
    folder: TempDir,
}

impl Somebody {
    fn new() -> Self {
        let own = Uid::effective();
        let uid = if own.is_root() { NOBODY } else { own.as_raw() };
        let folder = tempdir().unwrap();
        let somebody = Self { uid, folder };
        somebody.owns(somebody.folder.path());
        fs::copy(binary(), somebody.binary()).unwrap();
        fs::set_permissions(somebody.binary(), Permissions::from_mode(0o755)).unwrap();
        somebody
    }

    fn binary(&self) -> PathBuf {
        self.folder.path().join("pullkey")
    }

    fn owns(&self, path: &Path) {
        chown(path, Some(self.uid), None).unwrap();
    }

    fn command(&self, program_path: &Path) -> Command {
        let mut command = program(program_path, self.folder.path());
        if Uid::effective().is_root() {
            command.uid(self.uid).gid(self.uid);
        }
        command
    }

    /// A pipe in which nothing comes.
    fn pipe(&self) -> PathBuf {
        let pipe = self.folder.path().join("operator-key");
        drop(fs::remove_file(&pipe));
        mkfifo(&pipe, Mode::S_IRUSR | Mode::S_IWUSR).unwrap();
        self.owns(&pipe);
        pipe
    }
}

/// A process, which ends with this value.
struct Started(Child);

impl Started {
    fn by(command: &mut Command) -> Self {
        let silent = command.stdout(Stdio::null()).stderr(Stdio::null());
        Self(silent.spawn().unwrap())
    }

    /// Whom its files in `/proc` belong to: root, if its own user may not look into them.
    fn owner(&self) -> u32 {
        let metadata = fs::metadata(format!("/proc/{}/status", self.0.id()));
        metadata.unwrap().uid()
    }

    /// How large a core may become, now and ever.
    fn core_limits(&self) -> Vec<String> {
        let limits = fs::read_to_string(format!("/proc/{}/limits", self.0.id())).unwrap();
        let mut lines = limits.lines();
        let line = lines.find_map(|line| line.strip_prefix("Max core file size"));
        let words = line.unwrap().split_whitespace().take(2);
        words.map(str::to_owned).collect()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Waits until somebody reads this pipe, who then waits for what comes.
fn until_read(pipe: &Path) -> File {
    let mut options = OpenOptions::new();
    options.write(true).custom_flags(OFlag::O_NONBLOCK.bits());
    let since = Instant::now();
    loop {
        match options.open(pipe) {
            Ok(pipe) => return pipe,
            Err(error) => assert_ne!(error.kind(), io::ErrorKind::NotFound, "{error}"),
        }
        assert!(since.elapsed() < Duration::from_secs(30), "nobody reads it");
        sleep(Duration::from_millis(5));
    }
}

#[test]
fn every_command_keeps_others_from_its_memory_before_it_reads_a_secret() {
    let somebody = Somebody::new();
    let other = Started::by(somebody.command(Path::new("sleep")).arg("60"));
    assert_eq!(other.owner(), somebody.uid, "the look itself must tell");
    let company = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let commands: [&[&str]; 10] = [
        &[],
        &["serve"],
        &["migrate"],
        &["company", "list"],
        &["api-key", "list", "--company", company],
        &["keyring", "init"],
        &["backup", "copy.db"],
        &["config"],
        &["config", "--json"],
        &["healthcheck"],
    ];
    for arguments in commands {
        let pipe = somebody.pipe();
        let mut command = somebody.command(&somebody.binary());
        command
            .args(arguments)
            .env("PULLKEY_OPERATOR_KEY_FILE", &pipe);
        let started = Started::by(&mut command);
        let _writer = until_read(&pipe);
        assert_eq!(started.owner(), 0, "{arguments:?}");
        assert_eq!(started.core_limits(), ["0", "0"], "{arguments:?}");
    }
}
