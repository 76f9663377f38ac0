//! What nobody knows the outcome of is told so, and can be repeated.

use std::{thread, time::Instant};

use pullkey_tests::{Reply, Unavailability};
use pullkey_throwaway_postgres::Cluster;

use super::Stage;
use crate::postgres::{
    assert_whole,
    load::{LIMIT, RECOVERY, assert_refused},
    until,
};

impl Stage {
    /// A create that is under way when this happens to the database.
    fn create_during(&self, name: &str, fault: impl FnOnce(&Cluster)) {
        let database = self.installation.database();
        let blockade = database.hold("LOCK TABLE credentials IN SHARE MODE");
        let (reply, took) = thread::scope(|scope| {
            let create = scope.spawn(|| {
                let sent = Instant::now();
                (self.create_once(name), sent.elapsed())
            });
            until("the create waits", || {
                database.query("SELECT count(*) FROM pg_locks WHERE NOT granted") != "0"
            });
            fault(&self.cluster);
            create.join().unwrap()
        });
        assert_refused(&reply, &[Unavailability::Outcome]);
        assert!(took <= LIMIT, "{took:?}");
        drop(blockade);
    }

    fn create_once(&self, name: &str) -> Reply {
        self.caller.try_create_once(name).unwrap()
    }

    /// Whoever repeats the create gets one credential, however often.
    fn repeated_makes_one(&self, name: &str) {
        let mut made = None;
        let took = until("it is repeated", || {
            let reply = self.create_once(name);
            if reply.status == 503 {
                assert_refused(&reply, &[Unavailability::Store, Unavailability::Outcome]);
                return false;
            }
            made = Some(reply);
            true
        });
        assert!(took <= RECOVERY, "{took:?}");
        let made = made.unwrap();
        let again = self.create_once(name);
        assert_eq!((made.status, again.status), (201, 201));
        assert_eq!(made.body, again.body);
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
        let database = self.installation.database();
        let rows = format!("SELECT count(*) FROM credentials WHERE name = '{name}'");
        assert_eq!(database.query(&rows), "1");
        assert_whole(database);
    }
}

#[test]
fn a_create_that_the_database_died_under_can_be_repeated() {
    let stage = Stage::set();
    stage.create_during("died", Cluster::kill);
    stage.cluster.start_again();
    stage.repeated_makes_one("died");
}

#[test]
fn a_create_that_the_database_hung_under_can_be_repeated() {
    let stage = Stage::set();
    let fault = |cluster: &Cluster| cluster.hang();
    stage.create_during("hung", fault);
    stage.cluster.resume();
    stage.repeated_makes_one("hung");
}

/// It is on the disk of the server, and its standby never says so.
#[test]
fn a_create_that_was_committed_without_an_answer_is_found_when_it_is_repeated() {
    let stage = Stage::set();
    stage
        .cluster
        .configure("synchronous_standby_names", "missing");
    let mut name = String::new();
    // It takes the server a moment to read its settings again.
    let unanswered = (0..1000).find_map(|nth| {
        name = format!("unanswered-{nth}");
        let sent = Instant::now();
        let reply = stage.create_once(&name);
        assert!(sent.elapsed() <= LIMIT, "{:?}", sent.elapsed());
        (reply.status != 201).then_some(reply)
    });
    assert_refused(&unanswered.unwrap(), &[Unavailability::Outcome]);

    stage.cluster.reset("synchronous_standby_names");

    let committed = format!("SELECT count(*) FROM credentials WHERE name = '{name}'");
    let database = stage.installation.database();
    until("its commit ends", || database.query(&committed) == "1");
    let repeated = stage.create_once(&name);
    assert_eq!(repeated.header("idempotency-replayed"), Some("true"));
    stage.repeated_makes_one(&name);
}
