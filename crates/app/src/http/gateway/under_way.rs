use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use pullkey_domain::id::CompanyId;

/// How many pulls go on at once: some may wait for a registry that never answers, or send a layer that nobody takes. A
/// company has a part of what there is, and all of them together leave room for whatever is no pull.
pub struct PullsUnderWay {
    of_company: usize,
    of_all: usize,
    counts: Mutex<Counts>,
}

#[derive(Default)]
struct Counts {
    of_companies: HashMap<CompanyId, usize>,
    of_all: usize,
}

/// A pull, as long as it goes on.
pub(super) struct Pulling {
    among: Arc<PullsUnderWay>,
    company: CompanyId,
    /// As how many it counts.
    weight: usize,
}

/// What a pull holds of a blob that nobody reads. What is held as a whole counts as so many pulls as it is larger.
const PIECES: usize = 160 * 1024;

/// Why no other pull may begin now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TooMany {
    /// The company has as many as it may.
    OfCompany,
    /// All together are as many as may be.
    OfAll,
}

impl PullsUnderWay {
    /// Half of so many connections, and a company half of that.
    pub fn of_connections(connections: usize) -> Self {
        Self {
            of_company: (connections / 4).max(1),
            of_all: (connections / 2).max(1),
            counts: Mutex::default(),
        }
    }

    /// Lets a pull of a company begin.
    ///
    /// # Errors
    /// [`TooMany`] if it may not now.
    pub(super) fn begin(self: Arc<Self>, company: CompanyId) -> Result<Pulling, TooMany> {
        self.take(company, 1)?;
        Ok(Pulling {
            among: self,
            company,
            weight: 1,
        })
    }

    fn take(&self, company: CompanyId, weight: usize) -> Result<(), TooMany> {
        let mut counts = self.counts();
        if counts.of_all + weight > self.of_all {
            return Err(TooMany::OfAll);
        }
        let own = counts.of_companies.get(&company).copied().unwrap_or(0);
        if own + weight > self.of_company {
            return Err(TooMany::OfCompany);
        }
        counts.of_companies.insert(company, own + weight);
        counts.of_all += weight;
        Ok(())
    }

    // Nothing panics while it holds them.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pulling {
    /// Counts as many, as so much is held for it as a whole; but as no more than its company may have, or it would never be
    /// done.
    ///
    /// # Errors
    /// [`TooMany`] if there is no room for it now.
    pub(super) fn hold(&mut self, bytes: usize) -> Result<(), TooMany> {
        let more = (bytes / PIECES).min(self.among.of_company - 1);
        self.among.take(self.company, more)?;
        self.weight += more;
        Ok(())
    }
}

impl Drop for Pulling {
    fn drop(&mut self) {
        let mut counts = self.among.counts();
        counts.of_all -= self.weight;
        if let Some(own) = counts.of_companies.get_mut(&self.company) {
            *own -= self.weight;
            if *own == 0 {
                counts.of_companies.remove(&self.company);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn company(number: u128) -> CompanyId {
        CompanyId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_company_has_a_quarter_and_all_together_half_of_the_connections() {
        let pulls = Arc::new(PullsUnderWay::of_connections(8));
        let begin = |number| pulls.clone().begin(company(number));
        let own: Vec<_> = (0..3).map(|_| begin(1)).collect();
        let refused = own.iter().filter_map(|it| it.as_ref().err());
        assert_eq!(refused.collect::<Vec<_>>(), [&TooMany::OfCompany]);
        let others: Vec<_> = (0..3).map(|_| begin(2)).collect();
        assert_eq!(others.iter().filter(|it| it.is_ok()).count(), 2);
        assert_eq!(begin(3).err(), Some(TooMany::OfAll));
        drop(own);
        assert!(begin(3).is_ok());
        drop(others);
        assert!(pulls.counts().of_companies.is_empty());
        assert_eq!(pulls.counts().of_all, 0);
    }

    #[test]
    fn what_is_held_as_a_whole_counts_as_more() {
        let pulls = Arc::new(PullsUnderWay::of_connections(16));
        let mut small = pulls.clone().begin(company(1)).unwrap();
        small.hold(PIECES - 1).unwrap();
        let mut large = pulls.clone().begin(company(1)).unwrap();
        large.hold(2 * PIECES).unwrap();
        assert_eq!(pulls.counts().of_all, 4);
        assert_eq!(small.hold(PIECES), Err(TooMany::OfCompany));
        drop((small, large));
        assert_eq!(pulls.counts().of_all, 0);
    }

    #[test]
    fn one_that_is_larger_than_all_room_of_its_company_goes_on_alone() {
        let pulls = Arc::new(PullsUnderWay::of_connections(8));
        let mut large = pulls.clone().begin(company(1)).unwrap();
        large.hold(26 * PIECES).unwrap();
        assert!(pulls.begin(company(1)).is_err());
    }

    #[test]
    fn one_pull_goes_on_however_few_connections_there_are() {
        let pulls = Arc::new(PullsUnderWay::of_connections(1));
        let first = pulls.clone().begin(company(1));
        assert!(first.is_ok());
        assert!(pulls.begin(company(2)).is_err());
    }
}
