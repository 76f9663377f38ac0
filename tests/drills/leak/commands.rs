use std::path::Path;

use pullkey_tests::{Outcome, pullkey, run};

use super::{
    canary::{Canaries, Kind, escaped, secret_part},
    site::{Site, Way},
    traffic::{Answer, Answers},
};

/// Runs commands of every kind beside a service, and keeps what they print. Its key ring is turned meanwhile.
pub(super) fn run_all(site: &Site, canaries: &Canaries) -> Answers {
    let answers = Answers::default();
    let company = site.company.as_str();
    let lines: [&[&str]; 15] = [
        &["config"],
        &["config", "--json"],
        &["migrate"],
        &["company", "list"],
        &["company", "create", "--name=n"],
        &["api-key", "list", "--company", company],
        &["api-key", "list", "--company", company, "--json"],
        &["keyring", "init"],
        &["healthcheck"],
        &["backup", "nowhere/copy.db"],
        &["keyring", "rotate"],
        &["keyring", "promote", "--json"],
        &["keyring", "rotate", "--kind=pepper", "--json"],
        &["keyring", "status"],
        &["keyring", "status", "--json"],
    ];
    let after: [&[&str]; 3] = [
        &["rewrap"],
        &["audit", "verify"],
        &["audit", "verify", "--json"],
    ];
    let keep_all = |lines: &[&[&str]]| {
        for line in lines {
            keep(&answers, &line.join(" "), None, &run(site.folder(), line));
        }
    };
    keep_all(&lines);
    site.server.reload();
    keep_all(&after);
    site.add_ring_keys(canaries);
    for line in makers(company) {
        let line: Vec<_> = line.iter().map(String::as_str).collect();
        let made = run(site.folder(), &line);
        let printed = made
            .stdout
            .split(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        let token = printed.into_iter().find(|word| word.starts_with("plk_"));
        let token = token.expect("it prints the token that it makes");
        let what = format!("the token that `{}` made", line.join(" "));
        canaries.add_token(&what, token);
        let issued = secret_part(token).to_owned();
        keep(&answers, &line.join(" "), Some(issued), &made);
    }
    for (name, value) in wrong_settings(site.way, canaries) {
        let mut command = pullkey(site.folder());
        command.env(&name, value).arg("migrate");
        let output = command.output().expect("the program starts");
        let outcome = Outcome {
            status: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        keep(&answers, &format!("a wrong {name}"), None, &outcome);
    }
    answers
}

/// Commands that hand a token out, which is the one thing that they are for.
fn makers(company: &str) -> Vec<Vec<String>> {
    let create = [
        "api-key",
        "create",
        "--company",
        company,
        "--name=n",
        "--capability=AUDIT:READ",
    ];
    let create = create.map(str::to_owned).to_vec();
    let as_json = [create.clone(), vec!["--json".to_owned()]].concat();
    vec![create, as_json]
}

/// Settings that hold a secret, and are refused or lead nowhere.
fn wrong_settings(way: Way, canaries: &Canaries) -> Vec<(String, String)> {
    let core = |what: &str| canaries.core(Kind::Sent, what);
    let url =
        |what: &str, rest: &str| format!("postgres://u:{}@{rest}", escaped(&canaries.secret(what)));
    let database = [
        url("a password for nobody", "127.0.0.1:1/d?connect_timeout=1"),
        url("a password before a wrong port", "127.0.0.1:port/d"),
        url(
            "a password before a wrong parameter",
            "127.0.0.1:1/d?sslmode=maybe",
        ),
        core("what is no URL"),
    ];
    let database = database.map(|value| ("PULLKEY_DATABASE_URL".to_owned(), value));
    let operator = [
        (
            "PULLKEY_OPERATOR_KEY".to_owned(),
            format!("{} \u{e9}", core("a wrong operator's key")),
        ),
        (
            "PULLKEY_OPERATOR_KEY_FILE".to_owned(),
            format!("{}-0123456789", core("a key for a path")),
        ),
    ];
    // The setting would stand there twice.
    let wrong_database = (way != Way::Postgres).then_some(database);
    wrong_database
        .into_iter()
        .flatten()
        .chain(operator)
        .collect()
}

/// A token that is handed out stands in what is printed for the caller, not in what is logged.
fn keep(answers: &Answers, line: &str, issued: Option<String>, outcome: &Outcome) {
    for (stream, text, issued) in [
        ("prints", &outcome.stdout, issued),
        ("logs", &outcome.stderr, None),
    ] {
        answers.add(Answer {
            label: format!("`pullkey {line}` {stream}"),
            bytes: text.clone().into_bytes(),
            issued,
        });
    }
}

/// A copy of the embedded database by the product's own command.
pub(super) fn backup(site: &Site, file: &Path) {
    let file = file.to_str().expect("its path is text");
    let made = run(site.folder(), &["backup", file]);
    assert_eq!(made.status, Some(0), "{}", made.stderr);
}
