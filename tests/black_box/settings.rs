//! Settings of the real process: file, environment and flags.

use std::fs;

use pullkey_tests::{Server, pullkey, run};
use tempfile::tempdir;

#[test]
fn a_wrong_setting_is_refused_with_its_name_and_where_it_came_from() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(
        folder.path().join("config/pullkey.toml"),
        "max_connections = 0\nlisen = \"x\"\n",
    )
    .unwrap();
    let output = pullkey(folder.path())
        .args(["--log-format=xml"])
        .env("PULLKEY_MIGRATE", "maybe")
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    for part in [
        "max_connections",
        "config/pullkey.toml",
        "lisen",
        "PULLKEY_MIGRATE",
        "--log-format",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn the_metrics_can_have_a_listener_of_their_own() {
    let folder = tempdir().unwrap();
    // Whoever takes the port meanwhile makes the start fail, which says so.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let server = Server::start_with(folder.path(), &[&format!("--metrics-listen={address}")]);
    let key = server.first_key();
    let one = "/v3/docker-registries/fb5e5168-4281-4bec-94c5-0d1584e9e657";
    assert_eq!(server.curl(one).key(&key).send().status, 404);
    assert_eq!(server.curl("/metrics").send().status, 404);
    let figures = pullkey_tests::Curl::to(&format!("http://{address}/metrics")).send();
    assert_eq!(figures.status, 200);
    let counted = "pullkey_http_requests_total{method=\"GET\",route=\"/v3/docker-registries/{id}\",status=\"404\"} 1";
    assert!(figures.body.contains(counted), "{}", figures.body);
    assert!(!figures.body.contains("fb5e5168"), "{}", figures.body);
    for path in ["/v3/docker-registries", "/docs", "/docs/start.js"] {
        let elsewhere = pullkey_tests::Curl::to(&format!("http://{address}{path}")).send();
        assert_eq!(elsewhere.status, 404, "{path}");
    }
}

#[test]
fn the_log_tells_of_each_request_with_its_id_and_trace() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    server
        .curl("/v3/docker-registries?limit=3&secret=canary")
        .header("x-request-id: deploy-42")
        .header(&format!("traceparent: 00-{trace}-00f067aa0ba902b7-01"))
        .send();
    server.stop();
    let log = server.log();
    let line = log.lines().find(|line| line.contains("deploy-42")).unwrap();
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    assert_eq!(line["message"], "request finished");
    assert_eq!(line["route"], "/v3/docker-registries");
    assert_eq!(line["status"], 401);
    assert_eq!(line["span"]["trace_id"], trace);
    assert!(!log.contains("canary"), "{log}");
}

#[test]
fn what_is_asked_all_the_time_is_told_of_at_debug_only() {
    let folder = tempdir().unwrap();
    for (level, lines) in [("info", 0), ("debug", 3)] {
        let mut server = Server::start_with(folder.path(), &[&format!("--log={level}")]);
        for path in ["/livez", "/readyz", "/metrics"] {
            server.curl(path).header("x-request-id: probe-7").send();
        }
        server.stop();
        let log = server.log();
        let told = log.lines().filter(|line| line.contains("probe-7"));
        let told = told
            .filter(|line| line.contains("request finished"))
            .count();
        assert_eq!(told, lines, "{log}");
    }
}

#[test]
fn the_committed_settings_file_is_accepted_as_it_is() {
    let folder = tempdir().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../config/pullkey.toml");
    let outcome = run(folder.path(), &["--config", file, "company", "list"]);
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
}

#[test]
fn a_reader_of_the_log_that_stalls_holds_nobody_up() {
    let folder = tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let server = Server::start_logging_to(folder.path(), &["--log=debug"], writer.into());
    for _ in 0..600 {
        let answer = server
            .curl("/livez")
            .header("x-request-id: a-rather-long-id-that-fills-the-pipe")
            .send();
        assert_eq!(answer.status, 200);
    }
    drop(reader);
}

#[test]
fn a_log_in_json_stays_json_whatever_a_value_holds() {
    let folder = tempdir().unwrap();
    let odd = "a\u{202e}\u{1b}\"\nb";
    fs::create_dir(folder.path().join(odd)).unwrap();
    let outcome = run(
        folder.path(),
        &["--log-format=json", "--data-dir", odd, "company", "list"],
    );
    let first = outcome.stderr.lines().next().unwrap();
    let line: serde_json::Value = serde_json::from_str(first).unwrap();
    assert_eq!(line["path"], odd);
}

#[test]
fn nothing_in_a_text_log_can_fool_its_reader() {
    let folder = tempdir().unwrap();
    let odd = "a\u{202e}\u{1b}[2Jb";
    fs::create_dir(folder.path().join(odd)).unwrap();
    let outcome = run(
        folder.path(),
        &["--log-format=text", "--data-dir", odd, "company", "list"],
    );
    let log = outcome.stderr;
    assert!(
        log.contains("others may look into the data directory"),
        "{log}"
    );
    assert!(log.contains("\\u{202e}"), "{log}");
    assert!(!log.contains(['\u{202e}', '\u{1b}']), "{log:?}");
}
