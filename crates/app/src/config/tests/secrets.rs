//! A secret comes as itself or in a file, and is never repeated.

use super::{Scene, shown};
use crate::config::{Config, DatabaseUrl, Shown};

const SECRET: &str = "hunter2";

fn with_file(content: impl AsRef<[u8]>) -> Scene {
    let scene = Scene::empty();
    let path = scene.write("url", content);
    scene.env("PULLKEY_DATABASE_URL_FILE", path)
}

#[test]
fn a_secret_may_come_in_a_file_that_ends_in_one_newline() {
    for content in ["sqlite://a.db", "sqlite://a.db\n", "sqlite://a.db\r\n"] {
        let expected = DatabaseUrl::Sqlite("a.db".into());
        assert_eq!(
            with_file(content).config().database,
            expected,
            "{content:?}"
        );
    }
}

#[test]
fn the_files_that_secrets_stand_in_are_known() {
    let [file] = &with_file("sqlite://a.db").config().secret_files[..] else {
        panic!("not one file");
    };
    assert_eq!(file.setting, "database_url_file");
    assert!(file.path.ends_with("url"), "{file}");
    let itself = Scene::empty().env("PULLKEY_DATABASE_URL", "sqlite://a.db");
    assert!(itself.config().secret_files.is_empty());
}

#[test]
fn a_second_newline_belongs_to_the_secret() {
    let expected = DatabaseUrl::Sqlite("a.db\n".into());
    assert_eq!(with_file("sqlite://a.db\n\n").config().database, expected);
}

#[test]
fn the_file_of_a_secret_may_be_named_by_flag_and_by_key() {
    let scene = Scene::empty();
    let path = scene.write("url", "sqlite://a.db");
    let path = path.to_str().expect("UTF-8");
    let key = format!("database_url_file = '{path}'");
    for scene in [
        Scene::empty().file(&key),
        Scene::empty().args(["--database-url-file", path]),
    ] {
        assert_eq!(scene.config().database, DatabaseUrl::Sqlite("a.db".into()));
    }
}

#[test]
fn a_secret_given_as_itself_and_as_a_file_is_refused_by_both_names() {
    let url = "sqlite://a.db";
    assert_eq!(
        with_file(url).env("PULLKEY_DATABASE_URL", url).errors(),
        ["database_url (from PULLKEY_DATABASE_URL): \
          PULLKEY_DATABASE_URL_FILE is given too; give one of the two"]
    );
    assert_eq!(
        Scene::empty()
            .file("database_url = 'sqlite://a.db'\ndatabase_url_file = 'a'")
            .errors(),
        ["database_url (from pullkey.toml): database_url_file is given too; give one of the two"]
    );
}

#[test]
fn a_file_of_a_secret_that_cannot_be_read_is_refused_by_variable_and_path() {
    assert_eq!(
        Scene::empty()
            .env("PULLKEY_DATABASE_URL_FILE", "/no/such")
            .errors(),
        [
            "database_url_file (from PULLKEY_DATABASE_URL_FILE): cannot read /no/such: entity not found"
        ]
    );
}

#[test]
fn an_empty_file_of_a_secret_is_refused() {
    assert_eq!(
        with_file("\n").errors(),
        [
            "database_url_file (from PULLKEY_DATABASE_URL_FILE): empty; \
          use the path of a file that holds the value"
        ]
    );
}

#[test]
fn a_file_of_a_secret_that_is_not_utf_8_is_refused() {
    assert!(with_file([0xff]).errors()[0].contains("not UTF-8"));
}

#[test]
fn a_secret_put_where_the_path_of_its_file_belongs_is_refused_and_not_repeated() {
    let scene = Scene::empty().env("PULLKEY_DATABASE_URL_FILE", "postgres://u:hunter2@h/d");
    assert_eq!(
        scene.errors(),
        [
            "database_url_file (from PULLKEY_DATABASE_URL_FILE): a URL where the path of the file that \
          holds it belongs; use the path of a file that holds the value"
        ]
    );
}

