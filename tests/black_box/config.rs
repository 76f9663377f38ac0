//! What `pullkey config` prints.

use std::fs;

use pullkey_tests::{pullkey, run};
use serde_json::{Value, json};
use tempfile::tempdir;

fn setting<'a>(settings: &'a Value, name: &str) -> &'a Value {
    let settings = settings.as_array().unwrap();
    let found = settings.iter().find(|setting| setting["name"] == name);
    found.unwrap()
}

#[test]
fn every_setting_has_its_value_and_where_it_came_from() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("config")).unwrap();
    let file = folder.path().join("config/pullkey.toml");
    fs::write(&file, "migrate = \"off\"\nlog = \"warn\"\n").unwrap();
    let output = pullkey(folder.path())
        .args(["config", "--json", "--listen=127.0.0.1:9000"])
        .env("PULLKEY_LOG", "debug")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let settings: Value = serde_json::from_slice(&output.stdout).unwrap();
    for (name, value, origin) in [
        ("listen", json!("127.0.0.1:9000"), "--listen"),
        ("log", json!("debug"), "PULLKEY_LOG"),
        ("migrate", json!("off"), "config/pullkey.toml"),
        ("keyring_file", json!("./data/keyring.json"), "default"),
        ("metrics_listen", Value::Null, "default"),
    ] {
        let wanted = json!({ "name": name, "value": value, "origin": origin });
        assert_eq!(setting(&settings, name), &wanted);
    }
}

#[test]
fn it_names_every_setting_of_the_settings_file() {
    let folder = tempdir().unwrap();
    let file = include_str!("../../config/pullkey.toml");
    let lines = file.lines().filter_map(|line| line.strip_prefix('#'));
    let keys = lines.filter_map(|line| line.split_once(" = "));
    let keys: Vec<_> = keys.map(|(key, _)| key.to_owned()).collect();
    // The file of a secret is another way to give the same setting.
    let other_way = |key: &str| {
        let setting = key.strip_suffix("_file");
        setting.is_some_and(|setting| keys.iter().any(|key| key == setting))
    };
    let keys: Vec<_> = keys.iter().filter(|key| !other_way(key)).collect();
    let printed = run(folder.path(), &["config", "--json"]).json();
    let names = printed.as_array().unwrap().iter();
    let names: Vec<_> = names.map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, keys);
}

#[test]
fn people_get_a_table() {
    let folder = tempdir().unwrap();
    let printed = run(folder.path(), &["config", "--data-dir=a\u{1b}b"]);
    let row = |name: &str| {
        let mut lines = printed.stdout.lines();
        let line = lines.find(|line| line.starts_with(&format!(" {name} ")));
        let words = line.unwrap().split_whitespace().map(str::to_owned);
        words.collect::<Vec<_>>()
    };
    assert_eq!(row("name"), ["name", "value", "origin"]);
    assert_eq!(row("address_file"), ["address_file", "(unset)", "default"]);
    assert_eq!(row("data_dir"), ["data_dir", "a\\u{1b}b", "--data-dir"]);
}

#[test]
fn no_secret_is_shown() {
    let folder = tempdir().unwrap();
    fs::write(folder.path().join("url"), "sqlite://canary.db").unwrap();
    for source in [
        "--database-url=sqlite://canary.db",
        "--database-url-file=url",
    ] {
        for format in [&[][..], &["--json"]] {
            let printed = run(folder.path(), &[&["config", source], format].concat());
            assert_eq!(printed.status, Some(0));
            assert!(printed.stdout.contains("(redacted)"), "{}", printed.stdout);
            let told = printed.stdout + &printed.stderr;
            assert!(!told.contains("canary"), "{told}");
        }
    }
}

#[test]
fn nothing_is_made_where_nothing_was_ever_started() {
    let folder = tempdir().unwrap();
    assert_eq!(run(folder.path(), &["config"]).status, Some(0));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn wrong_settings_are_told_instead() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &["config", "--migrate=maybe"]);
    assert_eq!(refused.status, Some(2));
    assert_eq!(refused.stdout, "");
    assert!(refused.stderr.contains("--migrate"), "{}", refused.stderr);
}
