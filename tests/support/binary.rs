use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
};

use serde_json::Value;

/// How a command ended, and what it printed.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit status.
    pub status: Option<i32>,
    /// What it printed for its caller.
    pub stdout: String,
    /// What it printed for its user.
    pub stderr: String,
}

impl Outcome {
    /// What a command with `--json` printed.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("the command printed JSON")
    }
}

/// The real binary, in a folder of its own, without any setting of this environment.
pub fn pullkey(folder: &Path) -> Command {
    program(&BINARY, folder)
}

/// Any program, as [`pullkey`] is.
pub fn program(path: &Path, folder: &Path) -> Command {
    let mut command = Command::new(path);
    command.current_dir(folder).stdin(Stdio::null());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PULLKEY_") {
            command.env_remove(name);
        }
    }
    command
}

/// Where the binary is.
pub fn binary() -> &'static Path {
    &BINARY
}

/// The folder where the companions are.
pub fn companions() -> &'static Path {
    &COMPANIONS
}

/// Where the program is that is the binary but for its allocator, which leaves what is freed where it was.
pub fn unwiped() -> &'static Path {
    &UNWIPED
}

/// Runs a command of the real binary to its end.
pub fn run(folder: &Path, arguments: &[&str]) -> Outcome {
    outcome(pullkey(folder).args(arguments))
}

/// Runs a line as somebody would who pastes it into a shell in this folder.
pub fn paste(folder: &Path, line: &str) -> Outcome {
    outcome(program(Path::new("sh"), folder).args(["-c", line]))
}

fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().expect("the program starts");
    Outcome {
        status: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}

/// Built by cargo on the spot, so that it never is an old one; in the profile that whoever asks was built in.
static BINARY: LazyLock<PathBuf> = LazyLock::new(|| built("pullkey-app", "pullkey"));

static UNWIPED: LazyLock<PathBuf> = LazyLock::new(|| built("pullkey-unwiped", "unwiped"));

static COMPANIONS: LazyLock<PathBuf> = LazyLock::new(|| {
    let names = ["docker-credential-pullkey", "pullkey-credential-provider"];
    let [helper, _] = names.map(|name| built("pullkey-companions", name));
    helper.parent().expect("it is in a folder").to_owned()
});

fn built(package: &str, name: &str) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    // ring's build script runs anew whenever the package changes that these tell of, and all that stands on it is built
    // anew with it.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(name);
        }
    }
    let built = cargo
        .args(["build", "--offline", "--package", package, "--bin", name])
        .arg("--message-format=json")
        .args((!cfg!(debug_assertions)).then_some("--release"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    assert!(built.status.success(), "pullkey does not build");
    let executable = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        let ours = message["target"]["name"] == name;
        ours.then(|| message["executable"].as_str().map(PathBuf::from))?
    };
    String::from_utf8_lossy(&built.stdout)
        .lines()
        .find_map(executable)
        .expect("cargo says where it put the binary")
}
