use crate::{Cluster, psql::SUPERUSER};

/// What can happen to a server.
impl Cluster {
    /// Ends all of the server's processes at once, as when its machine crashes. Nothing of it is left but its files.
    pub fn kill(&self) {
        self.postmaster().kill(self.files());
    }

    /// Stops the server in good order. Whoever is connected is cut off.
    pub fn stop(&self) {
        self.postmaster().stop();
    }

    /// Stops the server in good order and starts it again.
    pub fn restart(&self) {
        self.stop();
        self.start_again();
    }

    /// Keeps all of the server's processes from running. Connections stay open, and nothing is answered.
    pub fn hang(&self) {
        self.postmaster().hang();
    }

    /// Lets the server go on after [`Self::hang`].
    pub fn resume(&self) {
        self.postmaster().resume();
    }

    /// Ends every connection of a client, and waits until they are gone. Tells how many there were.
    pub fn cut_connections(&self) -> usize {
        let sql =
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 10000)) FROM pg_stat_activity
                   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        let cut = self.query(SUPERUSER, sql);
        cut.parse().expect("it is a number")
    }
}
