use super::*;

/// Nobody waited beyond his deadline, whether his turn had come by then or not.
fn assert_in_vain(answer: &Result<String, Fault>) {
    assert!(
        matches!(answer, Err(Fault::Overdue | Fault::NoTurn)),
        "{answer:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hung_server_keeps_nobody_beyond_the_deadline_and_is_used_again_when_it_goes_on() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let link = hasty_link(&database.url(), Purpose::PointReads);
    read(&link, "1").await.unwrap();
    cluster.hang();
    let begun = Instant::now();
    assert_in_vain(&within(300, read(&link, "1")).await);
    assert!(begun.elapsed() < Duration::from_secs(1));
    until("found out", || !is_connected(&link)).await;
    assert_eq!(link.last_failure(), Some(Fault::Hung));
    cluster.resume();
    let back = Instant::now();
    assert_eq!(read(&link, "1").await, Ok("1".into()));
    assert!(back.elapsed() < COMEBACK, "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hung_only_for_a_while_keeps_its_connection() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let link = link(&database.url(), Purpose::PointReads);
    let before = pid(&link).await;
    cluster.hang();
    assert_in_vain(&within(100, read(&link, "1")).await);
    cluster.resume();
    assert_eq!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_host_takes_over_from_one_that_hangs() {
    let [first, second] = [(); 2].map(|()| Cluster::with(&Options::default().tcp()));
    let hosts = format!("{},{}", first.address(), second.address());
    let url = format!("postgres://pullkey:throwaway@{hosts}/postgres?connect_timeout=1");
    for purpose in [Purpose::PointReads, Purpose::Changes] {
        let link = hasty_link(&url, purpose);
        let port = "current_setting('port')";
        let [of_first, of_second] = [&first, &second].map(|it| Ok(it.address().port().to_string()));
        assert_eq!(read(&link, port).await, of_first);
        first.hang();
        assert_in_vain(&within(100, read(&link, "1")).await);
        // Who asks meanwhile is answered by the other one, if he only reads.
        if purpose.writes() {
            until("found out", || !is_connected(&link)).await;
        }
        assert_eq!(read(&link, port).await, of_second);
        first.resume();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_only_reads_need_not_find_out_that_a_server_hangs_which_another_one_replaced() {
    let [first, second] = [(); 2].map(|()| Cluster::with(&Options::default().tcp()));
    let hosts = format!("{},{}", first.address(), second.address());
    let url = format!("postgres://pullkey:throwaway@{hosts}/postgres?connect_timeout=1");
    let connector = connector(&url);
    let [changes, searches] = [Purpose::Changes, Purpose::Searches].map(|purpose| {
        let hasty = Duration::from_millis(600);
        Link::start_with(connector.clone(), purpose, hasty, async {})
    });
    let before = pid(&searches).await;
    read(&changes, "1").await.unwrap();
    first.hang();
    // Nobody searches meanwhile. The link for changes asks by itself.
    let begun = Instant::now();
    while within(100, write(&changes, "CREATE TEMPORARY TABLE mine ()"))
        .await
        .is_err()
    {
        assert!(begun.elapsed() < COMEBACK, "no change");
    }
    let moved = || {
        searches
            .usable()
            .is_some_and(|it| it.is_beside(&changes.usable().expect("it writes")))
    };
    until("moved", moved).await;
    assert_ne!(
        within(300, read(&searches, "pg_backend_pid()")).await,
        Ok(before)
    );
    first.resume();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_queue_that_is_merely_long_is_no_reason_to_connect_again() {
    let database = shared().database();
    let link = hasty_link(&database.url(), Purpose::Pages);
    let before = pid(&link).await;
    let queue: Vec<_> = (0..10)
        .map(|_| {
            let link = link.clone();
            tokio::spawn(async move { read(&link, "SELECT 1 FROM pg_sleep(0.2)").await })
        })
        .collect();
    until_statement(&database, "pg_sleep", "wait_event = 'PgSleep'").await;
    // Not one answer comes meanwhile, or some, but not this one.
    for patience in [50, 700] {
        assert_in_vain(&within(patience, read(&link, "1")).await);
    }
    for slow in queue {
        assert_eq!(slow.await.unwrap(), Ok("1".into()));
    }
    assert_eq!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_slow_statement_alone_is_taken_for_a_hung_server() {
    let database = shared().database();
    let link = hasty_link(&database.url(), Purpose::Pages);
    let before = pid(&link).await;
    let slow = within(300, read(&link, "SELECT 1 FROM pg_sleep(3)")).await;
    assert_eq!(slow, Err(Fault::Overdue));
    until("found out", || !is_connected(&link)).await;
    assert_ne!(pid(&link).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_hangs_is_found_out_though_nobody_asks() {
    for purpose in [Purpose::Pages, Purpose::Changes] {
        let cluster = Cluster::start();
        let link = hasty_link(&cluster.database().url(), purpose);
        read(&link, "1").await.unwrap();
        cluster.hang();
        until("found out", || !is_connected(&link)).await;
        cluster.resume();
        assert_eq!(read(&link, "1").await, Ok("1".into()));
    }
}

/// Processes of a server that do nothing any more, while all others go on.
#[derive(Default)]
struct Stopped(Vec<String>);

impl Stopped {
    fn stop(&mut self, pid: String) {
        signal("-STOP", &pid);
        self.0.push(pid);
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        for pid in &self.0 {
            signal("-CONT", pid);
        }
    }
}

fn signal(signal: &str, pid: &str) {
    let sent = std::process::Command::new("kill")
        .args([signal, pid])
        .status();
    assert!(sent.is_ok_and(|it| it.success()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_never_answer_do_not_keep_a_link_away_however_many_they_are() {
    let cluster = Cluster::start();
    let link = hasty_link(&cluster.database().url(), Purpose::Changes);
    let mut stopped = Stopped::default();
    for _ in 0..8 {
        let begun = Instant::now();
        let lets_write = || within(300, write(&link, "SELECT 1"));
        while lets_write().await.is_err() {
            assert!(begun.elapsed() < 3 * COMEBACK, "no write");
        }
        stopped.stop(pid(&link).await);
        assert!(lets_write().await.is_err());
    }
}
