use std::{
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Message, Place, Proxy, Unavailability};
use pullkey_throwaway_postgres::{Cluster, Database, Options};

use crate::{away::Kind, trigger::LOST_RECORD};

/// Bugs that a service could have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It does not wait for the disk. Planted by PostgreSQL's settings, which it is told to take.
    LostCommits,
    /// It writes a create and its record in two transactions. Planted by a trigger that takes some records away.
    LostRecord,
    /// It takes an outage for a failure of its own. Planted by a proxy that makes a 500 of a 503.
    MaskedOutage,
    /// It does not say when to come again. Planted by a proxy.
    NoRetryAfter,
    /// It takes an unknown outcome for success. Planted by a proxy that answers so.
    GuessedOutcome,
    /// It takes an unknown outcome for failure. Planted by a proxy that answers so.
    DeniedOutcome,
    /// It lets its callers wait. Planted by a proxy that keeps each 503 back for a while.
    LateAnswer,
    /// It connects again too late. Planted by a proxy that goes on to answer 503 for a while.
    LateReturn,
    /// It connects again for some of what it does. Planted by a proxy that goes on to answer 503 to changes and deletions.
    LostWrites,
    /// The same with lists.
    LostLists,
    /// One node never connects again. Planted by a proxy before it that goes on to answer 503.
    LostNode,
    /// It does not need the database that it was given. Planted by outages of another server.
    Elsewhere,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("lost-commits", Self::LostCommits),
        ("lost-record", Self::LostRecord),
        ("masked-outage", Self::MaskedOutage),
        ("no-retry-after", Self::NoRetryAfter),
        ("guessed-outcome", Self::GuessedOutcome),
        ("denied-outcome", Self::DeniedOutcome),
        ("late-answer", Self::LateAnswer),
        ("late-return", Self::LateReturn),
        ("lost-writes", Self::LostWrites),
        ("lost-lists", Self::LostLists),
        ("lost-node", Self::LostNode),
        ("elsewhere", Self::Elsewhere),
    ];

    /// How the database is to be.
    pub(super) fn options(bug: Option<Self>) -> Options {
        let options = Options::default().tcp();
        if !matches!(bug, Some(Self::LostCommits)) {
            return options;
        }
        // What is committed stays in memory for long, as on a server that writes more than a test does.
        options
            .setting("synchronous_commit", "off")
            .setting("wal_writer_delay", "10s")
            .setting("wal_writer_flush_after", "128MB")
    }

    /// What the service is to be told.
    pub(super) fn settings(bug: Option<Self>) -> &'static [&'static str] {
        match bug {
            Some(Self::LostCommits) => &["allow_unsafe_database = true"],
            _ => &[],
        }
    }

    /// Plants it in the database.
    pub(super) fn plant(self, database: &Database) {
        match self {
            Self::LostRecord => LOST_RECORD.plant(database),
            // The tenants are to be there after a crash.
            Self::LostCommits => drop(database.query("CHECKPOINT")),
            _ => {}
        }
    }

    /// The server to which everything happens instead.
    pub(super) fn bystander(self) -> Option<Cluster> {
        matches!(self, Self::Elsewhere).then(Cluster::start)
    }

    /// Plants it before the node of this number.
    pub(super) fn before(self, nth: usize, place: &Place) -> Option<Proxy> {
        if matches!(self, Self::LostCommits | Self::LostRecord | Self::Elsewhere) {
            return None;
        }
        let away = Mutex::<Option<(Instant, Message)>>::default();
        Some(Proxy::start(place, move |request, upstream| {
            let Some(kind) = Kind::of(request.method(), request.path()) else {
                return upstream.send(&request);
            };
            let away = || away.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((since, answer)) = &*away()
                && self.stays_away(nth, kind, since.elapsed())
            {
                return Ok(answer.clone());
            }
            let answer = upstream.send(&request)?;
            if answer.status() != "503" {
                return Ok(answer);
            }
            if tells(&answer, Unavailability::Store) {
                *away() = Some((Instant::now(), answer.clone()));
            }
            Ok(self.spoil(kind, answer))
        }))
    }

    /// Whether something is refused so long after a refusal, whatever the database does.
    fn stays_away(self, nth: usize, kind: Kind, after: Duration) -> bool {
        match self {
            Self::LateReturn => after < Duration::from_secs(10),
            Self::LostWrites => matches!(kind, Kind::Change | Kind::Delete),
            Self::LostLists => kind == Kind::List,
            Self::LostNode => nth == 1,
            _ => false,
        }
    }

    /// What becomes of a 503.
    fn spoil(self, kind: Kind, mut answer: Message) -> Message {
        let unknown = tells(&answer, Unavailability::Outcome);
        match self {
            Self::MaskedOutage => answer.set_first_line("HTTP/1.1 500 Internal Server Error"),
            Self::NoRetryAfter => answer.remove_header("retry-after"),
            Self::GuessedOutcome if unknown && kind == Kind::Create => {
                return Message::answer("201 Created", b"{}");
            }
            Self::DeniedOutcome if unknown => {
                let body = String::from_utf8_lossy(answer.body()).into_owned();
                let [from, to] = [Unavailability::Outcome, Unavailability::Store];
                answer.set_body(body.replace(from.code(), to.code()).into_bytes());
            }
            Self::LateAnswer => sleep(Duration::from_secs(6)),
            _ => {}
        }
        answer
    }
}

fn tells(answer: &Message, unavailability: Unavailability) -> bool {
    String::from_utf8_lossy(answer.body()).contains(unavailability.code())
}
