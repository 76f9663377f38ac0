//! What commands print, how they end, and what they refuse.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use pullkey_tests::{Server, pullkey, run};
use tempfile::tempdir;

const NOBODY: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

#[test]
fn what_is_no_command_ends_with_2() {
    let folder = tempdir().unwrap();
    let of_api_keys = [
        "create --name=a",
        "create --name=a --capability=READ",
        "create --name=a --capability=AUDIT:READ --expires-at=soon",
        "show",
        "enable 1",
        "update NOBODY",
        "update NOBODY --never-expires --expires-at=2999-01-01T00:00:00Z",
        "rotate NOBODY --old-token-ttl-hours=721",
    ];
    let of_api_keys = of_api_keys.map(|it| format!("api-key {it} --company NOBODY"));
    let others = [
        "sreve",
        "company",
        "company create",
        "company create --name=",
        "company create --name=a --id=1",
        "company delete 1",
        "backup",
        "backup ",
        "backup a b",
        "completions",
        "man page",
        "api-key show NOBODY",
        "rewrap NOBODY",
        "--listen=here company list",
    ];
    for line in others.map(str::to_owned).iter().chain(&of_api_keys) {
        let line = line.replace("NOBODY", NOBODY);
        let arguments: Vec<_> = line.split(' ').collect();
        let outcome = run(folder.path(), &arguments);
        assert_eq!(outcome.status, Some(2), "{arguments:?}: {}", outcome.stderr);
    }
    assert!(!folder.path().join("data").exists(), "nothing was made");
}

#[test]
fn a_person_at_a_terminal_sees_colours_and_nobody_else_does() {
    let folder = tempdir().unwrap();
    let unknown = format!("company delete {NOBODY}");
    for (arguments, emphasised) in [
        ("company list", "\u{1b}[1m id "),
        (&*unknown, "\u{1b}[31mpullkey:\u{1b}[0m there is no company"),
    ] {
        let coloured = at_a_terminal(folder.path(), arguments, &[]);
        assert!(coloured.contains(emphasised), "{coloured:?}");
        let plain = at_a_terminal(folder.path(), arguments, &[("NO_COLOR", "1")]);
        assert!(!plain.contains('\u{1b}'), "{plain:?}");
        let words: Vec<_> = arguments.split(' ').collect();
        let piped = run(folder.path(), &words);
        assert!(!(piped.stdout + &piped.stderr).contains('\u{1b}'));
    }
    let json = at_a_terminal(folder.path(), "company list --json", &[]);
    assert!(!json.contains('\u{1b}'), "{json:?}");
}

/// What a command shows at a terminal, to somebody with these variables.
fn at_a_terminal(folder: &Path, arguments: &str, variables: &[(&str, &str)]) -> String {
    let command = pullkey(folder);
    let line = format!("{} {arguments}", command.get_program().to_str().unwrap());
    let shown = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .current_dir(folder)
        .env("TERM", "xterm")
        .env_remove("NO_COLOR")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    String::from_utf8(shown.stdout).unwrap()
}

#[test]
fn what_cannot_be_done_ends_with_1_and_says_why() {
    let folder = tempdir().unwrap();
    let made = run(
        folder.path(),
        &["company", "create", "--name=a", "--id", NOBODY],
    );
    assert_eq!(made.status, Some(0));
    let other = "01a20a3a-8888-70b9-a362-17d1aceb41c2";
    for (arguments, why) in [
        (
            &["company", "create", "--name=b", "--id", NOBODY][..],
            "has, or had, this --id",
        ),
        (
            &[
                "api-key",
                "create",
                "--company",
                other,
                "--name=a",
                "--capability=AUDIT:READ",
            ],
            "there is no company",
        ),
        (
            &[
                "api-key",
                "create",
                "--company",
                NOBODY,
                "--name=a",
                "--capability=AUDIT:READ",
                "--expires-at=2020-01-01T00:00:00Z",
            ],
            "--expires-at must be later than now",
        ),
        (
            &["api-key", "revoke", "--company", NOBODY, other],
            "has no API key",
        ),
        (
            &["api-key", "list", "--company", other],
            "there is no company",
        ),
        (&["keyring", "init"], "already"),
    ] {
        let outcome = run(folder.path(), arguments);
        assert_eq!(outcome.status, Some(1), "{arguments:?}");
        assert!(
            outcome.stderr.contains(why),
            "{arguments:?}: {}",
            outcome.stderr
        );
        assert_eq!(outcome.stdout, "", "{arguments:?}");
    }
}

