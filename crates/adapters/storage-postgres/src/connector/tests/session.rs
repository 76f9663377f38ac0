use pullkey_throwaway_postgres::shared;

use super::*;

#[tokio::test]
async fn each_purpose_gives_a_statement_as_long_as_fits_it() {
    let url = shared().database().url();
    for (purpose, statement, lock, first) in [
        (Purpose::Watch, "2s", "0", "2s"),
        (Purpose::Health, "2s", "0", "2s"),
        (Purpose::PointReads, "4s", "0", "4s"),
        (Purpose::Pages, "4s", "0", "4s"),
        (Purpose::Searches, "4s", "0", "4s"),
        (Purpose::Changes, "4s", "3s", "3s"),
        (Purpose::Creates, "4s", "3s", "3s"),
        (Purpose::Chains, "4s", "3s", "3s"),
    ] {
        assert_eq!(format!("{:?}", purpose.timeout()), first);
        assert_eq!(setting(&url, purpose, "statement_timeout").await, statement);
        assert_eq!(setting(&url, purpose, "lock_timeout").await, lock);
    }
}

#[tokio::test]
async fn administration_takes_its_time_and_one_processor() {
    let url = shared().database().url();
    let purpose = Purpose::Administration;
    let names = [
        "statement_timeout",
        "lock_timeout",
        "max_parallel_workers_per_gather",
    ];
    for name in names {
        assert_eq!(setting(&url, purpose, name).await, "0");
    }
}

#[tokio::test]
async fn what_the_role_has_set_for_itself_does_not_weaken_a_session() {
    let database = shared().database();
    for (name, value, ours) in [
        ("client_min_messages", "error", "warning"),
        ("idle_session_timeout", "1h", "0"),
        (
            "default_transaction_isolation",
            "serializable",
            "read committed",
        ),
        ("statement_timeout", "1h", "4s"),
    ] {
        database.query(&format!(
            "ALTER DATABASE {} SET {name} = '{value}'",
            database.name()
        ));
        assert_eq!(
            setting(&database.url(), Purpose::Changes, name).await,
            ours,
            "{name}"
        );
    }
}

#[tokio::test]
async fn a_session_is_named_after_the_application() {
    let database = shared().database();
    let sessions = "SELECT application_name FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let unnamed = open(&database.url(), Purpose::PointReads).await.unwrap();
    assert_eq!(database.query(sessions), "pullkey");
    drop(unnamed);
    let url = database.url() + "?application_name=node%207";
    let name = setting(&url, Purpose::PointReads, "application_name").await;
    assert_eq!(name, "node 7");
}

#[tokio::test]
async fn the_options_of_the_url_are_those_of_the_session() {
    let url = shared().database().url();
    let with = format!("{url}?options=-c%20search_path%3Dvault");
    let path = setting(&with, Purpose::Creates, "search_path").await;
    assert_eq!(path, "vault");
    let with = format!("{url}?options=-c%20no_such_setting%3D1");
    let refused = open(&with, Purpose::Creates).await.err();
    assert_eq!(refused, Some(Fault::OptionsRefused));
}

#[tokio::test]
async fn text_and_time_are_the_same_whatever_the_database_has_set() {
    let database = shared().database();
    let name = database.name();
    database.query(&format!(
        "ALTER DATABASE {name} SET client_encoding = 'LATIN1'; ALTER DATABASE {name} SET timezone = 'Asia/Tokyo'"
    ));
    let url = database.url();
    let encoding = setting(&url, Purpose::Creates, "client_encoding").await;
    let zone = setting(&url, Purpose::Creates, "timezone").await;
    assert_eq!([encoding, zone], ["UTF8", "UTC"]);
}

#[tokio::test]
async fn a_connection_for_administration_ends_when_it_is_dropped() {
    let database = shared().database();
    let connector = connector(&database.url(), Safety::Required);
    let connection = connector.open(Purpose::Administration).await.unwrap();
    let connection = connection.driven_by_itself();
    let pid = value(&connection, "pg_backend_pid()").await;
    let sessions = format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {pid}");
    assert_eq!(database.query(&sessions), "1");
    drop(connection);
    while database.query(&sessions) != "0" {
        tokio::task::yield_now().await;
    }
}
