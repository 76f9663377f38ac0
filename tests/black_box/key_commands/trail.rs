use std::process::Command;

use pullkey_tests::{Database, blob};
use serde_json::json;

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
    let user = Command::new("id").arg("-un").output().unwrap();
    let user = String::from_utf8(user.stdout).unwrap();
    let actions = [
        "api_key.create",
        "api_key.update",
        "api_key.toggle",
        "api_key.toggle",
        "api_key.rotate",
        "api_key.delete",
        "company.delete",
    ];
    let expected = actions.map(|action| json!([action, user.trim()]));
    assert_eq!(told, expected);
}
