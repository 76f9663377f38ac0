use super::*;

fn set_read_only(cluster: &Cluster, value: &str) {
    let sql = format!("ALTER SYSTEM SET default_transaction_read_only = {value}");
    cluster.query("postgres", &sql);
    cluster.query("postgres", "SELECT pg_reload_conf()");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_became_read_only_is_left_until_it_writes_again() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let changes = link(&database.url(), Purpose::Changes);
    let reads = link(&database.url(), Purpose::PointReads);
    write(&changes, "CREATE TABLE things (id integer)")
        .await
        .unwrap();
    set_read_only(&cluster, "on");
    // A session goes on as before until it has heard of it.
    while let Ok(written) = write(&changes, "INSERT INTO things VALUES (1)").await {
        assert_eq!(written, 1);
    }
    assert!(Fault::ReadOnly.wrote_nothing());
    until("noticed", || {
        changes.last_failure() == Some(Fault::ReadOnly)
    })
    .await;
    let refused = within(200, write(&changes, "INSERT INTO things VALUES (1)")).await;
    assert_eq!(refused, Err(Fault::ReadOnly));
    // It can still be read.
    pid(&reads).await;
    set_read_only(&cluster, "off");
    let back = Instant::now();
    let written = write(&changes, "INSERT INTO things VALUES (1)").await;
    assert_eq!(written, Ok(1));
    assert!(back.elapsed() < COMEBACK, "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_became_read_only_is_left_though_nobody_writes() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let changes = link(&database.url(), Purpose::Changes);
    pid(&changes).await;
    set_read_only(&cluster, "on");
    let begun = Instant::now();
    until("noticed", || {
        changes.last_failure() == Some(Fault::ReadOnly)
    })
    .await;
    assert!(begun.elapsed() < COMEBACK, "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_asked_of_a_connection_that_is_left_is_still_answered() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::Changes);
    let session = link.session().await.unwrap();
    let before = pid(&link).await;
    let asked = session.clone();
    let slow = tokio::spawn(async move {
        let answer = value(&asked, "(SELECT pg_backend_pid() FROM pg_sleep(0.3))::text");
        asked.write(answer).await
    });
    until_statement(&database, "pg_sleep", "wait_event = 'PgSleep'").await;
    session.retire(Fault::ReadOnly);
    drop(session);
    assert_ne!(pid(&link).await, before);
    assert_eq!(slow.await.unwrap(), Ok(before.clone()));
    let sessions = format!("SELECT count(*) FROM pg_stat_activity WHERE pid = {before}");
    until("gone", || database.query(&sessions) == "0").await;
}
