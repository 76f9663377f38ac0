//! A certificate that is replaced while the service runs.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

use nix::sys::signal::Signal;
use pullkey_tests::{SelfSigned, Server};
use serde_json::json;
use tempfile::tempdir;

use super::Stage;

const RELOADED: &str = "certificate and key were read again";
const KEPT: &str = "the certificate and key of before stay in use";

/// A create whose body is sent bit by bit, and then a look at the same connection.
struct Upload(Child);

impl Upload {
    /// Sends the head, and `begin` of the body.
    fn begin(stage: &Stage, begin: &[u8]) -> Self {
        let base = format!("https://{}", stage.server.address());
        let key = stage.server.first_key();
        let written = "\n%{http_code} %{num_connects}\n";
        let mut child = Command::new("curl")
            .args(["-sS", "-v", "--max-time", "30", "-w", written, "--cacert"])
            .arg(&stage.certificate)
            .args(["-X", "POST", "-T", "-", "-H", "Expect:"])
            .args(["-H", "Content-Type: application/json"])
            .args(["-H", &format!("Authorization: Bearer {key}")])
            .arg(format!("{base}/v3/docker-registries"))
            .args(["--next", "-sS", "-w", written, "--cacert"])
            .arg(&stage.certificate)
            .arg(format!("{base}/livez"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.as_mut().unwrap().write_all(begin).unwrap();
        let mut told = BufReader::new(child.stderr.as_mut().unwrap()).lines();
        assert!(told.any(|line| line.unwrap().starts_with("> POST ")));
        Self(child)
    }

    /// Sends the rest, and gives the status of both requests with the number of connections that were made for each.
    fn end(mut self, rest: &[u8]) -> Vec<String> {
        self.0.stdin.take().unwrap().write_all(rest).unwrap();
        let output = self.0.wait_with_output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        let lines = told.lines().filter(|line| !line.starts_with('{'));
        let lines = lines.filter(|line| !line.is_empty());
        lines.map(str::to_owned).collect()
    }
}

#[test]
fn a_new_pair_is_shown_to_who_comes_later_and_what_is_under_way_goes_on() {
    let stage = Stage::set();
    let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" }).to_string();
    let (begin, rest) = body.as_bytes().split_at(10);
    let old = stage.folder.path().join("old.pem");
    fs::copy(&stage.certificate, &old).unwrap();
    let upload = Upload::begin(&stage, begin);

    SelfSigned::for_this_machine().write(stage.folder.path());
    stage.server.signal(Signal::SIGHUP);
    stage.server.until_it_logs(RELOADED);

    assert_eq!(stage.curl("/livez").send().status, 200);
    assert_eq!(stage.server.curl_on_tls("/livez", &old).send().status, 0);
    assert_eq!(upload.end(rest), ["201 1", "200 0"]);
}

#[test]
fn a_new_pair_that_cannot_be_used_changes_nothing_and_is_told_of() {
    let stage = Stage::set();
    let old = stage.folder.path().join("old.pem");
    fs::copy(&stage.certificate, &old).unwrap();
    // Halfway through a renewal: the key is still the old one.
    let fresh = SelfSigned::for_this_machine();
    fs::write(&stage.certificate, fresh.certificate()).unwrap();

    stage.server.signal(Signal::SIGHUP);
    stage.server.until_it_logs(KEPT);

    let log = stage.server.log();
    let why = "tls_key_file (from --tls-key-file): key.pem: this is not the private key";
    assert!(log.contains(why), "{log}");
    let content = fresh.certificate();
    assert!(content.lines().all(|line| !log.contains(line)), "{log}");
    assert_eq!(stage.server.curl_on_tls("/livez", &old).send().status, 200);

    fresh.write(stage.folder.path());
    stage.server.signal(Signal::SIGHUP);
    stage.server.until_it_logs(RELOADED);
    assert_eq!(stage.curl("/livez").send().status, 200);
}

#[test]
fn without_tls_the_signal_has_no_effect() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    for _ in 0..3 {
        server.signal(Signal::SIGHUP);
        assert_eq!(server.curl("/livez").send().status, 200);
    }
    server.stop();
    assert!(!server.log().contains("WARN"), "{}", server.log());
}
