//! Defaults, then the file, then the environment, then flags; the later one wins.

use super::Scene;

const FILE: &str = "max_connections = 2";

fn all_layers() -> Scene {
    Scene::empty()
        .file(FILE)
        .env("PULLKEY_MAX_CONNECTIONS", "3")
        .args(["--max-connections", "4"])
}

#[test]
fn the_file_wins_over_the_default() {
    assert_eq!(Scene::empty().file(FILE).config().max_connections, 2);
}

#[test]
fn the_environment_wins_over_the_file() {
    let scene = Scene::empty()
        .file(FILE)
        .env("PULLKEY_MAX_CONNECTIONS", "3");
    assert_eq!(scene.config().max_connections, 3);
}

#[test]
fn a_flag_wins_over_the_environment() {
    assert_eq!(all_layers().config().max_connections, 4);
}

#[test]
fn what_a_higher_layer_overrides_need_not_be_right() {
    let scene = all_layers().env("PULLKEY_MAX_CONNECTIONS", "many");
    assert_eq!(scene.config().max_connections, 4);
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let scene = Scene::empty().file(FILE).env("PULLKEY_MAX_CONNECTIONS", "");
    assert_eq!(scene.config().max_connections, 2);
}

#[test]
fn an_empty_string_in_the_file_counts_as_unset() {
    let scene = Scene::empty().file("address_file = ''\nlog = ''");
    assert_eq!(scene.config().address_file, None);
}

#[test]
fn the_file_of_a_secret_in_a_higher_layer_wins_over_its_value_in_a_lower_one() {
    let scene = Scene::empty().file("database_url = 'sqlite://low.db'");
    let path = scene.write("url", "sqlite://high.db");
    let scene = scene.env("PULLKEY_DATABASE_URL_FILE", path);
    let expected = crate::config::DatabaseUrl::Sqlite("high.db".into());
    assert_eq!(scene.config().database, expected);
}
