use std::fs;

use pullkey_throwaway_postgres::shared;

use super::*;

#[tokio::test]
async fn a_server_without_fsync_is_refused_unless_safety_is_waived() {
    let cluster = Cluster::with(&Options::fast().setting("synchronous_commit", "on"));
    let url = cluster.database().url();
    for purpose in [Purpose::Creates, Purpose::PointReads] {
        let refused = open(&url, purpose).await.err();
        assert_eq!(refused, Some(Fault::FsyncOff));
    }
    let waived = connector(&url, Safety::Waived);
    assert!(open_with(&waived, Purpose::Creates).await.is_ok());
}

#[tokio::test]
async fn a_session_that_does_not_wait_for_the_disk_is_refused_unless_safety_is_waived() {
    let database = shared().database();
    let set = |value: &str| {
        let name = database.name();
        database.query(&format!(
            "ALTER DATABASE {name} SET synchronous_commit = {value}"
        ));
    };
    for value in ["local", "remote_write", "on", "remote_apply"] {
        set(value);
        let taken = open(&database.url(), Purpose::Creates).await;
        assert!(taken.is_ok(), "{value}");
    }
    set("off");
    let refused = open(&database.url(), Purpose::Creates).await.err();
    assert_eq!(refused, Some(Fault::SynchronousCommitOff));
    let waived = connector(&database.url(), Safety::Waived);
    assert!(open_with(&waived, Purpose::Creates).await.is_ok());
}

#[tokio::test]
async fn a_database_of_another_encoding_is_refused() {
    let database = shared().database();
    let name = format!("{}_in_ascii", database.name());
    database.query(&format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'"
    ));
    let url = database.url().replace(database.name(), &name);
    let refused = open(&url, Purpose::PointReads).await.err();
    assert_eq!(refused, Some(Fault::OtherEncoding));
}

#[tokio::test]
async fn a_server_in_recovery_is_refused_whatever_it_is_for() {
    let cluster = Cluster::start();
    let url = cluster.database().url();
    cluster.stop();
    fs::write(cluster.folder().join("data/standby.signal"), "").unwrap();
    cluster.start_again();
    for purpose in [
        Purpose::PointReads,
        Purpose::Changes,
        Purpose::Administration,
    ] {
        let refused = open(&url, purpose).await.err();
        assert_eq!(refused, Some(Fault::InRecovery));
    }
}

#[tokio::test]
async fn a_read_only_database_serves_reads_alone() {
    let database = shared().database();
    let name = database.name();
    database.query(&format!(
        "ALTER DATABASE {name} SET default_transaction_read_only = on"
    ));
    assert!(open(&database.url(), Purpose::Pages).await.is_ok());
    for purpose in [Purpose::Changes, Purpose::Creates, Purpose::Administration] {
        let refused = open(&database.url(), purpose).await.err();
        assert_eq!(refused, Some(Fault::ReadOnly));
    }
}

#[tokio::test]
async fn a_wrong_password_a_missing_one_and_an_unknown_database_are_told_apart() {
    let address = PLAIN.address();
    let with = |user: &str, database: &str| format!("postgres://{user}@{address}/{database}");
    let good = with("pullkey:throwaway", "postgres");
    assert!(open(&good, Purpose::PointReads).await.is_ok());
    for (user, database, fault) in [
        ("pullkey:hunter2", "postgres", Fault::NotLetIn),
        ("pullkey", "postgres", Fault::NotLetIn),
        ("nobody:throwaway", "postgres", Fault::NotLetIn),
        ("pullkey:throwaway", "nowhere", Fault::NoDatabase),
    ] {
        let refused = open(&with(user, database), Purpose::PointReads).await;
        assert_eq!(refused.err(), Some(fault), "{user} {database}");
        assert!(!fault.is_outage());
    }
}
