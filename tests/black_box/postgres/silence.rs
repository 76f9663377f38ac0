//! What PostgreSQL says repeats values. Nobody gets to read it, nor any password.

use pullkey_tests::{Call, Installation, Outcome, Server, run};
use pullkey_throwaway_postgres::{Cluster, Options};
use serde_json::json;

use super::{CREDENTIALS, Caller, path_of, place_of, refusal, until};

/// In every value that a caller sends.
const CANARY: &str = "canary-5e1d0c";
/// In everything that PostgreSQL says by itself.
const MARK: &str = "says_postgres_7f3a";
/// In every URL.
const PASSWORD: &str = "throwaway";

/// It tells nothing that it must not tell.
fn assert_silent(told: &str) {
    for line in told.lines() {
        for word in [CANARY, MARK, PASSWORD] {
            assert!(!line.contains(word), "{line}");
        }
    }
}

/// A server that repeats values in its errors, and also those that it was sent beside a statement.
fn talkative() -> Cluster {
    let options = Options::default().tcp();
    Cluster::with(&options.setting("log_parameter_max_length_on_error", "-1"))
}

/// The ways in which PostgreSQL fails on a value, each with what undoes it.
fn failures() -> [(&'static str, String, String); 4] {
    let raise = |kind: &str, when: &str, result: &str| {
        let body = format!(
            "BEGIN RAISE WARNING '{MARK} %', NEW; RAISE EXCEPTION '{MARK} %', NEW; RETURN {result}; END"
        );
        format!(
            "CREATE FUNCTION {kind}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$;
             CREATE TRIGGER {kind} {when} ON credentials FOR EACH ROW EXECUTE FUNCTION {kind}()"
        )
    };
    [
        (
            "a rule of the table",
            format!(
                "ALTER TABLE credentials ADD CONSTRAINT {MARK} CHECK (name !~ 'canary') NOT VALID"
            ),
            format!("ALTER TABLE credentials DROP CONSTRAINT {MARK}"),
        ),
        (
            "a trigger",
            raise("failing", "BEFORE INSERT OR UPDATE", "NEW"),
            "DROP FUNCTION failing CASCADE".to_owned(),
        ),
        (
            "rows that nobody may look at",
            format!(
                "CREATE FUNCTION looked_at(value text) RETURNS boolean LANGUAGE plpgsql AS
                 $$BEGIN RAISE WARNING '{MARK} %', value; RAISE EXCEPTION '{MARK} %', value; END$$;
                 CREATE POLICY looked_at ON credentials USING (looked_at(name || username));
                 ALTER TABLE credentials ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
            ),
            "ALTER TABLE credentials DISABLE ROW LEVEL SECURITY; DROP FUNCTION looked_at CASCADE"
                .to_owned(),
        ),
        (
            "other columns",
            format!("ALTER TABLE credentials RENAME COLUMN folded_name TO {MARK}"),
            format!("ALTER TABLE credentials RENAME COLUMN {MARK} TO folded_name"),
        ),
    ]
}

/// Sends the canary wherever something can be sent, and looks at what is answered. Tells how often that was a failure.
fn send_canaries(caller: &Caller, path: &str, attempt: &str) -> usize {
    let body = json!({ "name": CANARY, "username": CANARY, "secret": format!("{CANARY}-secret") });
    let create = Call::new("POST", CREDENTIALS).json(&body);
    let search = format!("{CREDENTIALS}?search={CANARY}");
    let calls = [
        create.clone(),
        create.header("idempotency-key", &format!("{CANARY}-{attempt}")),
        Call::new("PATCH", path).json(&body),
        Call::new("GET", &search),
        Call::new("GET", &format!("{search}&sort=name&total=false")),
    ];
    let replies = calls.map(|call| caller.send(call));
    let failures = replies.iter().filter(|reply| reply.status >= 500);
    failures
        .inspect(|reply| {
            let type_ = reply.header("content-type");
            assert_eq!(type_, Some("application/problem+json"));
            assert_silent(&format!("{:?}", reply.headers));
            assert_silent(&String::from_utf8_lossy(&reply.body));
        })
        .count()
}

#[test]
fn nothing_that_postgresql_says_is_answered_or_logged() {
    let cluster = talkative();
    let installation = Installation::on(cluster.database());
    let tenant = installation.tenant("Acme");
    let folder = installation.node_folder();
    let mut server = Server::start_with(folder.path(), &["--log=trace"]);
    server.until_ready();
    let caller = Caller::of(&place_of(&server), &tenant.key);
    let path = path_of(&caller.create("n"));
    assert_eq!(send_canaries(&caller, &path, "before"), 0);
    for (what, breaks, mends) in failures() {
        installation.database().query(&breaks);
        let failed = send_canaries(&caller, &path, what);
        assert!(failed >= 2, "{what}: {failed}");
        for probe in ["/readyz", "/metrics"] {
            assert_silent(&server.curl(probe).send().body);
        }
        installation.database().query(&mends);
        assert_eq!(send_canaries(&caller, &path, "after"), 0, "{what}");
    }
    // Otherwise there was nothing to be silent about.
    for word in [CANARY, MARK] {
        assert!(cluster.log().contains(word), "{word}");
    }
    server.stop();
    let log = server.log();
    assert!(
        log.contains("\"TRACE\"") || log.contains("\"DEBUG\""),
        "{log}"
    );
    assert_silent(&log);
    assert_silent(&server.stdout());
}

/// All that a command told.
fn told(outcome: Outcome) -> String {
    outcome.stdout + &outcome.stderr
}

#[test]
fn no_password_is_shown_or_logged_whether_it_is_right_or_wrong() {
    let cluster = Cluster::with(&Options::default().tcp());
    let installation = Installation::on(cluster.database());
    let url = installation.database().url();
    assert!(url.contains(PASSWORD), "{url}");
    let tenant = installation.tenant("Acme");
    let folder = installation.node_folder();
    let folder = folder.path();
    for arguments in [
        &["config"][..],
        &["config", "--json"],
        &["company", "list", "--log=trace"],
    ] {
        let outcome = run(folder, arguments);
        assert_eq!(outcome.status, Some(0), "{arguments:?}");
        assert_silent(&told(outcome));
    }
    let mut server = Server::start_with(folder, &["--log=trace"]);
    server.until_ready();
    let caller = Caller::of(&place_of(&server), &tenant.key);
    path_of(&caller.create("n"));
    cluster.kill();
    assert_eq!(caller.create("n").status, 503);
    cluster.start_again();
    until("it writes again", || caller.create("n").status == 201);
    server.stop();
    assert_silent(&server.log());
    assert_silent(&server.stdout());

    let wrong = [
        url.replace(PASSWORD, &format!("{PASSWORD}-not")),
        url.replace("127.0.0.1", "nowhere.invalid"),
        url.replace("/database", &format!("/{MARK}")),
        format!("{url}?sslmode=require"),
    ];
    for url in wrong {
        let flag = format!("--database-url={url}");
        let told = refusal(run(folder, &[&flag, "--log=trace", "company", "list"]));
        assert!(told.contains("setting database_url"), "{told}");
        assert_silent(&told);
    }
}
