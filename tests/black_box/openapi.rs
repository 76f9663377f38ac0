//! The OpenAPI document without a service.

use std::{fs, path::Path};

use pullkey_tests::{Server, pullkey, run};
use tempfile::tempdir;

#[test]
fn the_binary_prints_what_the_service_serves() {
    let folder = tempdir().unwrap();
    let printed = run(folder.path(), &["openapi"]);
    assert_eq!(printed.status, Some(0));
    let server = Server::start(folder.path());
    let answer = server.curl("/openapi.json").send();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, printed.stdout);
    assert!(printed.stdout.contains("\"/metrics\""));
}

#[test]
fn the_committed_document_is_what_the_binary_prints() {
    let folder = tempdir().unwrap();
    let printed = run(folder.path(), &["openapi"]).stdout;
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    assert!(
        fs::read_to_string(committed).is_ok_and(|text| text == printed),
        "docs/openapi.json is not what the routes say; run: cargo run -- openapi > docs/openapi.json"
    );
}

#[test]
fn what_needs_no_setting_works_where_settings_are_wrong() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    fs::write(folder.path().join("config/pullkey.toml"), "wrong").unwrap();
    for arguments in [&["openapi"][..], &["completions", "zsh"], &["man"]] {
        let output = pullkey(folder.path())
            .args(arguments)
            .env("PULLKEY_LISTEN", "wrong")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(output.stderr, b"", "{arguments:?}");
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing was made"
    );
}
