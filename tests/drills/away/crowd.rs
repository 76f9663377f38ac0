use fastrand::Rng;
use pullkey_tests::Tenant;
use tokio::runtime::Runtime;

use super::{Creators, Readers, Watch};
use crate::{
    crash::{Kept, Writers, check},
    database::Database,
    drill::Verdict,
    keyed::Case,
};

/// Clients of every kind, each kind with a company of its own.
pub(crate) struct Crowd<'a> {
    pub(crate) creators: Creators<'a>,
    writers: Writers<'a>,
    readers: Readers<'a>,
    tenants: &'a [Tenant; 3],
    size: Size,
}

/// How many clients of each kind there are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) creators: usize,
    pub(crate) writers: usize,
    pub(crate) readers: usize,
}

impl<'a> Crowd<'a> {
    /// What the companies are called.
    pub(crate) const TENANTS: [&'static str; 3] = ["creators", "writers", "readers"];

    /// Clients of what is watched.
    pub(crate) fn of(watch: &'a Watch<'a>, tenants: &'a [Tenant; 3], size: Size) -> Self {
        let [creates, writes, reads] = tenants;
        let key = |tenant: &Tenant| tenant.key.token.clone();
        Self {
            creators: Creators::new(watch, key(creates), size.creators),
            writers: Writers::new(watch, key(writes)),
            readers: Readers::new(watch, key(reads)),
            tenants,
            size,
        }
    }

    /// Lets all of them go on for as long as `work` takes, and gives what the creators created.
    pub(crate) fn while_busy(
        &self,
        rng: &mut Rng,
        work: impl FnOnce() -> Verdict,
    ) -> (Vec<Case>, Verdict) {
        let Size {
            writers, readers, ..
        } = self.size;
        let mut cases = Vec::new();
        let ended = self.writers.while_writing(writers, &mut rng.fork(), || {
            self.readers.while_reading(readers, || {
                let (created, ended) = self.creators.while_creating(rng, work);
                cases = created;
                ended
            })
        });
        (cases, ended)
    }

    /// Whether the database has what they were told, and nothing else. Nobody must write any more.
    pub(crate) fn check<D: Database>(
        self,
        database: &mut D,
        runtime: &Runtime,
        cases: &[Case],
        kept: impl FnOnce(&str) -> Kept,
    ) -> Verdict {
        let [creates, writes, _] = self.tenants;
        let kept = kept(&writes.company);
        self.creators.check(database, &creates.company, cases)?;
        check(runtime, kept, self.writers)
    }
}
