//! The manual page, by the program that shows it.

use std::{fs, process::Command};

use pullkey_tests::run;
use tempfile::tempdir;

#[test]
fn the_page_is_shown_without_a_warning_and_has_every_command() {
    let folder = tempdir().unwrap();
    let printed = run(folder.path(), &["man"]);
    assert_eq!(printed.status, Some(0));
    let file = folder.path().join("pullkey.1");
    fs::write(&file, printed.stdout).unwrap();
    let shown = Command::new("groff")
        .args(["-man", "-Tutf8", "-ww", "-P-cbou"])
        .arg(&file)
        .output()
        .unwrap();
    let warnings = String::from_utf8(shown.stderr).unwrap();
    assert!(shown.status.success() && warnings.is_empty(), "{warnings}");
    let page = String::from_utf8(shown.stdout).unwrap();
    for part in [
        "pullkey serve",
        "pullkey company list",
        "pullkey api-key revoke --company <COMPANY> <ID>",
        "pullkey api-key rotate --company <COMPANY> <ID>",
        "--never-expires\n",
        "pullkey keyring init",
        "pullkey rewrap",
        "pullkey backup <FILE>",
        "pullkey healthcheck",
        "PULLKEY_DATABASE_URL_FILE",
        "EXIT STATUS",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
