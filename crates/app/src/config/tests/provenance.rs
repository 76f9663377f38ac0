//! Every setting knows where it came from.

use super::{Scene, shown};
use crate::config::{Origin, Shown, table::TABLE};

#[test]
fn every_setting_of_the_table_is_read_once_and_in_order() {
    let config = Scene::empty().config();
    let read: Vec<_> = config.settings().map(|setting| setting.name).collect();
    assert_eq!(read, TABLE.map(|setting| setting.names.key));
}

#[test]
fn a_default_is_called_one() {
    let config = Scene::empty().config();
    let expected = (Shown::Value("127.0.0.1:8080".into()), "default".into());
    assert_eq!(shown(&config, "listen"), expected);
}

#[test]
fn an_unset_setting_is_shown_as_unset() {
    let config = Scene::empty().config();
    assert_eq!(shown(&config, "metrics_listen").0.to_string(), "(unset)");
}

#[test]
fn a_value_of_the_file_names_its_path() {
    let scene = Scene::empty().file("log = 'warn'");
    let setting = shown(&scene.config(), "log");
    let path = scene.directory.path().join("pullkey.toml");
    assert_eq!(
        setting,
        (Shown::Value("warn".into()), path.display().to_string())
    );
}

#[test]
fn a_value_of_the_environment_names_its_variable() {
    let config = Scene::empty().env("PULLKEY_LOG", "warn").config();
    assert_eq!(shown(&config, "log").1, "PULLKEY_LOG");
}

#[test]
fn a_value_of_a_flag_names_the_flag() {
    let config = Scene::empty().args(["--log", "warn"]).config();
    assert_eq!(shown(&config, "log").1, "--log");
}

#[test]
fn a_default_in_the_data_directory_is_shown_as_a_path() {
    let config = Scene::empty().args(["--data-dir", "/srv"]).config();
    let expected = (Shown::Value("/srv/keyring.json".into()), "default".into());
    assert_eq!(shown(&config, "keyring_file"), expected);
}

#[test]
fn debug_shows_value_and_origin_of_each_setting() {
    let config = Scene::empty().args(["--log", "warn"]).config();
    assert!(
        config
            .settings()
            .any(|setting| setting.origin == Origin::Flag("--log"))
    );
    assert!(format!("{config:?}").contains(r#""log": "warn (--log)""#));
}
