use std::{
    fs::{self, Permissions},
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use tempfile::{TempDir, tempdir};

/// An API key of the real form.
pub(crate) const KEY: &str = "plk_7777777777777777_777777777777777777777777777777773mlumu";

/// One of the programs, in an environment that has nothing but what it was given.
pub(crate) struct Program {
    command: Command,
    input: Vec<u8>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) status: Option<i32>,
    pub(crate) output: String,
    pub(crate) errors: String,
}

impl Program {
    pub(crate) fn new(path: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(path);
        command.env_clear().args(arguments);
        let input = Vec::new();
        Self { command, input }
    }

    pub(crate) fn with(mut self, variable: &str, value: impl AsRef<Path>) -> Self {
        self.command.env(variable, value.as_ref());
        self
    }

    pub(crate) fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        input.as_ref().clone_into(&mut self.input);
        self
    }

    pub(crate) fn run(mut self) -> Ended {
        let piped = self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = piped.stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // Beside it, and whether all of it is taken or not: some of it is refused unread.
        let writer = thread::spawn(move || stdin.write_all(&self.input).is_ok());
        let ended = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ended {
            status: ended.status.code(),
            output: String::from_utf8(ended.stdout).unwrap(),
            errors: String::from_utf8(ended.stderr).unwrap(),
        }
    }
}

impl Ended {
    pub(crate) fn answered(output: impl Into<String>) -> Self {
        Self::new(0, output.into(), String::new())
    }

    pub(crate) fn refused_on_stdout(sentence: &str) -> Self {
        Self::new(1, format!("{sentence}\n"), String::new())
    }

    pub(crate) fn refused_on_stderr(sentence: &str) -> Self {
        Self::new(1, String::new(), format!("{sentence}\n"))
    }

    fn new(status: i32, output: String, errors: String) -> Self {
        let status = Some(status);
        Self {
            status,
            output,
            errors,
        }
    }
}

/// A folder with a file that has the key, and the file's path.
pub(crate) fn key_file(mode: u32) -> (TempDir, PathBuf) {
    let folder = tempdir().unwrap();
    let path = folder.path().join("key");
    fs::write(&path, format!("{KEY}\n")).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    (folder, path)
}