#[test]
fn a_secret_that_was_given_is_redacted_and_its_default_is_not() {
    let given = Scene::empty()
        .args(["--database-url", "sqlite://a.db"])
        .config();
    let expected = (Shown::Redacted, "--database-url".to_owned());
    assert_eq!(shown(&given, "database_url"), expected);
    let default = Shown::Value("sqlite://./data/pullkey.db".into());
    assert_eq!(shown(&Scene::empty().config(), "database_url").0, default);
}

#[test]
fn a_secret_in_a_file_is_redacted_and_names_the_variable() {
    let setting = shown(&with_file("sqlite://a.db").config(), "database_url");
    assert_eq!(
        setting,
        (Shown::Redacted, "PULLKEY_DATABASE_URL_FILE".into())
    );
}

#[test]
fn debug_of_a_configuration_and_of_its_flags_shows_no_secret() {
    for url in ["sqlite://hunter2.db", "postgres://u:hunter2@h/d"] {
        let scene = Scene::empty().args(["--database-url", url]);
        let shown = format!("{:?} {:?}", scene.config(), scene.sources.flags);
        assert!(
            shown.contains("--database-url") && !shown.contains(SECRET),
            "{shown}"
        );
    }
}

#[test]
fn no_error_repeats_a_value() {
    let scenes = [
        Scene::empty().env("PULLKEY_DATABASE_URL", "mysql://hunter2"),
        Scene::empty().args(["--database-url", "postgres://u:hunter2@"]),
        Scene::empty().args(["--database-url", "postgres://u:hunter2@h/d?port=hunter2"]),
        Scene::empty().args(["--database-url", "postgres://u@h/d?sslmode=hunter2"]),
        Scene::empty().file("database_url = 'hunter2'\nlisten = 'hunter2'"),
        Scene::empty().file("database_url = ['hunter2']"),
        Scene::empty().file("database_url = 'hunter2"),
        with_file("hunter2"),
    ];
    for scene in scenes {
        let errors = Config::load(&scene.sources).expect_err("a wrong configuration");
        let text = format!("{errors} {errors:?}");
        assert!(!text.contains(SECRET), "{text}");
    }
}

const KEY: &str = "hunter2-hunter2-hunter2-hunter2-hunter2";

#[test]
fn the_operator_s_key_comes_as_itself_or_in_a_file_and_is_redacted() {
    let scene = Scene::empty();
    let path = scene.write("operator-key", format!("{KEY}\n"));
    for scene in [
        scene.env("PULLKEY_OPERATOR_KEY_FILE", path),
        Scene::empty().env("PULLKEY_OPERATOR_KEY", KEY),
    ] {
        let config = scene.config();
        let key = config.operator_key.as_ref().expect("there is one");
        assert!(key.matches(KEY));
        assert_eq!(shown(&config, "operator_key").0, Shown::Redacted);
        let told = format!("{config:?}");
        assert!(!told.contains(SECRET), "{told}");
    }
}

#[test]
fn what_cannot_be_the_operator_s_key_is_refused_and_not_repeated() {
    for key in ["hunter2", "hunter2 hunter2 hunter2 hunter2 hunter2"] {
        let scene = Scene::empty().env("PULLKEY_OPERATOR_KEY", key);
        assert_eq!(
            scene.errors(),
            [
                "operator_key (from PULLKEY_OPERATOR_KEY): not 32 to 1000 visible ASCII characters, or an API key; \
                use 32 to 1000 visible ASCII characters that nobody can guess, such as `openssl rand -hex 32` prints"
            ]
        );
    }
}

#[test]
fn the_operator_s_key_put_where_the_path_of_its_file_belongs_is_not_repeated() {
    let scene = Scene::empty().env("PULLKEY_OPERATOR_KEY_FILE", KEY);
    assert_eq!(
        scene.errors(),
        [
            "operator_key_file (from PULLKEY_OPERATOR_KEY_FILE): no file is there, and what stands there could be the \
            key itself; use the path of a file that holds the value"
        ]
    );
}
