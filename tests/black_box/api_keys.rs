//! Keys and companies made by the command line while the server runs.

use std::{
    thread::sleep,
    time::{Duration, Instant, UNIX_EPOCH},
};

use pullkey_domain::timestamp::Timestamp;
use pullkey_tests::{Server, Socket, run};
use serde_json::{Value, json};
use tempfile::tempdir;

fn make(folder: &std::path::Path, arguments: &[&str]) -> Value {
    let outcome = run(folder, &[arguments, &["--json"]].concat());
    assert_eq!(outcome.status, Some(0), "{}", outcome.stderr);
    outcome.json()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_key_of_a_new_company_works_at_once_and_sees_its_own_company_only() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let make = |arguments: &[&str]| make(folder.path(), arguments);
    let company = make(&["company", "create", "--name=Second"]);
    assert_eq!(company["name"], "Second");
    let key = make(&[
        "api-key",
        "create",
        "--company",
        text(&company["id"]),
        "--name=deployments",
        "--capability=DOCKER_REGISTRY:CREATE",
        "--capability=DOCKER_REGISTRY:READ",
    ]);
    assert_eq!(key["company_id"], company["id"]);
    assert_eq!(key["is_enabled"], true);
    assert_eq!(key["expired_at"], Value::Null);
    let capabilities = json!([
        { "permission": "DOCKER_REGISTRY:CREATE", "id_resource": null },
        { "permission": "DOCKER_REGISTRY:READ", "id_resource": null },
    ]);
    assert_eq!(key["capabilities"], capabilities);

    let curl = |key: &str| server.curl("/v3/docker-registries").key(key);
    let body = json!({ "name": "n", "username": "u", "secret": "12345678" });
    let created = curl(text(&key["token"])).json(&body).send();
    assert_eq!(created.json()["company_id"], company["id"]);
    assert_eq!(curl(&server.first_key()).send().json()["total"], 0);
}

#[test]
fn a_revoked_key_counts_no_more_within_a_second() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let make = |arguments: &[&str]| make(folder.path(), arguments);
    let companies = make(&["company", "list"]);
    let company = text(&companies[0]["id"]).to_owned();
    let key = make(&[
        "api-key",
        "create",
        "--company",
        &company,
        "--name=short",
        "--capability=DOCKER_REGISTRY:READ",
    ]);
    let status = || {
        let curl = server.curl("/v3/docker-registries");
        curl.key(text(&key["token"])).send().status
    };
    assert_eq!(status(), 200);

    make(&["api-key", "revoke", "--company", &company, text(&key["id"])]);

    let revoked = Instant::now();
    while status() == 200 {
        assert!(
            revoked.elapsed() < Duration::from_secs(1),
            "it still counts"
        );
    }
    assert_eq!(status(), 401);
    let listed = make(&["api-key", "list", "--company", &company]);
    let names: Vec<_> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|it| text(&it["name"]))
        .collect();
    assert_eq!(names, ["First key"]);
}

#[test]
fn a_key_can_be_narrowed_to_one_credential() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let first = server.first_key();
    let create = |name: &str| {
        let body = json!({ "name": name, "username": "u", "secret": "12345678" });
        let created = server
            .curl("/v3/docker-registries")
            .key(&first)
            .json(&body)
            .send();
        text(&created.json()["id"]).to_owned()
    };
    let (own, other) = (create("own"), create("other"));
    let companies = make(folder.path(), &["company", "list"]);
    let key = make(
        folder.path(),
        &[
            "api-key",
            "create",
            "--name=narrow",
            "--company",
            text(&companies[0]["id"]),
            "--capability",
            &format!("DOCKER_REGISTRY:READ@{own}"),
        ],
    );
    let status = |id: &str| {
        let curl = server.curl(&format!("/v3/docker-registries/{id}"));
        curl.key(text(&key["token"])).send().status
    };
    assert_eq!((status(&own), status(&other)), (200, 403));
}

#[test]
fn the_last_use_of_a_key_outlives_a_stop_of_the_service() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let first = server.first_key();
    let used = server.curl("/v3/api-keys/me").key(&first).send();
    assert_eq!(used.status, 200);
    assert_eq!(used.json()["last_used_at"], Value::Null);
    server.stop();

    let listed = make(
        folder.path(),
        &[
            "api-key",
            "list",
            "--company",
            text(&own_company(folder.path())),
        ],
    );
    let used = text(&listed[0]["last_used_at"]).to_owned();
    assert!(used.as_str() >= text(&listed[0]["created_at"]), "{used}");
}

#[test]
fn the_last_use_of_a_key_is_stored_within_two_minutes_and_outlives_a_crash() {
    let folder = tempdir().unwrap();
    let mut server = Server::start(folder.path());
    let first = server.first_key();
    let me = |server: &Server| server.curl("/v3/api-keys/me").key(&first).send().json();
    let used = now();
    assert_eq!(me(&server)["last_used_at"], Value::Null);
    let since = Instant::now();
    let stored = loop {
        let own = me(&server);
        if let Some(at) = own["last_used_at"].as_str() {
            break Timestamp::parse(at).unwrap();
        }
        let late = since.elapsed() > Duration::from_mins(2);
        assert!(!late, "nothing was stored");
        sleep(Duration::from_millis(500));
    };
    assert!(stored >= used);
    server.kill();
    let server = Server::start(folder.path());
    assert_eq!(me(&server)["last_used_at"], stored.to_string());
}

fn own_company(folder: &std::path::Path) -> Value {
    make(folder, &["company", "list"])[0]["id"].clone()
}

fn now() -> Timestamp {
    let since = UNIX_EPOCH.elapsed().unwrap().as_millis();
    Timestamp::from_millis(i64::try_from(since).unwrap()).unwrap()
}

#[test]
fn a_key_that_ends_is_let_in_until_then_and_never_after() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let end = now().after(Duration::from_millis(2_500));
    let body = json!({
        "name": "short", "expired_at": end.to_string(), "capabilities": [{ "permission": "AUDIT:READ" }],
    });
    let made = server
        .curl("/v3/api-keys")
        .key(&server.first_key())
        .json(&body)
        .send();
    let token = text(&made.json()["token"]).to_owned();
    let mut let_in = 0;
    loop {
        let sent = now();
        let status = server
            .curl("/v3/api-keys/validate")
            .key(&token)
            .send()
            .status;
        let answered = now();
        match status {
            200 => assert!(sent < end, "let in after its end"),
            status => {
                assert_eq!(status, 401);
                assert!(answered >= end, "refused before its end");
                break;
            }
        }
        let_in += 1;
    }
    assert!(let_in > 5, "{let_in}");
}

#[test]
fn a_body_of_no_chunk_is_no_body() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let first = server.first_key();
    let own = server.curl("/v3/api-keys/me").key(&first).send().json();
    let path = format!("/v3/api-keys/{}/rotate", text(&own["id"]));
    let mut key = first;
    for content_type in ["content-type: application/json\r\n", ""] {
        let mut socket = Socket::to(&server);
        socket.send(format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n{content_type}\
             transfer-encoding: chunked\r\n\r\n0\r\n\r\n"
        ));
        let answer = socket.answer();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        let (_, rest) = answer.split_once("\"token\":\"").unwrap();
        key = rest.split('"').next().unwrap().to_owned();
    }
    let mut socket = Socket::to(&server);
    socket.send(format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         transfer-encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n"
    ));
    let answer = socket.answer();
    assert!(answer.starts_with("HTTP/1.1 415 "), "{answer}");
}
