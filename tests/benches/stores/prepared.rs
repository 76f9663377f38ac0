//! What the callers of a turn ask for, made before its clock starts: making it is no work of a store.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use fastrand::Rng;
use pullkey_domain::{audit::Recorded, credential::Credential};
use pullkey_storage::Store;

use crate::{Filled, TURN, Work, filling};

/// More than any store was seen to take from so many callers, in a second. To make them takes longer than the turn.
fn creates_per_second(callers: usize) -> usize {
    if callers == 1 { 5_000 } else { 16_000 }
}

pub(crate) struct Prepared {
    asked: Asked,
    next: AtomicUsize,
}

enum Asked {
    Creates(Vec<Recorded<Credential>>),
    Gets(Arc<Vec<Credential>>),
}

impl Prepared {
    pub(crate) fn of(filled: &Filled, work: Work, callers: usize) -> Self {
        let asked = match work {
            Work::Creates => Asked::Creates(creates(filled, callers)),
            Work::Gets => Asked::Gets(filled.credentials.clone()),
        };
        Self {
            asked,
            next: AtomicUsize::new(0),
        }
    }

    /// Asks for the next one. Whether there was one.
    pub(crate) async fn ask(&self, store: &dyn Store) -> bool {
        let nth = self.next.fetch_add(1, Ordering::Relaxed);
        match &self.asked {
            Asked::Creates(credentials) => {
                let Some(created) = credentials.get(nth) else {
                    return false;
                };
                store.credentials().insert(created, None).await.unwrap();
            }
            Asked::Gets(credentials) => {
                // Far from the one before.
                let known = &credentials[nth.wrapping_mul(104_729) % credentials.len()];
                let found = store.credentials().find(known.company(), known.id()).await;
                found.unwrap().unwrap();
            }
        }
        true
    }
}

/// Of any company, as PostgreSQL's benchmark has them.
fn creates(filled: &Filled, callers: usize) -> Vec<Recorded<Credential>> {
    let mut rng = Rng::with_seed(7);
    let seconds = usize::try_from(TURN.as_secs()).unwrap();
    let nths = 0..creates_per_second(callers) * seconds;
    nths.map(|nth| filling::credential(rng.choice(&*filled.companies).unwrap(), nth))
        .collect()
}
