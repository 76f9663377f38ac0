use std::time::Duration;

use crate::{Cluster, Database, Options, patience::wait_until, psql::SUPERUSER};

/// How long a server may take to follow another one on a busy machine.
const LIMIT: Duration = Duration::from_mins(1);

/// One server that follows another one, to take its place.
impl Cluster {
    /// A server that has what this one has, follows it, and takes no writes. It has a port if this one has one.
    #[must_use]
    pub fn standby(&self) -> Self {
        let options = Options {
            tcp: self.port.is_some(),
            ..Options::default()
        };
        let standby = Self::without_data(&options);
        let Self {
            account, programs, ..
        } = &standby;
        let port = standby.psql.port();
        standby
            .files
            .copy(&self.psql, port, &options, account, programs);
        standby.start_again();
        self.wait_until_followed();
        standby
    }

    /// Waits until a standby shows all that was committed here so far.
    pub fn wait_until_followed(&self) {
        let lsn = self.query(SUPERUSER, "SELECT pg_current_wal_lsn()");
        let followers =
            format!("SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= '{lsn}'");
        let followed = wait_until(LIMIT, || self.query(SUPERUSER, &followers) != "0");
        assert!(followed, "no standby follows: {}", self.log());
    }

    /// Lets a standby take writes from now on, and follow nobody.
    pub fn promote(&self) {
        let promoted = self.query(SUPERUSER, "SELECT pg_promote()");
        assert_eq!(promoted, "t", "it is not promoted: {}", self.log());
    }

    /// The same database here, where this server has its data from another one.
    pub fn counterpart(&self, database: &Database) -> Database {
        self.known_as(database.name().to_owned())
    }
}
