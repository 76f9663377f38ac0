use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_reads_at_once_on_one_connection_get_their_own_answers() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::PointReads);
    let asked: Vec<_> = (0..1000)
        .map(|number| {
            let link = link.clone();
            tokio::spawn(async move { read(&link, &format!("SELECT {number}")).await })
        })
        .collect();
    for (number, answer) in asked.into_iter().enumerate() {
        assert_eq!(answer.await.unwrap(), Ok(number.to_string()));
    }
    let sessions = "SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    assert_eq!(database.query(sessions), "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_statement_on_one_link_does_not_hold_up_another() {
    let database = shared().database();
    let slow = link(&database.url(), Purpose::Pages);
    let fast = link(&database.url(), Purpose::PointReads);
    read(&fast, "1").await.unwrap();
    let list = tokio::spawn(async move { read(&slow, "SELECT 1 FROM pg_sleep(1)").await });
    until_statement(&database, "pg_sleep", "wait_event = 'PgSleep'").await;
    for _ in 0..100 {
        read(&fast, "1").await.unwrap();
    }
    assert!(!list.is_finished());
    assert_eq!(list.await.unwrap(), Ok("1".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_away_before_his_answer_holds_up_nobody() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::PointReads);
    for _ in 0..100 {
        let rows = read(
            &link,
            "SELECT string_agg(md5(i::text), '') FROM generate_series(1, 9999) i",
        );
        drop(tokio::time::timeout(Duration::from_millis(1), rows).await);
    }
    assert_eq!(read(&link, "1").await, Ok("1".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_away_again_and_again_has_only_a_few_statements_sent() {
    let database = shared().database();
    let link = link(&database.url(), Purpose::PointReads);
    write(&link, "CREATE SEQUENCE sent").await.unwrap();
    for _ in 0..50 {
        let rows = read(&link, "SELECT nextval('sent') FROM pg_sleep(0.2)");
        drop(tokio::time::timeout(Duration::from_millis(1), rows).await);
    }
    // It comes behind whatever was sent.
    assert_eq!(read(&link, "1").await, Ok("1".into()));
    let sent: u64 = database
        .query("SELECT last_value FROM sent")
        .parse()
        .unwrap();
    assert!(sent <= 10, "{sent} statements were sent");
}
