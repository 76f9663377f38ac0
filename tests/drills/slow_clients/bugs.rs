/// Bugs that a service could have. All but one live in a relay before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It never closes a connection by itself, as a server without deadlines.
    KeepsOpen,
    /// It waits for whoever does not take his answer, as a server that has deadlines for what it reads only.
    AwaitsReaders,
    /// It gives streams of minutes the deadline of other answers.
    CutsStreams,
    /// It gives each connection a large buffer of its own, and takes none back.
    Hoards,
    /// It has a place for each connection at which others wait, as a pool of threads has.
    Queues,
    /// One company's pulls may have all connections. Planted by a bound that is far too high.
    GivesAll,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("keeps-open", Self::KeepsOpen),
        ("awaits-readers", Self::AwaitsReaders),
        ("cuts-streams", Self::CutsStreams),
        ("hoards", Self::Hoards),
        ("queues", Self::Queues),
        ("gives-all", Self::GivesAll),
    ];

    /// What it must be found by.
    pub(super) fn told_by(self) -> &'static str {
        match self {
            Self::KeepsOpen => "is not closed",
            Self::AwaitsReaders => "a client of the kind 'slow reader' is not closed",
            Self::CutsStreams => "is closed after 12",
            Self::Hoards => "memory has come to",
            Self::Queues => "the p99 of good requests",
            Self::GivesAll => "pulls of one company are let in",
        }
    }
}
