//! What tests do to a server.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use pullkey_throwaway_postgres::{Cluster, Database, Options};

/// A client that stays connected.
struct Session {
    psql: Child,
    answers: Receiver<String>,
}

impl Session {
    fn with(cluster: &Cluster, database: &Database) -> Self {
        let mut psql = Command::new(cluster.bin("psql"))
            .args(["-XAtq", &database.superuser_url()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(psql.stdout.take().unwrap()).lines();
        let (teller, answers) = channel();
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| teller.send(line))
        });
        let mut session = Self { psql, answers };
        session.ask("SELECT 'connected'");
        assert_eq!(session.answer().unwrap(), "connected");
        session
    }

    fn ask(&mut self, sql: &str) {
        writeln!(self.psql.stdin.as_ref().unwrap(), "{sql};").unwrap();
    }

    fn answer(&self) -> Result<String, RecvTimeoutError> {
        self.answers.recv_timeout(Duration::from_secs(30))
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        drop(self.psql.kill());
        drop(self.psql.wait());
    }
}

#[test]
fn what_was_committed_survives_a_crash_and_nothing_else_does() {
    let cluster = Cluster::start();
    let database = cluster.database();
    database.query("CREATE TABLE things AS SELECT 'committed' AS state");
    let mut session = Session::with(&cluster, &database);
    session.ask("BEGIN; INSERT INTO things VALUES ('open') RETURNING state");
    assert_eq!(session.answer().unwrap(), "open");
    let processes = database.query("SELECT pid FROM pg_stat_activity");
    let segment = shared_memory(&cluster);
    assert!(segments().contains(&segment));
    cluster.kill();
    assert!(!segments().contains(&segment));
    assert!(!cluster.is_ready());
    for process in processes.lines() {
        let status = fs::read_to_string(format!("/proc/{process}/status"));
        assert!(status.is_err() || status.unwrap().contains("State:\tZ"));
    }
    session.ask("COMMIT");
    assert!(session.answer().is_err());
    cluster.start_again();
    assert_eq!(database.query("SELECT * FROM things"), "committed");
    assert!(
        cluster
            .log()
            .contains("database system was not properly shut down")
    );
}

#[test]
fn a_server_that_was_stopped_in_good_order_has_nothing_to_recover() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let pid = cluster.pid();
    cluster.restart();
    assert_ne!(cluster.pid(), pid);
    assert_eq!(database.query("SELECT 1"), "1");
    assert!(!cluster.log().contains("not properly shut down"));
}

#[test]
fn a_server_that_hangs_answers_nobody_until_it_goes_on() {
    let cluster = Cluster::start();
    let mut session = Session::with(&cluster, &cluster.database());
    cluster.hang();
    session.ask("SELECT 'late'");
    // It takes a second to find out.
    assert!(!cluster.is_ready());
    assert!(session.answers.try_recv().is_err());
    cluster.resume();
    assert_eq!(session.answer().unwrap(), "late");
    cluster.wait_until_ready();
}

#[test]
fn a_server_that_hangs_can_be_killed_and_stopped() {
    let cluster = Cluster::start();
    cluster.hang();
    cluster.kill();
    cluster.start_again();
    cluster.hang();
    cluster.stop();
    cluster.start_again();
    cluster.hang();
}

#[test]
fn connections_are_cut_and_can_be_made_again() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let sessions = [(); 2].map(|()| Session::with(&cluster, &database));
    assert_eq!(cluster.cut_connections(), 2);
    let left = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'";
    assert_eq!(database.query(left), "1");
    for mut session in sessions {
        session.ask("SELECT 'nobody hears this'");
        assert!(session.answer().is_err());
    }
}

#[test]
fn a_server_comes_back_at_its_port_which_refuses_meanwhile() {
    let cluster = Cluster::with(&Options::default().tcp());
    let address = cluster.address();
    TcpStream::connect(address).unwrap();
    cluster.kill();
    assert!(TcpStream::connect(address).is_err());
    cluster.start_again();
    assert_eq!(cluster.address(), address);
    TcpStream::connect(address).unwrap();
}

#[test]
fn a_setting_is_changed_for_whoever_comes_and_whoever_is_there() {
    let cluster = Cluster::start();
    let database = cluster.database();
    let mut session = Session::with(&cluster, &database);
    let mut is_everywhere = |value: &str| {
        assert_eq!(database.query("SHOW default_transaction_read_only"), value);
        for _ in 0..1000 {
            session.ask("SHOW default_transaction_read_only");
            if session.answer().unwrap() == value {
                return;
            }
        }
        panic!("who is connected has not got it");
    };
    cluster.configure("default_transaction_read_only", "on");
    is_everywhere("on");
    cluster.reset("default_transaction_read_only");
    is_everywhere("off");
    cluster.configure("application_name", "it's");
}

/// The id of the segment by which a server finds out whether another one is at its data.
fn shared_memory(cluster: &Cluster) -> String {
    let lock = fs::read_to_string(cluster.folder().join("data/postmaster.pid")).unwrap();
    let line = lock.lines().nth(6).unwrap();
    line.split_whitespace().nth(1).unwrap().to_owned()
}

/// Those of the whole machine.
fn segments() -> Vec<String> {
    let table = fs::read_to_string("/proc/sysvipc/shm").unwrap();
    let ids = table
        .lines()
        .filter_map(|line| line.split_whitespace().nth(1));
    ids.map(str::to_owned).collect()
}
