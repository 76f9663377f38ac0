use std::{
    io::Write,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_throwaway_postgres::{Cluster, Database};

/// Nobody can read the epoch of keys, until this is dropped.
pub(super) struct Locked(Child);

impl Locked {
    pub(super) fn start(cluster: &Cluster, database: &Database) -> Self {
        let mut session = Command::new(cluster.bin("psql"))
            .args(["-Xq", &database.superuser_url()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("psql starts");
        let lock = b"BEGIN; LOCK TABLE auth_epoch IN ACCESS EXCLUSIVE MODE;\n";
        let input = session.stdin.as_mut().expect("it has an input");
        input.write_all(lock).expect("psql takes a statement");
        let held = "
            SELECT count(*) FROM pg_locks
            WHERE relation = 'auth_epoch'::regclass AND mode = 'AccessExclusiveLock' AND granted";
        let deadline = Instant::now() + Duration::from_secs(10);
        while database.query(held) != "1" {
            assert!(Instant::now() < deadline, "the epoch cannot be locked");
            sleep(Duration::from_millis(5));
        }
        Self(session)
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        // It ends at the end of its input, and the lock with it.
        drop(self.0.stdin.take());
        drop(self.0.wait());
    }
}

/// PostgreSQL answers nobody, until this is dropped.
pub(super) struct Hung<'a>(&'a Cluster);

impl<'a> Hung<'a> {
    pub(super) fn start(cluster: &'a Cluster) -> Self {
        cluster.hang();
        Self(cluster)
    }
}

impl Drop for Hung<'_> {
    fn drop(&mut self) {
        self.0.resume();
    }
}
