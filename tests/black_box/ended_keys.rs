//! Keys that end while they are used to make and change others.

use pullkey_tests::{Server, Socket};
use serde_json::{Value, json};
use tempfile::tempdir;

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Begins a request with this key, which is let in. Its body is sent later.
fn begin(server: &Server, key: &str, line: &str, body: &str) -> Socket {
    let mut socket = Socket::to(server);
    let length = body.len();
    socket.send(format!(
        "{line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\nexpect: 100-continue\r\n\r\n"
    ));
    let invitation = socket.answer();
    assert!(invitation.starts_with("HTTP/1.1 100 "), "{invitation}");
    socket
}

#[test]
fn a_body_that_is_sent_after_the_key_was_revoked_changes_nothing() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let first = server.first_key();
    let ask = |key: &str, path: &str| server.curl(path).key(key);
    let all = json!([
        { "permission": "API_KEY:CREATE" }, { "permission": "API_KEY:UPDATE" },
        { "permission": "DOCKER_REGISTRY:CREATE" },
    ]);
    let thief = json!({ "name": "thief", "capabilities": all });
    let thief = ask(&first, "/v3/api-keys").json(&thief).send().json();
    let (id, stolen) = (text(&thief["id"]), text(&thief["token"]));
    let heir = r#"{"name":"heir","capabilities":[{"permission":"API_KEY:CREATE"}]}"#;
    let credential = r#"{"name":"n","username":"u","secret":"12345678"}"#;
    let requests = [
        ("POST /v3/api-keys".to_owned(), heir),
        (format!("POST /v3/api-keys/{id}/rotate"), "{}"),
        (
            format!("POST /v3/api-keys/{id}/toggle"),
            r#"{"is_enabled":true}"#,
        ),
        ("POST /v3/docker-registries".to_owned(), credential),
    ];
    let begun: Vec<_> = requests
        .iter()
        .map(|(line, body)| (begin(&server, stolen, line, body), body))
        .collect();
    let off = json!({ "is_enabled": false });
    let toggled = ask(&first, &format!("/v3/api-keys/{id}/toggle"));
    assert_eq!(toggled.json(&off).send().status, 200);
    for (mut socket, body) in begun {
        socket.send(body);
        let answer = socket.answer();
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
    }
    let total = |path: &str| ask(&first, path).send().json()["total"].clone();
    assert_eq!(
        [total("/v3/api-keys"), total("/v3/docker-registries")],
        [2, 0]
    );
}

#[test]
fn no_key_is_made_by_a_key_that_was_deleted_however_many_are_being_made_by_it() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let first = server.first_key();
    let ask = |key: &str, path: &str| server.curl(path).key(key);
    let maker = json!({ "name": "maker", "capabilities": [{ "permission": "API_KEY:CREATE" }] });
    for _ in 0..3 {
        let made = ask(&first, "/v3/api-keys").json(&maker).send().json();
        let (id, token) = (
            text(&made["id"]).to_owned(),
            text(&made["token"]).to_owned(),
        );
        let total = || ask(&first, "/v3/api-keys?limit=1").send().json()["total"].clone();
        let before = total();
        let left = std::thread::scope(|scope| {
            for _ in 0..6 {
                scope.spawn(
                    || while ask(&token, "/v3/api-keys").json(&maker).send().status == 201 {},
                );
            }
            while total() == before {}
            let path = format!("/v3/api-keys/{id}");
            assert_eq!(ask(&first, &path).method("DELETE").send().status, 200);
            total()
        });
        assert_eq!(total(), left, "made after the deletion was answered");
    }
}
