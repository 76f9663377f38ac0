//! Servers that follow another one.

use std::fs;

use pullkey_throwaway_postgres::{Cluster, Options};

#[test]
fn a_standby_shows_what_was_committed_and_takes_writes_once_it_is_promoted() {
    let primary = Cluster::with(&Options::default().tcp());
    let database = primary.database();
    database.query("CREATE TABLE things AS SELECT 'before' AS state");
    let standby = primary.standby();
    assert_ne!(standby.address(), primary.address());
    let copy = standby.counterpart(&database);
    let states = "SELECT string_agg(state, ' ' ORDER BY state) FROM things";
    assert_eq!(copy.query(states), "before");
    database.query("INSERT INTO things VALUES ('followed')");
    primary.wait_until_followed();
    assert_eq!(copy.query(states), "before followed");
    assert_eq!(copy.query("SHOW transaction_read_only"), "on");

    // Whoever stops in good order leaves nothing behind that the standby lacks.
    database.query("INSERT INTO things VALUES ('last')");
    primary.stop();
    standby.promote();
    assert_eq!(copy.query(states), "before followed last");
    copy.query("INSERT INTO things VALUES ('written')");
    primary.start_again();
    assert_eq!(database.query("SELECT count(*) FROM things"), "3");
}

#[test]
fn a_server_with_a_standby_is_gone_with_its_value() {
    let primary = Cluster::start();
    let standby = primary.standby();
    let (folder, pid) = (primary.folder().to_owned(), primary.pid());
    drop(primary);
    assert!(!folder.exists());
    assert!(fs::metadata(format!("/proc/{pid}")).is_err());
    assert!(standby.is_ready());
}
