//! Databases of tests.

use std::{
    fs,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use pullkey_throwaway_postgres::{Cluster, Options, shared};

#[test]
fn each_database_is_empty_and_its_own() {
    let [one, other] = [shared().database(), shared().database()];
    one.query("CREATE TABLE things (id integer)");
    assert_eq!(one.query("SELECT count(*) FROM things"), "0");
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(other.query(tables), "0");
    assert_eq!(
        shared().query(other.name(), "SELECT current_database()"),
        other.name()
    );
}

#[test]
fn a_session_answers_one_query_after_the_other_as_each_by_itself_is_answered() {
    let database = shared().database();
    let mut session = database.session();
    session.query("CREATE TABLE things (id integer, name text)");
    assert_eq!(session.query("SELECT * FROM things"), "");
    session.query("INSERT INTO things VALUES (1, 'one'), (2, 'other')");
    for query in [
        "SELECT * FROM things ORDER BY id",
        "SELECT '', count(*) FROM things",
    ] {
        assert_eq!(session.query(query), database.query(query));
    }
    assert_eq!(
        session.query("SELECT * FROM things ORDER BY id"),
        "1|one\n2|other"
    );
}

#[test]
fn every_copy_of_a_template_has_what_was_made_once() {
    let times = AtomicU32::new(0);
    let make = |url: &str| {
        times.fetch_add(1, Ordering::Relaxed);
        let name = url.rsplit('/').next().unwrap();
        shared().query(name, "CREATE TABLE things AS SELECT 1 AS id");
    };
    let copies = thread::scope(|scope| {
        let copy = || shared().database_from(&shared().template("things", make));
        let threads = [(); 4].map(|()| scope.spawn(copy));
        threads.map(|thread| thread.join().unwrap())
    });
    assert_eq!(times.into_inner(), 1);
    copies[0].query("INSERT INTO things VALUES (2)");
    let counts = copies.map(|copy| copy.query("SELECT count(*) FROM things"));
    assert_eq!(counts, ["2", "1", "1", "1"]);
}

#[test]
fn the_product_owns_its_database_and_is_no_superuser() {
    let database = shared().database();
    let role = database.query(
        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles
         JOIN pg_database ON datdba = pg_roles.oid WHERE datname = current_database()",
    );
    assert_eq!(role, "pullkey|f|f|f");
    assert!(database.url().starts_with("postgres://pullkey@%2Ftmp%2F"));
}

#[test]
fn a_cluster_is_durable_unless_it_is_fast() {
    let settings = "SELECT setting FROM pg_settings
         WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')";
    assert_eq!(shared().database().query(settings), "on\non\non");
    let fast = Cluster::with(&Options::fast().setting("application_name", "it's"));
    let database = fast.database();
    assert_eq!(database.query(settings), "off\noff\noff");
    assert_eq!(
        database.query("SELECT reset_val FROM pg_settings WHERE name = 'application_name'"),
        "psql"
    );
}

#[test]
fn a_cluster_is_gone_with_its_value_and_leaves_others_alone() {
    let [one, other] = [Cluster::start(), Cluster::start()];
    let (folder, pid) = (one.folder().to_owned(), one.pid());
    assert!(folder.exists());
    drop(one);
    assert!(!folder.exists());
    assert!(fs::metadata(format!("/proc/{pid}")).is_err());
    assert_eq!(other.database().query("SELECT 1"), "1");
}

#[test]
fn what_somebody_holds_is_locked_until_it_is_dropped() {
    let database = shared().database();
    database.query("CREATE TABLE things AS SELECT 1 AS id");
    let free = "SELECT count(*) = 0 FROM pg_locks WHERE relation = 'things'::regclass";
    let held = database.hold("LOCK TABLE things; DELETE FROM things");
    assert_eq!(database.query(free), "f");
    drop(held);
    // Whoever comes now waits until the server has noticed.
    assert_eq!(database.query("SELECT id FROM things"), "1");
    assert_eq!(database.query(free), "t");
}

#[test]
#[should_panic(expected = "nobody could")]
fn what_cannot_be_done_is_not_held() {
    shared().database().hold("LOCK TABLE things");
}
