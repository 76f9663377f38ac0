use std::process::Command;

use pullkey_tests::{Database, blob};
use serde_json::{Value, json};

use super::Stage;

#[test]
fn the_trail_names_the_user_of_the_command_line() {
    let stage = Stage::embedded();
    let key = stage.key().id;
    stage.done_to(&key, "update", &["--name=renamed"]);
    stage.done_to(&key, "disable", &[]);
    stage.done_to(&key, "enable", &[]);
    stage.done_to(&key, "rotate", &[]);
    stage.done_to(&key, "show", &[]);
    stage.done_to(&key, "revoke", &[]);
    stage.done(&["company", "delete", &stage.company]);

    let mut database = Database::open(&stage.product.server.data().join("pullkey.db"));
    let told = database.rows(&format!(
        "SELECT json_array(action, actor_id) AS line FROM audit_events
         WHERE company_id = {} AND actor_kind = 'cli' ORDER BY at, id",
        blob(&stage.company)
    ));
    let user = user();
    let actions = [
        "api_key.create",
        "api_key.update",
        "api_key.toggle",
        "api_key.toggle",
        "api_key.rotate",
        "api_key.delete",
        "company.delete",
    ];
    let expected = actions.map(|action| json!([action, user]));
    assert_eq!(told, expected);
}

#[test]
fn whoever_may_read_the_trail_sees_who_ran_which_command() {
    for stage in Stage::on_both_stores() {
        let key = stage.key().id;
        stage.done_to(&key, "disable", &[]);
        let shown = |filter: &str| {
            let server = &stage.product.server;
            let curl = server.curl(&format!("/v3/audit-events?limit=2&{filter}"));
            let page = curl.key(&server.first_key()).send().json();
            let event = |it: &Value| {
                json!([
                    it["action"],
                    it["actor"],
                    it["target"]["id"],
                    it["request_id"]
                ])
            };
            let events = page["data"].as_array().unwrap().iter().map(event);
            events.collect::<Vec<_>>()
        };
        let actor = json!({ "kind": "cli", "id": user() });
        let told = ["api_key.toggle", "api_key.create"]
            .map(|action| json!([action, actor, key, Value::Null]));
        assert_eq!(shown("actor=cli"), told);
        assert_eq!(shown(&format!("actor=cli:{}", user())), told);
        assert_eq!(shown("actor=cli:nobody"), Vec::<Value>::new());
    }
}

fn user() -> String {
    let user = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(user.stdout).unwrap().trim().to_owned()
}
