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
use pullkey_throwaway_postgres::Database;

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

/// Each credential is what its events made of it, no event tells of anything else, and the counts are right.
fn assert_whole(database: &Database) {
    let odd = "
        SELECT coalesce(credential.name, history.target_id::text), credential.version, created, changed, deleted
        FROM credentials AS credential
        FULL JOIN (
            SELECT
                company_id, target_id,
                count(*) FILTER (WHERE action = 'credential.create') AS created,
                count(*) FILTER (WHERE action = 'credential.update') AS changed,
                count(*) FILTER (WHERE action = 'credential.delete') AS deleted
            FROM audit_events WHERE target_kind = 'credential' GROUP BY company_id, target_id
        ) AS history ON history.company_id = credential.company_id AND history.target_id = credential.id
        WHERE created IS DISTINCT FROM 1
            OR deleted <> CASE WHEN credential.id IS NULL THEN 1 ELSE 0 END
            OR credential.version <> 1 + changed";
    assert_eq!(database.query(odd), "");
    let miscounted = "
        SELECT company_id, provider, sum(rows) - sum(counted) FROM (
            SELECT company_id, provider, 1 AS rows, 0 AS counted FROM credentials
            UNION ALL SELECT company_id, provider, 0, count FROM credential_counts
        ) AS both_ways
        GROUP BY company_id, provider HAVING sum(rows) <> sum(counted)";
    assert_eq!(database.query(miscounted), "");
}
