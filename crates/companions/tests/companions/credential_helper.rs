use std::fs;

use tempfile::tempdir;

use crate::program::{Ended, KEY, Program, key_file};

const NOT_FOUND: &str = "credentials not found in native keychain";

pub(crate) fn helper(arguments: &[&str]) -> Program {
    Program::new(env!("CARGO_BIN_EXE_docker-credential-pullkey"), arguments)
}

fn set(arguments: &[&str]) -> Program {
    helper(arguments)
        .with("PULLKEY_GATEWAY", "pullkey.example,127.0.0.1:8080")
        .with("PULLKEY_API_KEY", KEY)
}

fn get(server: impl AsRef<[u8]>) -> Ended {
    set(&["get"]).input(server).run()
}

#[test]
fn get_hands_out_the_key_for_the_gateway_under_the_url_that_was_asked_for() {
    for (sent, told) in [
        ("pullkey.example", "pullkey.example"),
        ("pullkey.example\n", "pullkey.example"),
        ("Pullkey.Example:443\r\n", "Pullkey.Example:443"),
        ("https://pullkey.example/v2/", "https://pullkey.example/v2/"),
        ("127.0.0.1:8080", "127.0.0.1:8080"),
        ("http://127.0.0.1:8080/\n", "http://127.0.0.1:8080/"),
    ] {
        let line =
            format!("{{\"ServerURL\":\"{told}\",\"Username\":\"pullkey\",\"Secret\":\"{KEY}\"}}\n");
        assert_eq!(get(sent), Ended::answered(line), "{sent:?}");
    }
}

#[test]
fn get_finds_nothing_for_every_other_host_so_that_docker_goes_on_without() {
    for server in [
        "ghcr.io",
        "https://index.docker.io/v1/",
        "pullkey.example:8080",
        "http://pullkey.example",
        "127.0.0.1",
        "pullkey.example.evil.example",
        "evil.example/pullkey.example",
        "https://pullkey.example@evil.example",
    ] {
        assert_eq!(get(server), Ended::refused_on_stdout(NOT_FOUND), "{server}");
    }
}

#[test]
fn get_answers_hostile_input_with_a_sentence() {
    let long = "a".repeat(64 * 1024);
    let longer = "a".repeat(8 * 1024 * 1024);
    let too_long = "the standard input has more than 65536 bytes";
    for (input, sentence) in [
        (&b""[..], "no credentials server URL"),
        (b" \r\n\t\n", "no credentials server URL"),
        (b"pullkey.example\0", NOT_FOUND),
        (b"\0", NOT_FOUND),
        (b"pullkey.example\nghcr.io", NOT_FOUND),
        (b"\xff\xfe", "the server URL is not in UTF-8"),
        (b"pullkey.example/\xc3", "the server URL is not in UTF-8"),
        (long.as_bytes(), NOT_FOUND),
        (longer.as_bytes(), too_long),
    ] {
        assert_eq!(
            get(input),
            Ended::refused_on_stdout(sentence),
            "{:?}",
            &input[..input.len().min(30)]
        );
    }
}

#[test]
fn list_names_the_hosts_of_the_gateway_and_no_key() {
    let without_key = helper(&["list"]).with("PULLKEY_GATEWAY", "pullkey.example,127.0.0.1:8080");
    let line = "{\"https://127.0.0.1:8080\":\"pullkey\",\"https://pullkey.example\":\"pullkey\"}\n";
    assert_eq!(without_key.run(), Ended::answered(line));
}

#[test]
fn store_and_erase_are_refused_and_say_what_to_do() {
    let login =
        format!("{{\"ServerURL\":\"pullkey.example\",\"Username\":\"a\",\"Secret\":\"{KEY}\"}}");
    assert_eq!(
        set(&["store"]).input(login).run(),
        Ended::refused_on_stdout(
            "docker-credential-pullkey stores nothing: put the API key into the file that companion.json or \
             PULLKEY_API_KEY_FILE names"
        )
    );
    assert_eq!(
        set(&["erase"]).input("pullkey.example").run(),
        Ended::refused_on_stdout(
            "docker-credential-pullkey erases nothing: remove the file with the API key, and delete the key at Pullkey"
        )
    );
}

