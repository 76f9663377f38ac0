//! Completions, by the shell that uses them.

use std::{fs, process::Command};

use pullkey_tests::run;
use tempfile::tempdir;

/// Reads the script, then has bash complete the last word of the line, as it does at a terminal.
const DRIVER: &str = r#"
source completions
[[ $(complete -p pullkey) =~ -F\ ([^\ ]+) ]]
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
COMP_LINE="$*"
COMP_POINT=${#COMP_LINE}
"${BASH_REMATCH[1]}" pullkey "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"#;

#[test]
fn bash_completes_the_words_of_a_command() {
    let folder = tempdir().unwrap();
    let printed = run(folder.path(), &["completions", "bash"]);
    assert_eq!(printed.status, Some(0));
    fs::write(folder.path().join("completions"), printed.stdout).unwrap();
    for (line, completed) in [
        (&["pullkey", "key"][..], "keyring"),
        (&["pullkey", "api-key", "r"], "revoke"),
        (&["pullkey", "api-key", "ro"], "rotate"),
        (&["pullkey", "api-key", "update", "--n"], "--never-expires"),
        (&["pullkey", "completions", "z"], "zsh"),
        (&["pullkey", "rew"], "rewrap"),
        (&["pullkey", "backup", "--data"], "--data-dir"),
    ] {
        let output = Command::new("bash")
            .args(["--norc", "-euc", DRIVER, "bash"])
            .args(line)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(
            output.status.success() && told.is_empty(),
            "{line:?}: {told}"
        );
        let words = String::from_utf8(output.stdout).unwrap();
        assert!(
            words.lines().any(|word| word == completed),
            "{line:?}: {words}"
        );
    }
}

#[test]
fn every_shell_gets_a_script_of_its_own() {
    let folder = tempdir().unwrap();
    for (shell, mark) in [
        ("bash", "complete -F"),
        ("zsh", "#compdef pullkey"),
        ("fish", "complete -c pullkey"),
        ("elvish", "set edit:completion:arg-completer[pullkey]"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let printed = run(folder.path(), &["completions", shell]);
        assert_eq!(printed.status, Some(0), "{shell}");
        assert!(printed.stdout.contains(mark), "{shell}: {}", printed.stdout);
        assert!(printed.stdout.contains("healthcheck"), "{shell}");
    }
}

#[test]
fn another_shell_is_refused_with_those_that_are_known() {
    let folder = tempdir().unwrap();
    let refused = run(folder.path(), &["completions", "csh"]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("elvish"), "{}", refused.stderr);
}
