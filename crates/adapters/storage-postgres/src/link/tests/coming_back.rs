use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_meets_a_connection_that_was_ended_and_is_answered_by_the_next() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::PointReads);
    for _ in 0..10 {
        let before = pid(&link).await;
        terminate(&database);
        assert_ne!(pid(&link).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_under_way_when_the_connection_ends_is_answered_by_the_next() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::Pages);
    let other = link.clone();
    let slow = tokio::spawn(async move { read(&other, "SELECT 'slept' FROM pg_sleep(0.5)").await });
    until_statement(&database, "slept", "wait_event = 'PgSleep'").await;
    terminate(&database);
    assert_eq!(slow.await.unwrap(), Ok("slept".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_writes_again_soon_after_the_server_is_back_from_a_crash_or_a_stop() {
    let cluster = Cluster::start();
    let database = cluster.database();
    database.query("CREATE TABLE things (id integer); GRANT ALL ON things TO pullkey");
    let link = link(&database.url(), Purpose::Creates);
    for (round, end) in [Cluster::kill, Cluster::stop].into_iter().enumerate() {
        assert_eq!(write(&link, "INSERT INTO things VALUES (1)").await, Ok(1));
        end(&cluster);
        let refused = within(300, write(&link, "INSERT INTO things VALUES (2)")).await;
        let fault = refused.unwrap_err();
        assert!(fault.wrote_nothing() && fault.is_outage(), "{fault:?}");
        assert!(!is_connected(&link));
        cluster.start_again();
        let back = Instant::now();
        assert_eq!(write(&link, "INSERT INTO things VALUES (3)").await, Ok(1));
        assert!(back.elapsed() < COMEBACK, "{:?}", back.elapsed());
        let rows = format!("SELECT count(*) = {0} FROM things WHERE id = 3", round + 1);
        assert_eq!(database.query(&rows), "t");
    }
    assert_eq!(
        database.query("SELECT count(*) FROM things WHERE id = 2"),
        "0"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_there_yet_is_waited_for_but_not_beyond_the_deadline() {
    let cluster = Cluster::start();
    let database = cluster.database();
    cluster.stop();
    let link = link(&database.url(), Purpose::PointReads);
    let begun = Instant::now();
    let refused = within(300, read(&link, "1")).await;
    let waited = begun.elapsed();
    assert_eq!(refused, Err(Fault::Unreachable));
    assert_eq!(link.last_failure(), Some(Fault::Unreachable));
    assert!((300..1000).contains(&waited.as_millis()), "{waited:?}");
    let other = link.clone();
    let waiting = tokio::spawn(async move { within(20_000, read(&other, "1")).await });
    cluster.start_again();
    assert_eq!(waiting.await.unwrap(), Ok("1".into()));
    assert!(is_connected(&link));
    assert_eq!(link.last_failure(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_host_takes_over_from_one_that_died() {
    let [first, second] = [(); 2].map(|()| Cluster::with(&Options::default().tcp()));
    let hosts = format!("{},{}", first.address(), second.address());
    let url = format!("postgres://pullkey:throwaway@{hosts}/postgres");
    let link = link(&url, Purpose::PointReads);
    let port = "current_setting('port')";
    let [of_first, of_second] = [&first, &second].map(|it| Ok(it.address().port().to_string()));
    assert_eq!(read(&link, port).await, of_first);
    first.kill();
    assert_eq!(read(&link, port).await, of_second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_connection_ends_with_the_last_clone_of_its_link() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::PointReads);
    let clone = link.clone();
    let sessions = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE pid = {}",
        pid(&link).await
    );
    drop(link);
    assert_eq!(read(&clone, "1").await, Ok("1".into()));
    drop(clone);
    until("gone", || database.query(&sessions) == "0").await;
}
