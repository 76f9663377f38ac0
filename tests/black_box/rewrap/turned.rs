//! A ring that turns while its secrets are used.

use std::process::{Command, Stdio};

use nix::unistd::{User, geteuid};
use pullkey_tests::pullkey;

use super::stage::{Stage, companies};

#[test]
fn secrets_move_to_the_primary_key_and_nothing_that_users_see_changes() {
    for mut stage in Stage::on_both_stores() {
        let paths = stage.create(5);
        let before: Vec<_> = paths.iter().map(|path| stage.get(path)).collect();
        let new = stage.turn();
        assert_eq!((stage.count(stage.old), stage.count(new)), (5, 0));
        assert_eq!(stage.rewrapped(new), 5);
        assert_eq!((stage.count(stage.old), stage.count(new)), (0, 5));
        for (path, before) in paths.iter().zip(before) {
            let after = stage.get(path);
            assert_eq!(after.json(), before.json());
            assert_eq!(after.header("etag"), before.header("etag"));
        }
        stage.disable_old();
        assert!(paths.iter().all(|path| stage.opens(path)));
    }
}

#[test]
fn one_event_tells_who_sealed_a_companys_secrets_anew() {
    for mut stage in Stage::on_both_stores() {
        stage.create(3);
        let new = stage.turn();
        assert_eq!(stage.rewrapped(new), 3);
        let user = User::from_uid(geteuid()).unwrap().unwrap().name;
        let company = companies(&stage)[0]["id"]
            .as_str()
            .unwrap()
            .replace('-', "");
        let told = format!("cli {user} company {company} succeeded");
        assert_eq!(
            stage.events("credential.rewrap"),
            std::slice::from_ref(&told)
        );
        // A run that moves nothing is not told.
        assert_eq!(stage.rewrapped(new), 0);
        assert_eq!(stage.events("credential.rewrap"), [told]);
    }
}

#[test]
fn a_company_that_was_deleted_is_left_out() {
    for mut stage in Stage::on_both_stores() {
        stage.create(3);
        let company = companies(&stage)[0]["id"].as_str().unwrap().to_owned();
        pullkey_tests::delete_company(stage.product.folder.path(), &company);
        let new = stage.turn();
        assert_eq!(stage.rewrapped(new), 0);
        assert!(stage.events("credential.rewrap").is_empty());
    }
}

#[test]
fn a_person_at_a_terminal_sees_how_far_it_is_and_a_machine_does_not() {
    for mut stage in Stage::on_both_stores() {
        stage.create(3);
        stage.turn();
        let shown = at_a_terminal(&stage, "rewrap");
        assert!(shown.contains(" of 3 secrets, "), "{shown:?}");
        assert!(shown.contains("Sealed anew under key"), "{shown:?}");
        stage.turn();
        let shown = at_a_terminal(&stage, "rewrap --json");
        assert!(shown.starts_with("{\"key\":"), "{shown:?}");
        assert!(!shown.contains(" of 3"), "{shown:?}");
    }
}

fn at_a_terminal(stage: &Stage, arguments: &str) -> String {
    let folder = stage.product.folder.path();
    let program = pullkey(folder);
    let line = format!("{} {arguments}", program.get_program().to_str().unwrap());
    let shown = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(shown.stdout).unwrap()
}
