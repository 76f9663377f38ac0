use std::{fs, time::Duration};

use pullkey_tests::{Node, Proxy};

use crate::crash::proxies;

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It does not wait for the disk (`synchronous = OFF`): a power cut takes the last commits. Planted by cutting them
    /// off the write-ahead log after each kill.
    LostTail,
    /// It answers before it commits.
    EarlyAnswer,
    /// It writes a change and its event in two transactions. Planted by a trigger that takes some events away.
    LostEvent,
    /// It writes only part of a sealed secret. Planted by a trigger that cuts off the last byte of some.
    TornSecret,
    /// It seals an edited secret for the row as it was before. Planted by a trigger that keeps the old sealed bytes.
    StaleSecret,
    /// It takes too long to find that it is ready.
    LateReadiness,
    /// It is ready again after a crash, and takes nothing. Planted by a proxy.
    IdleReturn,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("lost-tail", Self::LostTail),
        ("early-answer", Self::EarlyAnswer),
        ("lost-event", Self::LostEvent),
        ("torn-secret", Self::TornSecret),
        ("stale-secret", Self::StaleSecret),
        ("late-readiness", Self::LateReadiness),
        ("idle-return", Self::IdleReturn),
    ];

    /// Plants it, in the database or in front of the service.
    pub(super) fn plant(self, node: &Node) -> Option<Proxy> {
        let place = node.place();
        match self {
            Self::LostTail => {}
            Self::LostEvent => node.database().run(LOST_EVENT),
            Self::TornSecret => node.database().run(TORN_SECRET),
            Self::StaleSecret => node.database().run(STALE_SECRET),
            Self::EarlyAnswer => return Some(proxies::early_answer(place)),
            Self::IdleReturn => return Some(proxies::idle_return(place)),
            Self::LateReadiness => {
                return Some(proxies::late_readiness(place, Duration::from_millis(1200)));
            }
        }
        None
    }
}

const LOST_EVENT: &str = "
    CREATE TRIGGER planted AFTER INSERT ON audit_events
    WHEN NEW.target_kind = 'credential' AND abs(random()) % 20 = 0
    BEGIN DELETE FROM audit_events WHERE company_id = NEW.company_id AND id = NEW.id; END";
const TORN_SECRET: &str = "
    CREATE TRIGGER planted AFTER INSERT ON credentials WHEN abs(random()) % 20 = 0
    BEGIN
        UPDATE credentials SET sealed = substr(sealed, 1, length(sealed) - 1)
        WHERE company_id = NEW.company_id AND id = NEW.id;
    END";
const STALE_SECRET: &str = "
    CREATE TRIGGER planted AFTER UPDATE OF sealed ON credentials WHEN abs(random()) % 5 = 0
    BEGIN
        UPDATE credentials SET sealed = OLD.sealed WHERE company_id = NEW.company_id AND id = NEW.id;
    END";

/// How many commits a power cut takes, and how many it leaves at least: the first ones make the company.
const CUT: usize = 3;
const LEFT: usize = 20;

/// Takes the last commits from the write-ahead log of a service that is not running.
pub(super) fn cut_tail(node: &Node) {
    let path = node.data().join("pullkey.db-wal");
    let Ok(mut log) = fs::read(&path) else {
        return;
    };
    let ends = commits(&log);
    if ends.len() >= LEFT + CUT {
        log.truncate(ends[ends.len() - CUT - 1]);
        fs::write(&path, log).expect("the log takes bytes");
    }
}

/// Where each commit in a write-ahead log ends. <https://sqlite.org/fileformat2.html#the_write_ahead_log> tells its form.
fn commits(log: &[u8]) -> Vec<usize> {
    const HEADER: usize = 32;
    const FRAME_HEADER: usize = 24;
    let number = |at: usize| log.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let Some(page) = number(8) else {
        return Vec::new();
    };
    let frame = FRAME_HEADER + page as usize;
    let starts = (HEADER..log.len()).step_by(frame);
    // What follows frames of this round of the log is left over from the round before.
    let this_round = |at: &usize| log.get(at + 8..at + 16) == log.get(16..24);
    starts
        .take_while(this_round)
        .filter(|at| number(at + 4).is_some_and(|pages| pages > 0))
        .map(|at| at + frame)
        .collect()
}

#[cfg(test)]
mod tests {
    use pullkey_tests::Database;
    use tempfile::tempdir;

    use super::*;

    #[test]
    fn each_commit_in_a_log_is_found() {
        let folder = tempdir().unwrap();
        let mut database = Database::open(&folder.path().join("a.db"));
        database
            .run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (c)");
        for _ in 0..5 {
            database.run("INSERT INTO t VALUES (zeroblob(10000))");
        }
        let log = fs::read(folder.path().join("a.db-wal")).unwrap();
        let ends = commits(&log);
        assert_eq!((ends.len(), ends.last()), (6, Some(&log.len())));
    }
}
