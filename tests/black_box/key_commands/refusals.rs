use pullkey_tests::{Database, blob};

use super::{NOBODYS, Stage};

const COMMANDS: [&[&str]; 6] = [
    &["show"],
    &["update", "--name=renamed"],
    &["enable"],
    &["disable"],
    &["rotate"],
    &["revoke"],
];

/// Why a command about a key was refused.
fn refused(stage: &Stage, command: &[&str], company: &str, id: &str) -> String {
    let arguments = [&["api-key"], command, &["--company", company, id]].concat();
    let outcome = stage.run(&arguments);
    assert_eq!(outcome.status, Some(1), "{arguments:?}");
    assert_eq!(outcome.stdout, "", "{arguments:?}");
    outcome.stderr
}

#[test]
fn a_company_or_a_key_that_is_not_there_is_told_by_its_id() {
    let stage = Stage::embedded();
    let (key, company) = (stage.key().id, &stage.company);
    for command in COMMANDS {
        let told = refused(&stage, command, company, NOBODYS);
        let no_key = format!("company {company} has no API key {NOBODYS}; 'pullkey api-key list");
        assert!(told.contains(&no_key), "{command:?}: {told}");
        let told = refused(&stage, command, NOBODYS, &key);
        let no_company = format!("there is no company {NOBODYS}; 'pullkey company list'");
        assert!(told.contains(&no_company), "{command:?}: {told}");
    }
    let gone = stage.run(&["company", "delete", NOBODYS]);
    assert_eq!(gone.status, Some(1));
    assert!(
        gone.stderr.contains("there is no company"),
        "{}",
        gone.stderr
    );
    assert_eq!(stage.done_to(&key, "show", &[])["name"], "deployments");
}

#[test]
fn a_key_whose_row_was_altered_is_shown_as_such_and_can_only_be_revoked() {
    let stage = Stage::embedded();
    let key = stage.key();
    let mut database = Database::open(&stage.product.server.data().join("pullkey.db"));
    database.run(&format!(
        "UPDATE api_keys SET expires_at = 32472144000000 WHERE id = {}",
        blob(&key.id)
    ));
    let shown = stage.done_to(&key.id, "show", &[]);
    assert_eq!(
        (&shown["state"], &shown["is_enabled"]),
        (&"altered".into(), &false.into())
    );
    for command in &COMMANDS[1..5] {
        let told = refused(&stage, command, &stage.company, &key.id);
        assert!(
            told.contains("something altered the row"),
            "{command:?}: {told}"
        );
        assert!(
            told.contains("nothing left but to revoke it"),
            "{command:?}: {told}"
        );
    }
    stage.done_to(&key.id, "revoke", &[]);
    let told = refused(&stage, &["show"], &stage.company, &key.id);
    assert!(told.contains("has no API key"), "{told}");
}

#[test]
fn an_end_that_is_over_is_refused_by_the_name_of_its_flag() {
    let stage = Stage::embedded();
    let key = stage.key();
    let update = ["update", "--expires-at=2020-01-01T00:00:00Z"];
    let told = refused(&stage, &update, &stage.company, &key.id);
    assert!(
        told.contains("--expires-at must be later than now"),
        "{told}"
    );
    assert_eq!(stage.listing(&key.token), 200);
}

#[test]
fn an_update_of_nothing_says_what_could_be_changed() {
    let stage = Stage::embedded();
    let key = stage.key();
    let update = ["api-key", "update", "--company", &stage.company, &key.id];
    let outcome = stage.run(&update);
    assert_eq!(outcome.status, Some(2));
    for flag in ["--name", "--capability", "--expires-at", "--never-expires"] {
        assert!(outcome.stderr.contains(flag), "{}", outcome.stderr);
    }
}
