use std::{collections::BTreeMap, ffi::OsString, fs, os::unix::ffi::OsStringExt};

use tempfile::tempdir;

use super::*;

fn read(variables: &[(&str, &str)], file: Option<&Path>) -> Result<Settings, SettingsError> {
    let map: BTreeMap<_, _> = variables.iter().copied().collect();
    Settings::read(&|name| map.get(name).map(OsString::from), file)
}

fn refusal(variables: &[(&str, &str)], file: Option<&Path>) -> String {
    read(variables, file).err().unwrap().to_string()
}

fn key(settings: &Settings) -> String {
    let key = settings.api_key(&mut |_| ()).ok().unwrap();
    key.expose().to_owned()
}

#[test]
fn the_environment_names_several_gateways_and_the_key() {
    let variables = [
        ("PULLKEY_GATEWAY", "pullkey.example, 127.0.0.1:8080"),
        ("PULLKEY_API_KEY", "plk_a_b"),
    ];
    let settings = read(&variables, None).ok().unwrap();
    let names: Vec<_> = settings
        .gateways()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["pullkey.example", "127.0.0.1:8080"]);
    assert_eq!(key(&settings), "plk_a_b");
}

#[test]
fn each_setting_of_the_environment_wins_over_the_file() {
    let folder = tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("key"), "plk_of_file\n").unwrap();
    let text = format!(
        r#"{{"gateway":["of.file"],"api_key_file":"{}"}}"#,
        path("key").display()
    );
    fs::write(path("companion.json"), text).unwrap();
    let with = |variables: &[(&str, &str)]| {
        let settings = read(variables, Some(&path("companion.json"))).ok().unwrap();
        (settings.gateways()[0].to_string(), key(&settings))
    };
    let told = |gateway: &str, key: &str| (gateway.to_owned(), key.to_owned());
    assert_eq!(with(&[]), told("of.file", "plk_of_file"));
    assert_eq!(
        with(&[("PULLKEY_GATEWAY", "of.env")]),
        told("of.env", "plk_of_file")
    );
    assert_eq!(
        with(&[("PULLKEY_API_KEY", "plk_of_env")]),
        told("of.file", "plk_of_env")
    );
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let variables = [
        ("PULLKEY_GATEWAY", "a.example"),
        ("PULLKEY_API_KEY", "plk_a_b"),
        ("PULLKEY_API_KEY_FILE", ""),
    ];
    assert_eq!(key(&read(&variables, None).ok().unwrap()), "plk_a_b");
    assert_eq!(
        refusal(&[("PULLKEY_GATEWAY", "")], None),
        "PULLKEY_GATEWAY is not set"
    );
}

#[test]
fn what_is_missing_is_named() {
    let absent = Path::new("/absent/companion.json");
    assert_eq!(
        refusal(&[], Some(absent)),
        "PULLKEY_GATEWAY is not set, and /absent/companion.json does not tell gateway"
    );
    let settings = read(&[("PULLKEY_GATEWAY", "a.example")], Some(absent))
        .ok()
        .unwrap();
    assert_eq!(
        settings.api_key(&mut |_| ()).err().unwrap().to_string(),
        "neither PULLKEY_API_KEY_FILE nor PULLKEY_API_KEY is set, and \
         /absent/companion.json does not tell api_key_file"
    );
}

#[test]
fn two_keys_are_refused() {
    let variables = [
        ("PULLKEY_API_KEY", "plk_a_b"),
        ("PULLKEY_API_KEY_FILE", "/key"),
    ];
    assert_eq!(
        refusal(&variables, None),
        "PULLKEY_API_KEY and PULLKEY_API_KEY_FILE are both set: only one may be"
    );
}

#[test]
fn a_gateway_that_is_no_host_is_refused_without_being_told() {
    for list in [
        "https://a.example",
        "a.example,",
        "a.example b.example",
        "a.example/x",
        ",",
    ] {
        assert_eq!(
            refusal(&[("PULLKEY_GATEWAY", list)], None),
            "PULLKEY_GATEWAY has something that is neither a host nor host:port, such as pullkey.example or \
             127.0.0.1:8080",
            "{list}"
        );
    }
}

#[test]
fn a_key_that_is_not_in_utf_8_is_refused_without_being_told() {
    let variables =
        |name: &str| (name == "PULLKEY_API_KEY").then(|| OsString::from_vec(vec![0xff]));
    let error = Settings::read(&variables, None).err().unwrap();
    assert_eq!(error.to_string(), "PULLKEY_API_KEY is not in UTF-8");
}

#[test]
fn a_file_of_another_form_is_refused_with_the_place_and_not_with_its_text() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("companion.json");
    for text in [
        "",
        "[]]",
        r#"{"api_key":"plk_secret"}"#,
        r#"{"gateway":"plk_secret"}"#,
        "{} plk_secret",
    ] {
        fs::write(&path, text).unwrap();
        let said = refusal(&[], Some(&path));
        assert!(
            said.contains("companion.json is not of the form") && said.contains("(line 1, column ")
        );
        assert!(!said.contains("plk_"), "{said}");
    }
}
