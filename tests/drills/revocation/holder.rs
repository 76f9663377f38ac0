use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Call, Client};
use serde_json::json;

/// Somebody who uses a key at a node, again and again.
pub(super) struct Holder {
    client: Client,
    token: String,
    /// The status of a refusal.
    refusal: u16,
    seen: Mutex<Seen>,
}

/// What became of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// How often it was let in.
    pub(super) let_in: usize,
    /// When it was last let in, as near as it can tell.
    pub(super) last_let_in: Option<Instant>,
    /// When it sent what was last let in.
    pub(super) last_sent: Option<Instant>,
    /// When it was refused for the first time.
    pub(super) refused: Option<Instant>,
    /// It was refused before it sent what was let in.
    pub(super) let_in_again: bool,
    /// It was answered something that is neither.
    pub(super) odd: Option<u16>,
}

/// What is sent with a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use {
    /// A read.
    Read,
    /// A create that breaks every rule: whoever is let in is told so without the database.
    Mistake,
}

impl Holder {
    pub(super) fn new(client: Client, token: String, refusal: u16) -> Self {
        Self {
            client,
            token,
            refusal,
            seen: Mutex::default(),
        }
    }

    /// Uses it until it is told to stop.
    pub(super) fn use_key(&self, what: Use, stopped: &AtomicBool) {
        while !stopped.load(Ordering::Relaxed) {
            self.use_once(what);
            sleep(Duration::from_millis(2));
        }
    }

    /// Uses it once.
    pub(super) fn use_once(&self, what: Use) {
        const ALL: &str = "/v3/docker-registries";
        let call = match what {
            Use::Read => Call::new("GET", &format!("{ALL}?limit=1&offset=0")),
            Use::Mistake => Call::new("POST", ALL).json(&json!({})),
        };
        let sent = Instant::now();
        let answer = self.client.send(&call.key(&self.token));
        let answered = Instant::now();
        let mut seen = self.lock();
        match answer.map(|reply| reply.status) {
            Ok(200 | 422) => {
                seen.let_in += 1;
                let let_in = match what {
                    // Whoever is let in may wait for the database afterwards.
                    Use::Read => sent,
                    Use::Mistake => answered,
                };
                seen.last_let_in = seen.last_let_in.max(Some(let_in));
                seen.last_sent = seen.last_sent.max(Some(sent));
                seen.let_in_again |= seen.refused.is_some_and(|refused| refused < sent);
            }
            Ok(status) if status == self.refusal => {
                seen.refused.get_or_insert(answered);
            }
            // Nobody was let in, and nobody was told that he is not.
            Ok(503) | Err(_) => {}
            Ok(status) => {
                seen.odd.get_or_insert(status);
            }
        }
    }

    /// What became of it so far.
    pub(super) fn seen(&self) -> Seen {
        *self.lock()
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
