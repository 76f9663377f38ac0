//! Heads that were carried elsewhere find what the database itself cannot tell.

use super::*;

#[test]
fn events_that_were_cut_off_with_their_head_are_found_by_the_exported_heads_only() {
    for mut scene in Scene::on_each() {
        scene.create(2);
        scene.stop();
        scene.keep();
        scene.start();
        scene.create(2);
        scene.stop();
        let copy = scene.folder().join("copy.jsonl");
        fs::copy(scene.heads_file(), &copy).unwrap();
        // As if an earlier backup of the database had been put back.
        scene.put_back();
        assert!(scene.codes().contains(&"chain_rolled_back".to_owned()));
        scene.forget_heads();
        assert_eq!(scene.codes(), Vec::<String>::new());
        let told = scene.verify_with(&["--heads", "copy.jsonl", "--json"]);
        assert_eq!(told.status, Some(1), "{}", told.stderr);
        let findings = told.json()["findings"].as_array().unwrap().clone();
        assert_eq!(codes_of(&findings), ["chain_rolled_back"]);
        let message = findings[0]["message"].as_str().unwrap();
        assert!(message.contains("copy.jsonl, line "), "{message}");

        // Going on from there does not hide it.
        scene.start();
        scene.create(4);
        scene.stop();
        scene.forget_heads();
        let told = scene.verify_with(&["--heads", "copy.jsonl", "--json"]);
        let findings = told.json()["findings"].as_array().unwrap().clone();
        assert_eq!(codes_of(&findings), ["chain_replaced"]);
    }
}

#[test]
fn a_company_that_is_gone_altogether_is_found_by_its_exported_head() {
    let mut scene = Scene::embedded();
    scene.create(1);
    scene.stop();
    for table in TABLES {
        scene.meddle(&format!("DELETE FROM {table}"));
    }
    assert_eq!(scene.codes(), ["chain_rolled_back"]);
}

#[test]
fn a_head_that_was_edited_in_its_file_is_told_and_a_torn_line_left_out() {
    let mut scene = Scene::embedded();
    scene.create(1);
    scene.stop();
    let file = scene.heads_file();
    let text = fs::read_to_string(&file).unwrap();
    let mut head: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    head["seq"] = json!(1);
    fs::write(&file, format!("{head}\n{}", &text[..20])).unwrap();
    let codes = scene.codes();
    assert!(
        codes.contains(&"exported_head_forged".to_owned()),
        "{codes:?}"
    );
    let told = scene.verify_with(&[]);
    assert!(
        told.stdout.contains("1 lines are no heads"),
        "{}",
        told.stdout
    );
}

#[test]
fn a_heads_file_that_is_named_and_not_there_is_refused() {
    let scene = Scene::embedded();
    let refused = scene.verify_with(&["--heads", "nowhere.jsonl"]);
    assert_eq!(refused.status, Some(1));
    let told = "cannot read the heads file nowhere.jsonl";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}

#[test]
fn a_heads_file_that_cannot_be_looked_for_is_not_taken_for_one_that_is_not_there() {
    let scene = Scene::embedded();
    let below_a_file = "/etc/passwd/heads.jsonl";
    let refused = scene.verify_with(&["--audit-heads-file", below_a_file]);
    assert_eq!(refused.status, Some(1));
    let told = "cannot look for the heads file /etc/passwd/heads.jsonl";
    assert!(refused.stderr.contains(told), "{}", refused.stderr);
}
