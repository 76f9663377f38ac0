//! The operator surface, by the commands that the documentation prints, and what is kept of its key.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use pullkey_tests::{Server, hex, run};
use serde_json::Value;
use tempfile::{TempDir, tempdir};

use crate::documentation::{requests, section};

/// What the requests of the section must be answered with, in their order.
const ANSWERS: [&str; 5] = ["POST 201", "GET 200", "POST 201", "GET 200", "DELETE 200"];

/// The blocks of commands of the section about it: how its key is made, and what it is for.
fn commands() -> [String; 2] {
    let blocks = section("docs/operations.md", "Operator surface");
    blocks.try_into().unwrap()
}

fn sh(folder: &Path, script: &str) -> String {
    let ran = Command::new("sh")
        .args(["-eu", "-c", script])
        .current_dir(folder)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.is_empty(), "{told}");
    String::from_utf8(ran.stdout).unwrap()
}

/// A service with an operator's key, made as the section says.
fn operated() -> (TempDir, Server, String) {
    let folder = tempdir().unwrap();
    sh(folder.path(), &commands()[0]);
    let server = Server::start_with(
        folder.path(),
        &["--operator-key-file=operator-key", "--log=trace"],
    );
    let key = fs::read_to_string(folder.path().join("operator-key")).unwrap();
    (folder, server, key.trim().to_owned())
}

#[test]
fn every_command_of_the_section_does_what_it_says_and_no_operation_is_missing() {
    let (folder, mut server, key) = operated();
    let document = server.curl("/openapi.json").send().json();
    let script = commands()[1].replace("127.0.0.1:8080", &server.address().to_string());
    let answers = sh(folder.path(), &script);
    assert!(answers.contains("\"token\":\"plk_"), "{answers}");
    assert!(
        answers.ends_with("{\"message\":\"Company deleted\"}"),
        "{answers}"
    );

    server.stop();
    let log = server.log();
    for form in [key.clone(), hex(key.as_bytes())] {
        assert!(!log.contains(&form), "the key stands in the log");
    }
    let requests = requests(&log);
    let of_operator = || {
        requests
            .iter()
            .filter(|it| it.route.starts_with("/operator/"))
    };
    let answered: Vec<_> = of_operator()
        .map(|it| format!("{} {}", it.method, it.status))
        .collect();
    assert_eq!(answered, ANSWERS);
    let asked: BTreeSet<_> = of_operator()
        .map(|it| (it.route.clone(), it.method.to_lowercase()))
        .collect();
    let paths = document["paths"].as_object().unwrap();
    let documented = paths
        .iter()
        .filter(|(path, _)| path.starts_with("/operator/"))
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(|method| (path.clone(), method.clone()))
        });
    assert_eq!(asked, documented.collect());
}

#[test]
fn a_key_in_a_file_that_others_could_read_is_warned_of() {
    let (folder, mut server, _) = operated();
    assert!(
        !server.log().contains("operator_key_file"),
        "it is well kept"
    );
    server.stop();
    sh(folder.path(), "chmod 644 operator-key");
    let server = Server::start_with(folder.path(), &["--operator-key-file=operator-key"]);
    let warning = "operator_key_file (from --operator-key-file): operator-key: it holds a secret";
    assert!(server.log().contains(warning), "{}", server.log());
}

#[test]
fn the_service_does_not_start_with_a_key_that_can_be_guessed() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &["--operator-key=hunter2"]);
    assert_eq!(refused.status, Some(2));
    assert!(
        refused.stderr.contains("operator_key"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains("hunter2"), "{}", refused.stderr);
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn without_a_key_the_service_has_no_such_path() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let asked = |path: &str| {
        let mut answer: Value = server.curl(path).key(&server.first_key()).send().json();
        answer["request_id"] = Value::Null;
        answer["data"]["code"] = Value::Null;
        answer
    };
    assert_eq!(asked("/operator/v1/companies"), asked("/nothing"));
    let figures = server.curl("/metrics").send().body;
    assert!(!figures.contains("operator"), "{figures}");
}
