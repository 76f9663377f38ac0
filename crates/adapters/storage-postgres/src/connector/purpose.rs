use std::time::Duration;

/// What a connection is for. One that is shared is answered in turn, so what is slow has one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Looks at what others change, which must not wait for anything else.
    Watch,
    /// Looks at the server, and at the keys that rows were made with.
    Health,
    /// Reads of a few rows by their key.
    PointReads,
    /// Pages of lists, with their totals.
    Pages,
    /// Searches, which may walk over all that a company has.
    Searches,
    /// Updates and deletes.
    Changes,
    /// Inserts.
    Creates,
    /// The chains of audit events: pages of thousands of rows, read and written.
    Chains,
    /// Migrations, and whatever else takes its time on a connection of its own.
    Administration,
}

impl Purpose {
    /// As the log names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Watch => "watch",
            Self::Health => "health",
            Self::PointReads => "point reads",
            Self::Pages => "pages",
            Self::Searches => "searches",
            Self::Changes => "changes",
            Self::Creates => "creates",
            Self::Chains => "chains",
            Self::Administration => "administration",
        }
    }

    /// Whether a server that takes no writes is of no use.
    pub(crate) fn writes(self) -> bool {
        match self {
            Self::Watch | Self::Health | Self::PointReads | Self::Pages | Self::Searches => false,
            Self::Changes | Self::Creates | Self::Chains | Self::Administration => true,
        }
    }

    /// Whether something is asked each second at least, so that nobody need ask for a sign of life.
    pub(crate) fn is_asked_all_the_time(self) -> bool {
        matches!(self, Self::Watch | Self::Health)
    }

    /// What is set in the session before anything else is asked.
    ///
    /// Both timeouts end a statement before its commit only: PostgreSQL looks at neither once it has begun to commit.
    /// They are shorter than anybody waits, so that a request learns that nothing was written.
    ///
    /// A plan may last as long as the connection. One that was made when a table was empty must not walk over all of it once
    /// it is not, so whatever is served finds its rows by indexes, which there are for all of it.
    pub(super) fn settings(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Watch | Self::Health => &[("statement_timeout", "2s")],
            // A row is found by its key, however many there are: nothing is gained by planning that anew for each.
            Self::PointReads => &[
                ("statement_timeout", "4s"),
                ("enable_seqscan", "off"),
                ("plan_cache_mode", "force_generic_plan"),
            ],
            Self::Pages | Self::Searches => {
                &[("statement_timeout", "4s"), ("enable_seqscan", "off")]
            }
            Self::Changes | Self::Creates | Self::Chains => &[
                ("statement_timeout", "4s"),
                ("lock_timeout", "3s"),
                ("enable_seqscan", "off"),
            ],
            // Reads that take long leave the other processors to whoever is served.
            Self::Administration => &[
                ("statement_timeout", "0"),
                ("lock_timeout", "0"),
                ("max_parallel_workers_per_gather", "0"),
            ],
        }
    }

    /// How long PostgreSQL lets a statement run or wait at least, by these settings, before it gives it up.
    pub(crate) fn timeout(self) -> Duration {
        match self {
            Self::Watch | Self::Health => Duration::from_secs(2),
            Self::PointReads | Self::Pages | Self::Searches => Duration::from_secs(4),
            Self::Changes | Self::Creates | Self::Chains => Duration::from_secs(3),
            Self::Administration => Duration::MAX,
        }
    }
}
