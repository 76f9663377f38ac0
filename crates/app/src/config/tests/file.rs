//! The configuration file.

use super::Scene;

#[test]
fn there_need_be_no_file() {
    assert!(Scene::empty().errors().is_empty());
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let scene = Scene::empty();
    let path = scene.directory.path().join("other.toml");
    let scene = scene.args(["--config", path.to_str().expect("UTF-8")]);
    assert_eq!(
        scene.errors(),
        ["other.toml: cannot be read: entity not found"]
    );
}

#[test]
fn a_file_that_was_asked_for_replaces_the_default_one() {
    let scene = Scene::empty().file("max_connections = 2\nmigrate = false");
    let path = scene.write("other.toml", "max_connections = 3");
    let config = scene
        .args(["--config", path.to_str().expect("UTF-8")])
        .config();
    assert_eq!((config.max_connections, config.migrate), (3, true));
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let scene = Scene::empty();
    std::fs::create_dir(&scene.sources.default_file).expect("a directory in the way");
    assert_eq!(
        scene.errors(),
        ["pullkey.toml: cannot be read: is a directory"]
    );
}

#[test]
fn a_file_that_is_not_toml_is_refused_by_line_and_column_without_its_text() {
    let scene = Scene::empty().file("migrate = true\ndatabase_url = postgres://u:hunter2@h\n");
    assert_eq!(
        scene.errors(),
        ["pullkey.toml: not TOML at line 2, column 16"]
    );
}

#[test]
fn a_key_given_twice_is_not_toml() {
    let scene = Scene::empty().file("log = 'info'\nlog = 'warn'\n");
    assert_eq!(
        scene.errors(),
        ["pullkey.toml: not TOML at line 2, column 1"]
    );
}

#[test]
fn an_unknown_key_is_refused_with_its_nearest_name() {
    let scene = Scene::empty().file("databse-url = 'sqlite://a.db'");
    assert_eq!(
        scene.errors(),
        ["databse-url (from pullkey.toml): no such setting; did you mean database_url?"]
    );
}

#[test]
fn a_table_is_an_unknown_key() {
    let scene = Scene::empty().file("[server]\nlisten = '127.0.0.1:80'");
    assert_eq!(
        scene.errors(),
        ["server (from pullkey.toml): no such setting"]
    );
}

#[test]
fn an_unknown_key_cannot_forge_a_line() {
    let scene = Scene::empty().file(r#""a\nb\u001b" = 1"#);
    assert_eq!(
        scene.errors(),
        [r"a\nb\u{1b} (from pullkey.toml): no such setting"]
    );
}

#[test]
fn a_value_of_the_wrong_type_is_refused() {
    for (line, found) in [
        ("data_dir = 5", "TOML integer where a string"),
        ("listen = ['127.0.0.1:80']", "TOML array where a string"),
        ("migrate = 1", "TOML integer where a boolean"),
        ("max_connections = true", "TOML boolean where a number"),
        ("max_connections = 1.5", "TOML float where a number"),
        ("database_url_file = 1", "TOML integer where a string"),
    ] {
        let errors = Scene::empty().file(line).errors();
        assert!(errors.len() == 1 && errors[0].contains(found), "{errors:?}");
    }
}

#[test]
fn numbers_and_booleans_may_be_strings() {
    let scene = Scene::empty().file("max_connections = '5'\nmigrate = 'off'");
    let config = scene.config();
    assert_eq!((config.max_connections, config.migrate), (5, false));
}

#[test]
fn numbers_and_booleans_may_be_what_they_are() {
    let scene = Scene::empty().file("max_connections = 1_000\nmigrate = false");
    let config = scene.config();
    assert_eq!((config.max_connections, config.migrate), (1_000, false));
}
