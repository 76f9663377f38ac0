use std::{
    sync::{Mutex, PoisonError},
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Message, Place, Proxy};
use pullkey_throwaway_postgres::{Database, Options};

use crate::trigger::LOST_RECORD;

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

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place) -> Option<Proxy> {
        if matches!(self, Self::LostCommits | Self::LostRecord) {
            return None;
        }
        let away = Mutex::<Option<(Instant, Message)>>::default();
        Some(Proxy::start(place, move |request, upstream| {
            if !request.path().starts_with("/v3/") {
                return upstream.send(&request);
            }
            let away = || away.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((until, answer)) = &*away()
                && Instant::now() < *until
            {
                return Ok(answer.clone());
            }
            let answer = upstream.send(&request)?;
            if answer.status() != "503" {
                return Ok(answer);
            }
            if matches!(self, Self::LateReturn) {
                let until = Instant::now() + Duration::from_secs(10);
                *away() = Some((until, answer.clone()));
            }
            Ok(self.spoil(&request, answer))
        }))
    }

    /// What becomes of a 503.
    fn spoil(self, request: &Message, mut answer: Message) -> Message {
        let body = String::from_utf8_lossy(answer.body()).into_owned();
        let unknown = body.contains("outcome_unknown");
        match self {
            Self::MaskedOutage => answer.set_first_line("HTTP/1.1 500 Internal Server Error"),
            Self::NoRetryAfter => answer.remove_header("retry-after"),
            Self::GuessedOutcome if unknown && request.method() == "POST" => {
                return Message::answer("201 Created", b"{}");
            }
            Self::DeniedOutcome if unknown => {
                let denied = body.replace("outcome_unknown", "store_unavailable");
                answer.set_body(denied.into_bytes());
            }
            Self::LateAnswer => sleep(Duration::from_secs(6)),
            _ => {}
        }
        answer
    }
}
