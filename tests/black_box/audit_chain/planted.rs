//! Whatever somebody does who can write to the database is found, and told for what it is.

use super::{
    plants::{Planted, every_plant},
    *,
};

#[test]
fn whatever_is_done_to_the_database_is_found_and_told_for_what_it_is() {
    for mut scene in Scene::on_each() {
        let made = scene.create(7);
        scene.delete(&made[6]);
        scene.make_and_delete_a_company();
        scene.stop();
        assert_eq!(scene.findings(), Vec::<Value>::new());
        scene.keep();
        for Planted {
            what,
            statements,
            code,
            seq,
        } in every_plant(&scene)
        {
            scene.meddle(&statements);
            let findings = scene.findings();
            let told = findings.iter().find(|it| it["code"] == code);
            let told = told.unwrap_or_else(|| panic!("{what}: {findings:?}"));
            if seq.is_some() {
                assert_eq!(told["seq"].as_i64(), seq, "{what}");
            }
            scene.put_back();
        }
        assert_eq!(scene.codes(), Vec::<String>::new());
    }
}

#[test]
fn a_head_that_was_set_back_is_found() {
    for mut scene in Scene::on_each() {
        scene.create(2);
        scene.stop();
        scene.keep();
        scene.start();
        scene.create(2);
        scene.stop();
        assert_eq!(scene.codes(), Vec::<String>::new());
        scene.meddle(
            "DELETE FROM audit_heads; INSERT INTO audit_heads SELECT * FROM kept_audit_heads",
        );
        assert_eq!(scene.codes(), ["head_rolled_back"]);
        // It goes on behind what is there, so nothing is lost, and leaves a place empty, so that it shows.
        scene.start();
        scene.create(1);
        scene.stop();
        assert_eq!(scene.codes(), ["links_missing"]);
    }
}

#[test]
fn what_was_done_to_a_head_is_found_although_more_events_were_sealed_since() {
    let cut_off =
        "DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_links WHERE seq > 4);
        DELETE FROM audit_links WHERE seq > 4; DELETE FROM audit_heads";
    for (what, statements) in [
        ("deleted with the newest events", cut_off),
        ("deleted", "DELETE FROM audit_heads"),
        (
            "put where nothing can follow",
            "UPDATE audit_heads SET seq = 9223372036854775807",
        ),
        ("edited", "UPDATE audit_heads SET mac = link"),
    ] {
        for mut scene in Scene::on_each() {
            scene.create(4);
            scene.stop();
            scene.meddle(statements);
            scene.forget_heads();
            scene.start();
            scene.create(1);
            scene.stop();
            let codes = scene.codes();
            assert!(
                codes.contains(&"links_missing".to_owned()),
                "{what}: {codes:?}"
            );
            // What came since is sealed.
            let waits = |code: &String| code.starts_with("event") || code.starts_with("head");
            assert!(!codes.iter().any(waits), "{what}: {codes:?}");
        }
    }
}

#[test]
fn an_event_that_was_deleted_before_it_was_sealed_is_found_by_its_mark() {
    for mut scene in Scene::on_each() {
        scene.stop();
        let made = run(scene.folder(), &["company", "create", "--name", "Later"]);
        assert_eq!(made.status, Some(0), "{}", made.stderr);
        assert_eq!(scene.codes(), Vec::<String>::new());
        scene.meddle("DELETE FROM audit_events WHERE id IN (SELECT event_id FROM audit_unsealed)");
        assert!(scene.codes().contains(&"unsealed_event_deleted".to_owned()));
    }
}

#[test]
fn what_is_found_is_told_to_a_person_line_by_line_and_ends_in_failure() {
    let mut scene = Scene::embedded();
    let ids = scene.create(1);
    scene.stop();
    let clean = scene.verify_with(&[]);
    assert_eq!(clean.status, Some(0), "{}", clean.stderr);
    assert!(clean.stdout.starts_with("Checked "), "{}", clean.stdout);
    scene.meddle("UPDATE credentials SET username = 'mallory'");
    let told = scene.verify_with(&[]);
    assert_eq!(told.status, Some(1));
    let line = format!(
        "credential {}: the row is not what its last event says",
        ids[0]
    );
    assert!(told.stdout.contains(&line), "{}", told.stdout);
    assert!(!told.stdout.contains("mallory"), "{}", told.stdout);
    assert!(
        told.stderr.contains("1 thing is not as it should be"),
        "{}",
        told.stderr
    );
}