#[test]
fn version_and_help_need_no_settings() {
    let version = format!(
        "docker-credential-pullkey (pullkey-companions) {}\n",
        env!("CARGO_PKG_VERSION")
    );
    for argument in ["version", "--version"] {
        assert_eq!(helper(&[argument]).run(), Ended::answered(version.as_str()));
    }
    let help = helper(&["--help"]).run();
    assert!(help.status == Some(0) && help.output.contains("PULLKEY_API_KEY_FILE"));
}

#[test]
fn anything_but_one_known_argument_is_refused_with_the_usage() {
    for arguments in [
        &[][..],
        &["frobnicate"],
        &["get", "pullkey.example"],
        &["GET"],
        &[""],
    ] {
        assert_eq!(
            set(arguments).run(),
            Ended::refused_on_stdout("Usage: docker-credential-pullkey <get|list|version>"),
            "{arguments:?}"
        );
    }
}

#[test]
fn without_variables_the_file_in_the_home_of_the_user_counts() {
    let (folder, key) = key_file(0o600);
    let settings = folder.path().join(".config/pullkey");
    fs::create_dir_all(&settings).unwrap();
    let text = format!(
        r#"{{"gateway":["pullkey.example"],"api_key_file":"{}"}}"#,
        key.display()
    );
    fs::write(settings.join("companion.json"), text).unwrap();
    let line = format!(
        "{{\"ServerURL\":\"pullkey.example\",\"Username\":\"pullkey\",\"Secret\":\"{KEY}\"}}\n"
    );
    for (variable, value) in [
        ("HOME", folder.path()),
        ("XDG_CONFIG_HOME", &folder.path().join(".config")),
    ] {
        let program = helper(&["get"])
            .with(variable, value)
            .input("pullkey.example");
        assert_eq!(program.run(), Ended::answered(line.as_str()), "{variable}");
    }
}

#[test]
fn missing_settings_are_named() {
    let ended = helper(&["get"]).input("pullkey.example").run();
    assert_eq!(
        ended,
        Ended::refused_on_stdout("PULLKEY_GATEWAY is not set")
    );
    let home = tempdir().unwrap();
    let file = home.path().join(".config/pullkey/companion.json");
    let with_home = helper(&["get"])
        .with("HOME", home.path())
        .with("PULLKEY_GATEWAY", "pullkey.example");
    assert_eq!(
        with_home.input("pullkey.example").run(),
        Ended::refused_on_stdout(&format!(
            "neither PULLKEY_API_KEY_FILE nor PULLKEY_API_KEY is set, and {} does not tell api_key_file",
            file.display()
        ))
    );
}

#[test]
fn another_host_needs_no_key_to_be_not_found() {
    let program = helper(&["get"])
        .with("PULLKEY_GATEWAY", "pullkey.example")
        .input("ghcr.io");
    assert_eq!(program.run(), Ended::refused_on_stdout(NOT_FOUND));
}

#[test]
fn a_key_file_that_others_can_read_is_warned_about_beside_the_answer() {
    let (_folder, key) = key_file(0o644);
    let program = helper(&["get"])
        .with("PULLKEY_GATEWAY", "pullkey.example")
        .with("PULLKEY_API_KEY_FILE", &key);
    let ended = program.input("pullkey.example").run();
    assert!(ended.status == Some(0) && ended.output.contains(KEY));
    assert_eq!(
        ended.errors,
        format!(
            "warning: the API key file {0} can be read by others (its mode is 0644): chmod 600 {0}\n",
            key.display()
        )
    );
}

#[test]
fn a_setting_that_is_no_key_is_refused_without_being_told() {
    let program = helper(&["get"])
        .with("PULLKEY_GATEWAY", "pullkey.example")
        .with("PULLKEY_API_KEY", "hunter22");
    assert_eq!(
        program.input("pullkey.example").run(),
        Ended::refused_on_stdout(
            "PULLKEY_API_KEY holds no API key: one begins with plk_ and has no spaces"
        )
    );
}
