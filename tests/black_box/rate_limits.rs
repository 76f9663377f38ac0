//! Limits of the real process, as curl meets them.

use pullkey_tests::{Answer, Server};
use serde_json::json;
use tempfile::tempdir;

const CREDENTIALS: &str = "/v3/docker-registries";

fn create(server: &Server) -> Answer {
    let body = json!({ "name": "n", "username": "u", "secret": "12345678" });
    let curl = server.curl(CREDENTIALS).key(&server.first_key());
    curl.json(&body).with_head().send()
}

fn read(server: &Server) -> Answer {
    let curl = server.curl(CREDENTIALS).key(&server.first_key());
    curl.with_head().send()
}

/// The number in this header of an answer with its head.
fn number(answer: &Answer, header: &str) -> Option<u64> {
    let lines = answer.body.lines();
    let mut values = lines.filter_map(|line| line.strip_prefix(header)?.strip_prefix(": "));
    values.next().map(|value| value.trim().parse().unwrap())
}

#[test]
fn the_fourth_create_of_three_is_told_what_to_do_and_reads_go_on() {
    let folder = tempdir().unwrap();
    let limits = ["--rate-write-per-minute=3", "--rate-read-per-minute=6000"];
    let server = Server::start_with(folder.path(), &limits);
    for remaining in [2, 1, 0] {
        let created = create(&server);
        assert_eq!(created.status, 201, "{}", created.body);
        assert_eq!(number(&created, "x-ratelimit-limit"), Some(3));
        assert_eq!(number(&created, "x-ratelimit-remaining"), Some(remaining));
    }

    let refused = create(&server);
    assert_eq!(refused.status, 429, "{}", refused.body);
    let header = |name| number(&refused, name).unwrap();
    assert_eq!(header("x-ratelimit-limit"), 3);
    assert_eq!(header("x-ratelimit-remaining"), 0);
    // The three before took a while.
    let (reset, wait) = (header("x-ratelimit-reset"), header("retry-after"));
    assert!((41..=60).contains(&reset), "{reset}");
    assert_eq!(reset, wait + 40);
    let (_, body) = refused.body.split_once("\r\n\r\n").unwrap();
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["code"], "rate_limited");
    let told = body["detail"].as_str().unwrap();
    let rule = format!(
        "this company may make 3 such requests in a minute, and has made them; nothing was done; repeat it in {wait} s"
    );
    assert_eq!(told, rule);
    let page = server.curl(body["type"].as_str().unwrap()).send();
    assert!(page.body.contains("Retry-After"), "{}", page.body);

    let read = read(&server);
    assert_eq!(read.status, 200, "{}", read.body);
    assert_eq!(number(&read, "x-ratelimit-limit"), Some(6000));
    assert_eq!(number(&read, "x-ratelimit-remaining"), Some(5999));
    assert!(read.body.contains("\"total\":3"), "{}", read.body);
}

#[test]
fn without_limits_no_header_speaks_of_one() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    for answer in [create(&server), read(&server)] {
        assert!([200, 201].contains(&answer.status), "{}", answer.body);
        assert!(!answer.body.contains("x-ratelimit"), "{}", answer.body);
    }
}
