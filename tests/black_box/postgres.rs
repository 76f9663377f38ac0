//! The product on PostgreSQL: one service and many, and whatever happens to their database.

mod absent;
mod caller;
mod connecting;
mod exposure;
mod faults;
mod first_commands;
mod load;
mod nodes;
mod restoring;
mod silence;
mod switch_over;

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Outcome, Place, Server};
use pullkey_throwaway_postgres::{Cluster, Database};

use self::caller::{CREDENTIALS, Caller, credential, path_of};

/// Waits until this is so. Tells how long that took.
fn until(what: &str, mut so: impl FnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !so() {
        assert!(began.elapsed() < Duration::from_secs(30), "never: {what}");
        sleep(Duration::from_millis(10));
    }
    began.elapsed()
}

fn is_ready(server: &Server) -> bool {
    server.curl("/readyz").send().status == 200
}

fn place_of(server: &Server) -> Place {
    Place::at(server.address().port())
}

/// What a command told that had to fail.
fn refusal(outcome: Outcome) -> String {
    assert_eq!(outcome.status, Some(1), "{outcome:?}");
    assert_eq!(outcome.stdout, "");
    outcome.stderr
}

/// Changes a setting of a server for whoever is connected, and for whoever comes.
fn configure(cluster: &Cluster, setting: &str) {
    for statement in [
        &format!("ALTER SYSTEM {setting}"),
        "SELECT pg_reload_conf()",
    ] {
        cluster.query("postgres", statement);
    }
}

/// Each credential has the one event of its create, no create is told of that made none, and the counts are right.
fn assert_whole(database: &Database) {
    let odd = "
        SELECT coalesce(credential.name, event.target_id::text), count(event.id)
        FROM credentials AS credential
        FULL JOIN (SELECT * FROM audit_events WHERE action = 'credential.create') AS event
            ON event.company_id = credential.company_id AND event.target_id = credential.id
        GROUP BY 1, credential.id, event.target_id
        HAVING count(event.id) <> 1 OR credential.id IS NULL";
    assert_eq!(database.query(odd), "");
    let counted =
        "SELECT (SELECT count(*) FROM credentials) - (SELECT sum(count) FROM credential_counts)";
    assert_eq!(database.query(counted), "0");
}
