use std::{
    fs::File,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use pullkey_tests::{Message, Place, Proxy};

/// Bugs that a service could have. All but one are planted by a proxy that alters what is answered while the disk is full.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bug {
    /// It answers that something is deleted though the commit found no room.
    FalseAcknowledgement,
    /// It writes nothing any more until it is started again, as with a connection that is left in a transaction.
    NeedsRestart,
    /// Its reads fail with its writes, as with a store that takes turns.
    FailsReads,
    /// It does not know that a commit without room wrote nothing.
    LeavesUnknown,
    /// It says that something broke where there is only no room.
    FailsWithin,
    /// It wants no requests while it cannot write, not even reads.
    TurnsReadersAway,
    /// It rewrites the key ring in its place, and what does not fit is gone. Planted by cutting the file after a command.
    CutsRing,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("false-acknowledgement", Self::FalseAcknowledgement),
        ("needs-restart", Self::NeedsRestart),
        ("fails-reads", Self::FailsReads),
        ("leaves-unknown", Self::LeavesUnknown),
        ("fails-within", Self::FailsWithin),
        ("turns-readers-away", Self::TurnsReadersAway),
        ("cuts-ring", Self::CutsRing),
    ];

    /// What it must be found by.
    pub(super) fn told_by(self) -> &'static str {
        match self {
            Self::FalseAcknowledgement => "ended Ok and has 0 events",
            Self::NeedsRestart => "nothing is written for",
            Self::FailsReads => "a read of /v3/",
            Self::LeavesUnknown => "a write is answered outcome_unknown",
            Self::FailsWithin => "a refusal is not as it must be",
            Self::TurnsReadersAway => "/readyz is answered",
            Self::CutsRing => "alters the key ring",
        }
    }

    /// What is put in front of the service.
    pub(super) fn before(self, service: &Place) -> Option<Proxy> {
        if matches!(self, Self::CutsRing) {
            return None;
        }
        let is_full = AtomicBool::new(false);
        Some(Proxy::start(service, move |request, upstream| {
            let is_write = !matches!(request.method(), "GET" | "HEAD");
            let was_full = is_full.load(Ordering::Relaxed);
            if let Some(answer) = self.in_place_of(&request, is_write && was_full, was_full) {
                return Ok(answer);
            }
            let answer = upstream.send(&request).inspect_err(|_| {
                // Who starts again begins anew.
                is_full.store(false, Ordering::Relaxed);
            })?;
            if is_write {
                is_full.store(answer.status() == "503", Ordering::Relaxed);
            }
            Ok(match answer.status() {
                "503" if is_write => self.altered(&request, answer),
                _ => answer,
            })
        }))
    }

    /// What is answered without asking the service.
    fn in_place_of(self, request: &Message, is_write: bool, was_full: bool) -> Option<Message> {
        let concerned = match self {
            Self::NeedsRestart => is_write,
            Self::FailsReads => was_full && !is_write && request.path().starts_with("/v3/"),
            Self::TurnsReadersAway => was_full && request.path() == "/readyz",
            _ => false,
        };
        concerned.then(|| refusal("store_unavailable"))
    }

    /// What is made of a refusal.
    fn altered(self, request: &Message, refused: Message) -> Message {
        match self {
            Self::FalseAcknowledgement if request.method() == "DELETE" => {
                Message::answer("200 OK", b"{}")
            }
            Self::LeavesUnknown => refusal("outcome_unknown"),
            Self::FailsWithin => Message::answer("500 Internal Server Error", b"{}"),
            _ => refused,
        }
    }

    /// What happens to the key ring after a command that was to write it.
    pub(super) fn after_command(self, ring: &Path) {
        if matches!(self, Self::CutsRing) {
            let file = File::options().write(true).open(ring);
            let cut = file.and_then(|file| file.set_len(100));
            cut.expect("the ring can be cut");
        }
    }
}

fn refusal(code: &str) -> Message {
    let body = serde_json::json!({
        "type": format!("/problems/{code}"), "title": "T", "status": 503, "detail": "d",
        "code": code, "request_id": "r",
        "message": "T", "data": { "code": "r", "message": "d" },
    });
    let mut answer = Message::answer("503 Service Unavailable", body.to_string().as_bytes());
    answer.set_header("content-type", "application/problem+json");
    answer.set_header("retry-after", "1");
    answer
}
