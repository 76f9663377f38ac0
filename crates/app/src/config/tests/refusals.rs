//! What is wrong is refused with its name, where it came from, and what would be right.

#[cfg(unix)]
use std::{ffi::OsString, os::unix::ffi::OsStringExt};

use super::Scene;

#[test]
fn an_address_that_is_none_is_refused() {
    assert_eq!(
        Scene::empty()
            .env("PULLKEY_LISTEN", "localhost:8080")
            .errors(),
        ["listen (from PULLKEY_LISTEN): not an address; \
          use IP:PORT such as 127.0.0.1:8080 (host names are not looked up)"]
    );
}

#[test]
fn a_refusal_names_the_flag_it_came_from() {
    assert_eq!(
        Scene::empty().args(["--migrate", "maybe"]).errors(),
        ["migrate (from --migrate): neither on nor off; use on or off"]
    );
}

#[test]
fn a_refusal_names_the_file_it_came_from() {
    assert_eq!(
        Scene::empty().file("log_format = 'xml'").errors(),
        ["log_format (from pullkey.toml): not one of its values; use auto, text or json"]
    );
}

#[test]
fn an_unset_setting_that_is_given_is_checked_too() {
    let scene = Scene::empty().args(["--metrics-listen", "9090"]);
    assert!(
        scene.errors()[0].starts_with("metrics_listen (from --metrics-listen): not an address")
    );
}

#[test]
fn an_empty_flag_is_refused() {
    assert_eq!(
        Scene::empty().args(["--data-dir", ""]).errors(),
        ["data_dir (from --data-dir): empty; use the path of a directory"]
    );
}

#[test]
fn a_wrong_parameter_of_a_postgres_url_is_named_without_its_value() {
    let url = "postgres://u:hunter2@h/d?sslmode=hunter3";
    let [error] = &Scene::empty().env("PULLKEY_DATABASE_URL", url).errors()[..] else {
        panic!("one setting is wrong");
    };
    let told = "database_url (from PULLKEY_DATABASE_URL): not the URL of a PostgreSQL database: ";
    assert!(
        error.starts_with(told) && error.contains("sslmode"),
        "{error}"
    );
    assert!(error.contains("; use sqlite://PATH"), "{error}");
    assert!(!error.contains("hunter"), "{error}");
}

#[test]
fn a_rate_that_no_node_could_answer_is_refused() {
    let scene = Scene::empty().env("PULLKEY_RATE_WRITE_PER_MINUTE", "10000001");
    assert_eq!(
        scene.errors(),
        [
            "rate_write_per_minute (from PULLKEY_RATE_WRITE_PER_MINUTE): out of range; \
          use a whole number from 0 to 10000000"
        ]
    );
}

#[test]
fn a_proxy_that_cannot_be_trusted_is_named_by_its_place() {
    let scene = Scene::empty().env("PULLKEY_TRUSTED_PROXIES", "10.0.0.0/8,haproxy.internal");
    assert_eq!(
        scene.errors(),
        [
            "trusted_proxies (from PULLKEY_TRUSTED_PROXIES): entry 2 is neither a network nor an address; \
          use networks such as 10.0.0.0/8, or single addresses, with commas in between"
        ]
    );
}

#[test]
fn a_registry_that_cannot_be_allowed_is_named_by_its_place() {
    let scene = Scene::empty().env("PULLKEY_REGISTRY_ALLOW", "registry:5000,10.0.0.0/8");
    assert_eq!(
        scene.errors(),
        [
            "registry_allow (from PULLKEY_REGISTRY_ALLOW): entry 2 must have 'public' or a network such as 10.0.0.0/8 \
          after a host and '@', and no network by itself; use hosts such as registry.internal:5443, \
          registry.internal:5443@10.0.0.0/8 or http://127.0.0.1:5000, with commas in between"
        ]
    );
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_refused() {
    let scene = Scene::empty().env("PULLKEY_LOG", OsString::from_vec(vec![0xff]));
    assert!(scene.errors()[0].starts_with("log (from PULLKEY_LOG): not UTF-8; use off, error"));
}

#[cfg(unix)]
#[test]
fn a_variable_whose_name_is_not_utf_8_is_refused() {
    let mut scene = Scene::empty();
    let name = OsString::from_vec(b"PULLKEY_\xff".to_vec());
    scene.sources.environment.insert(name, "x".into());
    assert_eq!(
        scene.errors(),
        ["PULLKEY_\u{fffd} (from the environment): no such setting"]
    );
}

#[test]
fn the_setting_of_a_later_version_is_refused() {
    let scene = Scene::empty().env("PULLKEY_CACHE_SIZE", "1");
    assert_eq!(
        scene.errors(),
        ["PULLKEY_CACHE_SIZE (from the environment): no such setting"]
    );
}

#[test]
fn a_wrong_data_directory_is_reported_once() {
    let scene = Scene::empty().file("data_dir = 5");
    assert_eq!(scene.errors().len(), 1);
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let scene = Scene::empty()
        .file("listn = 1\nmigrate = 1")
        .env("PULLKEY_LOG", "loud")
        .env("PULLKEY_LGO", "info")
        .args(["--max-connections", "0"]);
    let errors = scene.errors();
    let names = errors.iter().filter_map(|line| line.split_once(' '));
    assert_eq!(
        names.map(|(name, _)| name).collect::<Vec<_>>(),
        ["listn", "PULLKEY_LGO", "log", "migrate", "max_connections"]
    );
}

#[test]
fn a_broken_file_does_not_hide_what_is_wrong_elsewhere() {
    let scene = Scene::empty().file("listen").args(["--log", "loud"]);
    assert_eq!(scene.errors().len(), 2);
}