#[test]
fn tables_show_what_could_fool_a_terminal_written_out() {
    let folder = tempdir().unwrap();
    let name = "a\u{1b}[2J\u{202e}b";
    run(folder.path(), &["company", "create", "--name", name]);
    let table = run(folder.path(), &["company", "list"]).stdout;
    assert!(table.contains("a\\u{1b}[2J\\u{202e}b"), "{table}");
    let json = run(folder.path(), &["company", "list", "--json"]).json();
    assert_eq!(json[0]["name"], name);
}

#[test]
fn a_token_is_shown_once_and_never_listed() {
    let folder = tempdir().unwrap();
    run(
        folder.path(),
        &["company", "create", "--name=a", "--id", NOBODY],
    );
    let company = ["--company", NOBODY];
    let create = ["api-key", "create", "--name=k", "--capability=AUDIT:READ"];
    let made = run(folder.path(), &[&create[..], &company].concat());
    let token = made.stdout.lines().last().unwrap().to_owned();
    assert!(
        token.starts_with("plk_") && token.len() == 59,
        "{}",
        made.stdout
    );
    for json in [&[][..], &["--json"]] {
        let listed = run(
            folder.path(),
            &[&["api-key", "list"], &company[..], json].concat(),
        );
        assert!(listed.stdout.contains("AUDIT:READ"), "{}", listed.stdout);
        assert!(!listed.stdout.contains(&token[21..]), "{}", listed.stdout);
    }
}

#[test]
fn migrations_are_run_by_their_command_where_they_are_off() {
    let folder = tempdir().unwrap();
    let off = ["--migrate=off", "company", "list"];
    let refused = run(folder.path(), &off);
    assert_eq!(refused.status, Some(1));
    assert!(
        refused.stderr.contains("pullkey migrate"),
        "{}",
        refused.stderr
    );
    assert_eq!(run(folder.path(), &["migrate"]).status, Some(0));
    assert_eq!(run(folder.path(), &off).status, Some(0));
}

#[test]
fn an_empty_folder_that_was_migrated_can_be_served() {
    let folder = tempdir().unwrap();
    assert_eq!(run(folder.path(), &["migrate"]).status, Some(0));
    let server = Server::start(folder.path());
    assert!(server.first_key().starts_with("plk_"));
}

#[test]
fn commands_that_begin_at_once_on_an_empty_folder_all_succeed() {
    let folder = tempdir().unwrap();
    std::thread::scope(|scope| {
        for name in ["a", "b", "c", "d", "e", "f"] {
            let folder = folder.path();
            scope.spawn(move || {
                let made = run(folder, &["company", "create", "--name", name]);
                assert_eq!(made.status, Some(0), "{}", made.stderr);
            });
        }
    });
    let listed = run(folder.path(), &["company", "list", "--json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 6);
}

#[test]
fn the_database_may_stand_elsewhere() {
    let folder = tempdir().unwrap();
    let url = format!(
        "--database-url=sqlite://{}/other.db",
        folder.path().display()
    );
    let server = Server::start_with(folder.path(), &[&url]);
    let listed = server
        .curl("/v3/docker-registries")
        .key(&server.first_key());
    assert_eq!(listed.send().status, 200);
    assert!(folder.path().join("other.db").exists());
}

#[test]
fn a_reader_that_goes_away_makes_no_panic() {
    let folder = tempdir().unwrap();
    for arguments in [
        &["company", "list"][..],
        &["backup", "copy.db"],
        &["config"],
        &["config", "--json"],
        &["openapi"],
        &["completions", "bash"],
        &["man"],
    ] {
        let command = pullkey(folder.path())
            .args(arguments)
            .stdout(closed())
            .output()
            .unwrap();
        let told = String::from_utf8(command.stderr).unwrap();
        assert_eq!(command.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(
            told.contains("cannot print") && !told.contains("panicked"),
            "{arguments:?}: {told}"
        );
    }
}

/// The writing end of a pipe that nobody reads.
fn closed() -> std::io::PipeWriter {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer
}

#[test]
fn a_second_server_on_the_same_data_is_refused_with_the_pid_of_the_first() {
    let folder = tempdir().unwrap();
    let server = Server::start(folder.path());
    let refused = run(folder.path(), &["--listen=127.0.0.1:0"]);
    assert_eq!(refused.status, Some(1));
    let pid = format!("pid {}", server.pid());
    assert!(refused.stderr.contains(&pid), "{}", refused.stderr);
}
