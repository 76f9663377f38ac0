//! Tools of other languages that tests drive: installed once, beside the binary, at the versions that are written down
//! with the tests.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

use crate::binary::binary;

/// The project `tests/<name>` with the npm packages of its lock file, as a copy that tests may write to.
pub fn node_project(name: &str) -> PathBuf {
    install(name, "package-lock.json", |folder| {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--silent"]);
        succeed(npm.current_dir(folder));
    })
}

/// The project `tests/<name>` with the packages of its `requirements.txt` in a virtual environment `venv`, as a copy
/// that tests may write to.
pub fn python_project(name: &str) -> PathBuf {
    install(name, "requirements.txt", |folder| {
        let mut venv = Command::new("python3");
        succeed(
            venv.args(["-m", "venv", "--clear", "venv"])
                .current_dir(folder),
        );
        let mut pip = Command::new(folder.join("venv/bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check"]);
        succeed(pip.args(["-r", "requirements.txt"]).current_dir(folder));
    })
}

/// Copies the project, and installs what its list asks for unless that was done already.
fn install(name: &str, list: &str, install: impl FnOnce(&Path)) -> PathBuf {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let tools = binary().parent().expect("it is in a folder").join("tools");
    let folder = tools.join(name);
    fs::create_dir_all(&folder).expect("the folder of tools takes folders");
    let lock = File::create(tools.join(format!("{name}.lock"))).expect("it takes files");
    lock.lock().expect("the file can be locked");
    let files = fs::read_dir(&project).expect("the project is there");
    for file in files.map(|file| file.expect("its files can be listed").path()) {
        let name = file.file_name().expect("a file has a name");
        fs::copy(&file, folder.join(name)).expect("the folder of tools takes files");
    }
    let list = fs::read_to_string(project.join(list)).expect("the project has its list");
    // What is installed knows where it is, and is of no use once it was moved.
    let wanted = format!("{}\n{list}", folder.display());
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).unwrap_or_default() != wanted {
        install(&folder);
        fs::write(stamp, wanted).expect("the folder of tools takes files");
    }
    folder
}

fn succeed(command: &mut Command) {
    let output = command.output().expect("the tool is installed");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {told}");
}
