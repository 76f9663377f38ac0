use std::{
    fs::File,
    os::unix::fs::FileExt,
    time::{Duration, Instant},
};

use pullkey_tests::Node;

/// Watches for commits from outside, without a lock: the index of the write-ahead log counts them.
/// <https://sqlite.org/walformat.html#the_wal_index_file_format>
pub(super) struct Commits(File);

/// Where the count stands.
const COUNT: u64 = 8;
const PATIENCE: Duration = Duration::from_millis(100);

impl Commits {
    pub(super) fn of(node: &Node) -> Self {
        let index = File::open(node.data().join("pullkey.db-shm"));
        Self(index.expect("a database in use has its index"))
    }

    /// Until somebody commits; not for long, as nobody may be about to.
    pub(super) fn await_next(&self) {
        let (before, since) = (self.count(), Instant::now());
        while self.count() == before && since.elapsed() < PATIENCE {
            std::hint::spin_loop();
        }
    }

    fn count(&self) -> [u8; 4] {
        let mut count = [0; 4];
        self.0
            .read_exact_at(&mut count, COUNT)
            .expect("the index can be read");
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pullkey_tests::Database;
    use tempfile::tempdir;

    #[test]
    fn a_commit_moves_the_count_and_a_look_does_not() {
        let folder = tempdir().unwrap();
        let mut database = Database::open(&folder.path().join("a.db"));
        database.run("PRAGMA journal_mode = WAL; CREATE TABLE t (c)");
        let commits = Commits(File::open(folder.path().join("a.db-shm")).unwrap());
        let before = commits.count();
        database.rows("SELECT json_quote(c) AS line FROM t");
        assert_eq!(commits.count(), before);
        database.run("INSERT INTO t VALUES (1)");
        assert_ne!(commits.count(), before);
    }
}
