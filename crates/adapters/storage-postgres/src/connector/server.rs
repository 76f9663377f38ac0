use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

use super::Purpose;
use crate::{Safety, fault::Fault};

/// What must be known of a server and a session before anything is asked of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Server {
    is_utf8: bool,
    takes: Takes,
    /// What makes it acknowledge a commit before it is on its disk.
    unsafe_setting: Option<Fault>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    ReadsAndWrites,
    Reads,
    /// Reads whose answers may be old, as those of a standby.
    OldReads,
}

/// What is set for every purpose, whatever the role or the database has set for itself.
const SETTINGS: &[(&str, &str)] = &[
    // A statement sees what others committed meanwhile, which those that write count on.
    ("default_transaction_isolation", "read committed"),
    // That a commit was not replicated is told by a warning, which must come.
    ("client_min_messages", "warning"),
    // One that is idle may be writing again at the moment at which it is ended.
    ("idle_session_timeout", "0"),
    // No statement takes so long that it would pay to compile it.
    ("jit", "off"),
];

const QUERY: &str =
    "SELECT current_setting('server_encoding'), current_setting('fsync'),
    current_setting('synchronous_commit'), pg_is_in_recovery(), current_setting('transaction_read_only')";

impl Server {
    /// Sets what the purpose needs and asks, in one round trip.
    pub(super) async fn prepare(client: &Client, purpose: Purpose) -> Result<Self, Fault> {
        let settings = SETTINGS.iter().chain(purpose.settings());
        let set = settings.map(|(name, value)| format!("SET {name} = '{value}'; "));
        let sql = set.collect::<String>() + QUERY;
        let messages = client.simple_query(&sql).await?;
        let row = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        row.and_then(Self::from_row).ok_or(Fault::NotTaken)
    }

    fn from_row(row: &SimpleQueryRow) -> Option<Self> {
        let column = |index| row.try_get(index).ok().flatten();
        let takes = match (column(3)?, column(4)?) {
            ("t", _) => Takes::OldReads,
            (_, "on") => Takes::Reads,
            _ => Takes::ReadsAndWrites,
        };
        Some(Self {
            is_utf8: column(0)? == "UTF8",
            takes,
            unsafe_setting: unsafe_setting(column(1)?, column(2)?),
        })
    }

    /// Whether it may be used.
    pub(super) fn check(
        self,
        purpose: Purpose,
        wants_writable: bool,
        safety: Safety,
    ) -> Result<(), Fault> {
        if !self.is_utf8 {
            return Err(Fault::OtherEncoding);
        }
        match self.takes {
            Takes::OldReads => return Err(Fault::InRecovery),
            Takes::Reads if wants_writable || purpose.writes() => return Err(Fault::ReadOnly),
            Takes::Reads | Takes::ReadsAndWrites => {}
        }
        match (safety, self.unsafe_setting) {
            (Safety::Required, Some(fault)) => Err(fault),
            (Safety::Required, None) | (Safety::Waived, _) => Ok(()),
        }
    }
}

/// Which of the two settings makes a server acknowledge a commit before it is on its disk.
pub(crate) fn unsafe_setting(fsync: &str, synchronous_commit: &str) -> Option<Fault> {
    match (fsync, synchronous_commit) {
        ("off", _) => Some(Fault::FsyncOff),
        // Everything else waits at least for the server's own disk.
        (_, "off") => Some(Fault::SynchronousCommitOff),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Server = Server {
        is_utf8: true,
        takes: Takes::ReadsAndWrites,
        unsafe_setting: None,
    };

    fn check(server: Server, purpose: Purpose) -> Result<(), Fault> {
        server.check(purpose, false, Safety::Required)
    }

    #[test]
    fn a_standby_is_of_no_use_even_to_reads() {
        let takes = Takes::OldReads;
        let standby = Server { takes, ..GOOD };
        for purpose in [Purpose::PointReads, Purpose::Changes] {
            assert_eq!(check(standby, purpose), Err(Fault::InRecovery));
        }
    }

    #[test]
    fn a_read_only_server_is_of_use_to_reads_unless_the_url_wants_one_that_writes() {
        let takes = Takes::Reads;
        let server = Server { takes, ..GOOD };
        assert_eq!(check(server, Purpose::Pages), Ok(()));
        for purpose in [Purpose::Creates, Purpose::Administration] {
            assert_eq!(check(server, purpose), Err(Fault::ReadOnly));
        }
        let wanted = server.check(Purpose::Pages, true, Safety::Required);
        assert_eq!(wanted, Err(Fault::ReadOnly));
    }

    #[test]
    fn a_server_that_may_lose_a_commit_is_taken_only_when_safety_is_waived() {
        let unsafe_setting = Some(Fault::FsyncOff);
        let server = Server {
            unsafe_setting,
            ..GOOD
        };
        assert_eq!(check(server, Purpose::Creates), Err(Fault::FsyncOff));
        let waived = server.check(Purpose::Creates, false, Safety::Waived);
        assert_eq!(waived, Ok(()));
    }
}
