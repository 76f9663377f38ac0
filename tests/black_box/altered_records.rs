//! Repeats of creates whose records somebody altered in the database.

use pullkey_tests::{Answer, Database, Server};
use serde_json::json;
use tempfile::tempdir;

#[test]
fn an_answer_that_this_service_never_gave_is_not_given_to_a_repeat() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let key = server.first_key();
    let create = || {
        let credential = json!({
            "name": "CI", "username": "ci-bot", "secret": "my-secret-token", "registry": "github",
        });
        let call = server.curl("/v3/docker-registries").key(&key);
        let call = call.header("Idempotency-Key: attempt").json(&credential);
        call.send()
    };
    let first = create();
    assert_eq!(create().body, first.body);
    let mut database = Database::open(&server.data().join("pullkey.db"));
    let altered = |set: &str, database: &mut Database| -> Answer {
        database.run("CREATE TEMP TABLE kept AS SELECT * FROM idempotency_records");
        database.run(&format!("UPDATE idempotency_records SET {set}"));
        let answer = create();
        database.run("REPLACE INTO idempotency_records SELECT * FROM kept; DROP TABLE kept");
        answer
    };
    let other = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let of_another = json!({ "id": other, "company_id": other });
    let of_another = format!("body = CAST('{of_another}' AS BLOB)");
    for set in [
        "status = 100",
        "status = 204",
        "status = 999",
        "body = CAST('<script>' AS BLOB)",
        &of_another,
    ] {
        let answer = altered(set, &mut database);
        assert_eq!(answer.status, 500, "{set}: {answer:?}");
        assert!(!answer.body.contains(other), "{set}");
    }
    assert_eq!(create().body, first.body);
}
