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
}

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
        let mut counts = self.counts();
        if counts.of_all >= self.of_all {
            return Err(TooMany::OfAll);
        }
        let own = counts.of_companies.entry(company).or_default();
        if *own >= self.of_company {
            return Err(TooMany::OfCompany);
        }
        *own += 1;
        counts.of_all += 1;
        drop(counts);
        let among = self;
        Ok(Pulling { among, company })
    }

    // Nothing panics while it holds them.
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Pulling {
    fn drop(&mut self) {
        let mut counts = self.among.counts();
        counts.of_all -= 1;
        if let Some(own) = counts.of_companies.get_mut(&self.company) {
            *own -= 1;
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
    fn one_pull_goes_on_however_few_connections_there_are() {
        let pulls = Arc::new(PullsUnderWay::of_connections(1));
        let first = pulls.clone().begin(company(1));
        assert!(first.is_ok());
        assert!(pulls.begin(company(2)).is_err());
    }
}
