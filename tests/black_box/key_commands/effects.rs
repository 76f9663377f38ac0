use serde_json::{Value, json};

use super::{CREDENTIALS, Stage, text};

#[test]
fn a_key_that_is_disabled_lets_nobody_in_until_it_is_enabled() {
    for stage in Stage::on_both_stores() {
        let key = stage.key();
        assert_eq!(stage.listing(&key.token), 200);
        let disabled = stage.done_to(&key.id, "disable", &[]);
        stage.within_a_second(&key.token, 401);
        assert_eq!(disabled["is_enabled"], false);
        assert_eq!(disabled["state"], "disabled");
        // Once more changes nothing.
        let again = stage.done_to(&key.id, "disable", &[]);
        assert_eq!(again["updated_at"], disabled["updated_at"]);
        let enabled = stage.done_to(&key.id, "enable", &[]);
        stage.within_a_second(&key.token, 200);
        assert_eq!(enabled["state"], "live");
    }
}

#[test]
fn a_key_that_is_updated_may_do_what_is_left_of_it() {
    for stage in Stage::on_both_stores() {
        let key = stage.key();
        assert_eq!(stage.listing(&key.token), 200);
        let only = ["--capability=DOCKER_REGISTRY:CREATE"];
        let changed = stage.done_to(&key.id, "update", &only);
        stage.within_a_second(&key.token, 403);
        let create = json!({ "permission": "DOCKER_REGISTRY:CREATE", "id_resource": null });
        assert_eq!(changed["capabilities"], json!([create]));
        assert_eq!(changed["name"], "deployments");
    }
}

#[test]
fn an_update_changes_what_is_given_and_nothing_else() {
    let stage = Stage::embedded();
    let key = stage.key();
    let before = stage.done_to(&key.id, "show", &[]);
    let ends = "2999-01-01T00:00:00.000Z";
    for (change, member, after) in [
        ("--name=renamed", "name", json!("renamed")),
        (
            "--expires-at=2999-01-01T00:00:00Z",
            "expired_at",
            json!(ends),
        ),
        ("--never-expires", "expired_at", Value::Null),
    ] {
        let now = stage.done_to(&key.id, "update", &[change]);
        assert_eq!(now[member], after, "{change}");
        assert_eq!(now["capabilities"], before["capabilities"]);
    }
    let now = stage.done_to(&key.id, "show", &[]);
    assert_eq!(now["name"], "renamed");
    assert_eq!(now["created_at"], before["created_at"]);
    assert_eq!(stage.listing(&key.token), 200);
}

#[test]
fn both_tokens_work_while_a_rotation_overlaps() {
    for stage in Stage::on_both_stores() {
        let key = stage.key();
        assert_eq!(stage.listing(&key.token), 200);
        let overlap = ["--old-token-ttl-hours=1"];
        let rotated = stage.done_to(&key.id, "rotate", &overlap);
        assert_eq!(rotated["id"], key.id);
        let second = text(&rotated["token"]);
        stage.within_a_second(&second, 200);
        assert_eq!(stage.listing(&key.token), 200);
        // One more without an overlap, and neither of them does.
        let third = text(&stage.done_to(&key.id, "rotate", &[])["token"]);
        stage.within_a_second(&key.token, 401);
        stage.within_a_second(&second, 401);
        assert_eq!(stage.listing(&third), 200);
    }
}

#[test]
fn the_company_s_last_managing_key_can_be_narrowed_disabled_and_removed_here() {
    let stage = Stage::embedded();
    let first = stage.product.server.first_key();
    let listed = stage.done(&["api-key", "list", "--company", &stage.company]);
    let id = text(&listed[0]["id"]);
    let only = ["--capability=DOCKER_REGISTRY:CREATE"];
    stage.done_to(&id, "update", &only);
    stage.within_a_second(&first, 403);
    stage.done_to(&id, "disable", &[]);
    stage.within_a_second(&first, 401);
    let revoked = stage.done_to(&id, "revoke", &[]);
    assert_eq!(revoked, json!({ "id": id }));
    let left = stage.done(&["api-key", "list", "--company", &stage.company]);
    assert_eq!(left, json!([]));
}

#[test]
fn what_a_deleted_company_left_is_removed_by_whichever_service_runs() {
    // Two credentials and the records of both attempts; PostgreSQL has a row or two with their number besides.
    for (mut stage, rows) in Stage::on_both_stores().into_iter().zip([4..=4, 5..=6]) {
        let (server, key) = (&stage.product.server, stage.product.server.first_key());
        let body = json!({ "name": "n", "username": "u", "secret": "my-secret-token" });
        for attempt in ["one", "two"] {
            let create = server.curl(CREDENTIALS).key(&key).json(&body);
            let created = create.header(&format!("Idempotency-Key: {attempt}")).send();
            assert_eq!(created.status, 201);
        }
        stage.done(&["company", "delete", &stage.company]);
        stage.product.restart();
        let server = &stage.product.server;
        server.until_it_logs("what deleted companies left were removed");
        let log = server.log();
        let is_told = |rows| log.contains(&format!("\"leavings\":{rows},"));
        assert!(rows.into_iter().any(is_told), "{log}");
    }
}

#[test]
fn a_deleted_company_s_keys_let_nobody_in_and_its_id_is_never_given_again() {
    for stage in Stage::on_both_stores() {
        let keys = [stage.key(), stage.key()];
        for key in &keys {
            assert_eq!(stage.listing(&key.token), 200);
        }
        let other = text(&stage.done(&["company", "create", "--name=Other"])["id"]);
        let deleted = stage.done(&["company", "delete", &stage.company]);
        assert_eq!(deleted, json!({ "id": stage.company }));
        for key in &keys {
            stage.within_a_second(&key.token, 401);
        }
        let first = stage.product.server.first_key();
        assert_eq!(stage.listing(&first), 401);
        let again = stage.run(&["company", "create", "--name=Again", "--id", &stage.company]);
        assert_eq!(again.status, Some(1));
        assert!(again.stderr.contains("has, or had"), "{}", again.stderr);
        let listed = stage.done(&["company", "list"]);
        let ids: Vec<_> = listed
            .as_array()
            .unwrap()
            .iter()
            .map(|it| &it["id"])
            .collect();
        assert_eq!(ids, [&other]);
    }
}
