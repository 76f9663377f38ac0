//! Keys that end while they are used to make and change others.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use pullkey_tests::{Call, Client, Database, Keeper, Place, Server, Socket, blob};
use serde_json::{Value, json};
use tempfile::tempdir;

/// Keeps in which order events were stored.
const IN_ORDER: &str = "CREATE TABLE in_order (nth INTEGER PRIMARY KEY, action, actor_id, target_id);
    CREATE TRIGGER in_order AFTER INSERT ON audit_events BEGIN
        INSERT INTO in_order (action, actor_id, target_id) VALUES (NEW.action, NEW.actor_id, NEW.target_id);
    END";

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
    let mut database = Database::open(&server.data().join("pullkey.db"));
    database.run(IN_ORDER);
    let client = Client::of(&Place::at(server.address().port()));
    let keeper = Keeper::new(client.clone(), &server.first_key());
    let body = json!({ "name": "made", "capabilities": [{ "permission": "API_KEY:CREATE" }] });
    for _ in 0..10 {
        let maker = keeper.create(&["API_KEY:CREATE"]);
        let made = AtomicUsize::new(0);
        let call = Call::new("POST", "/v3/api-keys").key(&maker.token);
        let call = call.json(&body);
        thread::scope(|scope| {
            let makers = [(); 16].map(|()| {
                scope.spawn(|| {
                    while client.send(&call).unwrap().status == 201 {
                        made.fetch_add(1, Ordering::SeqCst);
                    }
                })
            });
            while made.load(Ordering::SeqCst) < 100 {
                assert!(makers.iter().any(|maker| !maker.is_finished()));
                thread::yield_now();
            }
            keeper.delete(&maker.id);
        });
        let order = database.rows(&format!(
            "SELECT json_quote(action) AS line FROM in_order
             WHERE actor_id = '{id}' OR target_id = {target} ORDER BY nth DESC LIMIT 2",
            id = maker.id,
            target = blob(&maker.id),
        ));
        assert_eq!(order, ["api_key.delete", "api_key.create"]);
    }
}
