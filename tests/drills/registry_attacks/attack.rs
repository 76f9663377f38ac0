//! Attacks, many at once, and what must hold of each of them.

use std::{
    collections::BTreeMap,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use pullkey_registry::Verdict;
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use super::{scene::Scene, traps::Traps};
use crate::drill::{Broken, figure, hold};

/// One attack.
pub(super) struct Attack {
    what: String,
    ending: Pin<Box<dyn Future<Output = Ending> + Send>>,
}

/// The word for how it ended, or what is broken, in the same words for all attacks that broke it.
pub(super) type Ending = Result<&'static str, Broken>;

/// What came of all attacks so far.
#[derive(Default)]
pub(super) struct Tally {
    attacks: usize,
    endings: BTreeMap<&'static str, usize>,
    slowest: (Duration, String),
    /// How, and by which attacks.
    broken: BTreeMap<String, Vec<String>>,
}

/// So many are under way at once.
const AT_ONCE: usize = 64;
/// A verification must end within this.
const LIMIT: Duration = Duration::from_secs(10);
/// A busy machine may be so much later. Without an optimized build, endless answers alone keep it busy.
const TOLERANCE: Duration = if cfg!(debug_assertions) {
    Duration::from_millis(2500)
} else {
    Duration::from_millis(500)
};
/// Nobody waits longer for one that has no end.
const PATIENCE: Duration = Duration::from_secs(13);
/// Of those that broke the same, so many are told.
const TOLD: usize = 3;

impl Attack {
    pub(super) fn new(
        what: impl Into<String>,
        ending: impl Future<Output = Ending> + Send + 'static,
    ) -> Self {
        Self {
            what: what.into(),
            ending: Box::pin(ending),
        }
    }

    async fn carry_out(self, traps: &Traps) -> (String, Duration, Ending) {
        let before = traps.connections();
        let began = Instant::now();
        let ending = timeout(PATIENCE, self.ending).await;
        let took = began.elapsed();
        let ending = match ending {
            Err(_) => Err(Broken("came to no end".to_owned())),
            Ok(Err(broken)) => Err(broken),
            Ok(_) if took > LIMIT + TOLERANCE => Err(Broken("took too long".to_owned())),
            // Of several at once, nobody knows which one it was.
            Ok(_) if traps.connections() > before => Err(Broken(
                "was under way when a trap got a connection".to_owned(),
            )),
            Ok(ending) => ending,
        };
        (self.what, took, ending)
    }
}

impl Tally {
    /// Carries these attacks out.
    pub(super) async fn strike(&mut self, scene: &Arc<Scene>, attacks: Vec<Attack>) {
        let room = Arc::new(Semaphore::new(AT_ONCE));
        let mut under_way = JoinSet::new();
        for attack in attacks {
            let (scene, room) = (scene.clone(), room.clone());
            under_way.spawn(async move {
                let _place = room.acquire().await;
                attack.carry_out(&scene.traps).await
            });
        }
        while let Some(ended) = under_way.join_next().await {
            self.attacks += 1;
            match ended {
                Ok((what, took, ending)) => self.note(what, took, ending),
                // Which one it was is told where it panicked.
                Err(_) => self.breaks("panicked".to_owned(), "one".to_owned()),
            }
        }
    }

    fn note(&mut self, what: String, took: Duration, ending: Ending) {
        match ending {
            Ok(word) => *self.endings.entry(word).or_default() += 1,
            Err(Broken(how)) => {
                let took = took.as_secs_f32();
                self.breaks(how, format!("{what} ({took:.1} s)"));
            }
        }
        if took > self.slowest.0 {
            self.slowest = (took, what);
        }
    }

    fn breaks(&mut self, how: String, what: String) {
        self.broken.entry(how).or_default().push(what);
    }

    pub(super) fn report(&self) {
        figure("attacks", self.attacks);
        let endings = self.endings.iter();
        let endings: Vec<_> = endings
            .map(|(word, count)| format!("{count} {word}"))
            .collect();
        figure("ended", endings.join(", "));
        let (took, what) = &self.slowest;
        figure("slowest", format!("{:.2} s, {what}", took.as_secs_f32()));
    }

    /// Whether nothing is broken.
    pub(super) fn holds(&self) -> crate::drill::Verdict {
        hold(self.broken.is_empty(), || {
            let told = self.broken.iter().map(|(how, attacks)| {
                let such: Vec<_> = attacks.iter().take(TOLD).map(String::as_str).collect();
                format!("{} {how}, such as {}", attacks.len(), such.join(", "))
            });
            let told = told.collect::<Vec<_>>().join("; ");
            format!("of {} attacks, {told}", self.attacks)
        })
    }
}

/// That a verdict is one of these kinds.
pub(super) fn is_one_of(verdict: &Verdict, fits: impl Fn(&Verdict) -> bool) -> Ending {
    let word = verdict.outcome().as_str();
    hold(fits(verdict), || format!("was judged as {word}"))?;
    Ok(word)
}
