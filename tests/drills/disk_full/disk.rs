use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use nix::unistd::Uid;
use pullkey_tests::program;
use tempfile::{TempDir, tempdir};

use crate::drill::{Broken, Verdict, hold};

/// A small file system in memory at `data` in a folder, which only those see who are let in. It is gone with this value, and
/// with the process that has it.
pub(super) struct SmallDisk {
    folder: TempDir,
    /// It has the namespace in which the file system is mounted.
    holder: Child,
}

const BALLAST: &str = "ballast";
const PAGE: usize = 4096;

/// Mounts, says so, and stays for as long as its standard input is open.
const HOLD: &str =
    r#"mount -t tmpfs -o "size=$1,mode=0700" drill "$0/data" && echo mounted && exec cat"#;
/// A command that came into the namespace has to find the folder by itself.
const IN_FOLDER: &str = r#"cd "$0" && exec "$@""#;

impl SmallDisk {
    /// An empty one.
    pub(super) fn mount(mebibytes: usize) -> Result<Self, Broken> {
        let folder = tempdir().expect("there is room for a folder");
        fs::create_dir(folder.path().join("data")).expect("the folder takes folders");
        let mut command = program(Path::new("unshare"), folder.path());
        command.arg("--mount");
        if !Uid::effective().is_root() {
            command.args(["--user", "--map-root-user"]);
        }
        let holder = command
            .args(["--", "sh", "-c", HOLD])
            .arg(folder.path())
            .arg(format!("{mebibytes}m"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let mut holder = holder.map_err(|error| Broken(format!("unshare is missing: {error}")))?;
        let mut told = String::new();
        let stdout = holder.stdout.take().expect("it prints");
        drop(BufReader::new(stdout).read_line(&mut told));
        let disk = Self { folder, holder };
        hold(told == "mounted\n", || {
            "no file system can be mounted: that takes root, or namespaces for users".to_owned()
        })?;
        Ok(disk)
    }

    /// The folder, in which everything but `data` is as everybody sees it.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// What is mounted, as those see it who were not let in.
    pub(super) fn data(&self) -> PathBuf {
        let data = self.folder.path().join("data");
        let within = data
            .strip_prefix("/")
            .expect("folders are told from the root");
        Path::new("/proc")
            .join(self.holder.id().to_string())
            .join("root")
            .join(within)
    }

    /// A program that is let in, and runs in the folder.
    pub(super) fn command(&self, path: &Path) -> Command {
        let mut command = program(Path::new("nsenter"), self.folder());
        command
            .arg("--target")
            .arg(self.holder.id().to_string())
            .arg("--mount");
        if !Uid::effective().is_root() {
            command.args(["--user", "--preserve-credentials"]);
        }
        command
            .args(["--", "sh", "-c", IN_FOLDER])
            .arg(self.folder())
            .arg(path);
        command
    }

    /// Leaves no more than so many bytes of room.
    pub(super) fn fill(&self, room: usize) {
        let ballast = File::options()
            .create(true)
            .append(true)
            .open(self.data().join(BALLAST));
        let mut ballast = ballast.expect("files can be made");
        for piece in [vec![0; 256 * PAGE], vec![0; PAGE]] {
            while matches!(ballast.write(&piece), Ok(1..)) {}
        }
        let taken = ballast.metadata().expect("it has a size").len();
        let left = taken.saturating_sub(room as u64);
        ballast.set_len(left).expect("files can be cut");
    }

    /// Makes room again.
    pub(super) fn free(&self) -> Verdict {
        let removed = fs::remove_file(self.data().join(BALLAST));
        hold(removed.is_ok(), || {
            format!("the ballast is gone: {removed:?}")
        })
    }

    /// Copies what is there to a folder that everybody sees.
    pub(super) fn copy_to(&self, folder: &Path) {
        let files = fs::read_dir(self.data()).expect("what is there can be listed");
        for file in files.map(|file| file.expect("a file can be listed")) {
            let copied = fs::copy(file.path(), folder.join(file.file_name()));
            copied.expect("a file can be copied");
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
    }
}
