//! Nothing of a URL is told that may be secret.

use super::*;

#[test]
fn what_cannot_be_the_name_of_a_parameter_is_not_told_but_how_a_question_mark_is_written() {
    for parameters in ["hunter3=1", "Hunter=1", "hunter2", "hunter-two=1"] {
        let told = refused(&with(parameters)).to_string();
        assert!(told.contains("'?' in a user, a password"), "{told}");
        assert!(told.contains("%3F"), "{told}");
        assert!(!told.to_lowercase().contains("hunter"), "{told}");
    }
}

#[test]
fn no_part_of_a_password_with_unescaped_characters_is_told() {
    for password in [
        "hunter2/swordfish",
        "hunter2?swordfish=1&swordfish",
        "hunter2@swordfish",
        "hunter2@a?swordfish=1",
        "hunter2/a?swordfish=1",
        "1/hunter2?swordfish=1",
        "hunter2%swordfish",
        "a@b/c?hunter2=swordfish&d",
        "a?hunter3=1",
        "hunter3?swordfish",
        "a@b?hunter3=swordfish",
    ] {
        let url = format!("postgres://u:{password}@h/d");
        if let Err(error) = DatabaseUrl::parse(&url) {
            let told = format!("{error} {error:?}");
            let secret = ["hunter2", "swordfish"].iter().any(|it| told.contains(it));
            assert!(!secret, "{url}: {told}");
        }
    }
}

#[test]
fn debug_shows_nothing_of_the_url() {
    let url = parsed("postgres://user:hunter2@host/name?application_name=app");
    assert_eq!(format!("{url:?}"), "DatabaseUrl { .. }");
}
