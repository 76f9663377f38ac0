use std::{
    io,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread::sleep,
    time::{Duration, Instant},
};

use pullkey_tests::{Message, Place, Proxy, Upstream};

/// Bugs that a service could have, all planted by a proxy before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// It refuses nobody, and lets everybody wait. The proxy asks again until nothing is refused.
    Queueing,
    /// It does not say when to come again.
    NoRetryAfter,
    /// It takes too much for a failure of its own.
    MaskedRefusal,
    /// It is alive only if its store is: an orchestrator would kill it. The proxy asks for a list first.
    LivenessOfStore,
    /// Under load it does hardly anything. The proxy refuses by itself, most of those whose turn is while many are served.
    Collapse,
    /// It goes on to refuse when the load is gone.
    NoRecovery,
}

/// So many at once are a load.
const LOAD: usize = 128;
/// So few are none.
const NO_LOAD: usize = 8;

/// What such a proxy remembers.
#[derive(Default)]
struct Memory {
    under_way: AtomicUsize,
    asked: AtomicUsize,
    refused: Mutex<Option<(Instant, Message)>>,
    list: Mutex<Option<Message>>,
}

impl Bug {
    pub(super) const ALL: &[(&str, Self)] = &[
        ("queueing", Self::Queueing),
        ("no-retry-after", Self::NoRetryAfter),
        ("masked-refusal", Self::MaskedRefusal),
        ("liveness-of-store", Self::LivenessOfStore),
        ("collapse", Self::Collapse),
        ("no-recovery", Self::NoRecovery),
    ];

    /// What the drill says that finds it.
    pub(super) fn shows(self) -> &'static str {
        match self {
            Self::Queueing => "an answer took",
            Self::NoRetryAfter => "it is to be repeated after None",
            Self::MaskedRefusal => "it is answered 500",
            Self::LivenessOfStore => "/livez is answered",
            Self::Collapse => "of the peak is done",
            Self::NoRecovery => "afterwards, not all was well",
        }
    }

    /// Plants it before a node.
    pub(super) fn before(self, place: &Place) -> Proxy {
        let memory = Arc::new(Memory::default());
        Proxy::start(place, move |request, upstream| {
            memory.under_way.fetch_add(1, Ordering::Relaxed);
            let answer = self.answer(&request, upstream, &memory);
            memory.under_way.fetch_sub(1, Ordering::Relaxed);
            answer
        })
    }

    fn answer(
        self,
        request: &Message,
        upstream: &Upstream,
        memory: &Memory,
    ) -> io::Result<Message> {
        if self == Self::LivenessOfStore && request.path() == "/livez" {
            let list = memory.list().clone();
            let list = list.map(|list| upstream.send(&list)).transpose()?;
            if let Some(refused) = list.filter(|list| list.status() == "503") {
                return Ok(refused);
            }
        }
        if !request.path().starts_with("/v3/") {
            return upstream.send(request);
        }
        if request.path().contains("?limit=") {
            memory.list().get_or_insert_with(|| request.clone());
        }
        if let Some(refusal) = self.refusal(memory) {
            return Ok(refusal);
        }
        let mut answer = upstream.send(request)?;
        while self == Self::Queueing && answer.status() == "503" {
            sleep(Duration::from_millis(100));
            answer = upstream.send(request)?;
        }
        if answer.status() == "503" {
            *memory.refused() = Some((Instant::now(), answer.clone()));
            match self {
                Self::NoRetryAfter => answer.remove_header("retry-after"),
                Self::MaskedRefusal => answer.set_first_line("HTTP/1.1 500 Internal Server Error"),
                _ => {}
            }
        }
        Ok(answer)
    }

    /// What it refuses by itself.
    fn refusal(self, memory: &Memory) -> Option<Message> {
        let under_way = memory.under_way.load(Ordering::Relaxed);
        let (at, refused) = memory.refused().clone()?;
        let now = match self {
            Self::Collapse => {
                // Those that it refuses are soon there again.
                under_way > LOAD / 4
                    && !memory
                        .asked
                        .fetch_add(1, Ordering::Relaxed)
                        .is_multiple_of(16)
            }
            Self::NoRecovery => under_way < NO_LOAD && at.elapsed() < Duration::from_secs(5),
            _ => false,
        };
        now.then_some(refused)
    }
}

impl Memory {
    fn refused(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Message)>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn list(&self) -> std::sync::MutexGuard<'_, Option<Message>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
