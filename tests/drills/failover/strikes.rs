use std::{collections::BTreeMap, thread::sleep, time::Duration};

use fastrand::Rng;

use super::{
    replicas::{Replicas, Replication},
    strike::Strike,
};
use crate::{
    away::{Creators, Recoveries, Watch, await_all},
    drill::{Broken, Verdict, figure},
};

/// One strike after the other, and what came of each.
pub(super) struct Strikes<'a> {
    replicas: &'a mut Replicas,
    replication: Replication,
    watch: &'a Watch<'a>,
    creators: &'a Creators<'a>,
    recoveries: Recoveries,
    /// How long it took until another server could take writes.
    successions: BTreeMap<&'static str, Vec<Duration>>,
}

impl<'a> Strikes<'a> {
    pub(super) fn on(
        replicas: &'a mut Replicas,
        replication: Replication,
        watch: &'a Watch<'a>,
        creators: &'a Creators<'a>,
    ) -> Self {
        Self {
            replicas,
            replication,
            watch,
            creators,
            recoveries: Recoveries::default(),
            successions: BTreeMap::new(),
        }
    }

    /// Lets this happen to the primary, waits until all is well with another one, and lets what was struck come back.
    /// `meanwhile` is looked at while there is no primary.
    pub(super) fn one(
        &mut self,
        strike: Strike,
        rng: &mut Rng,
        meanwhile: impl FnOnce() -> Verdict,
    ) -> Verdict {
        let Self {
            watch, creators, ..
        } = *self;
        let name = strike.name();
        let broken = |Broken(what)| Broken(format!("when the primary was {name}: {what}"));
        self.settle()?;
        await_all(creators, watch)?;
        sleep(Duration::from_millis(rng.u64(..500)));
        let struck = self.replicas.primary()?;
        let began = strike.begin(self.replicas, struck, self.replication, watch);
        let seen = meanwhile();
        let took = self.replicas.await_successor(struck, self.replication);
        let took = began.and(seen).and(took).map_err(broken)?;
        self.successions.entry(name).or_default().push(took);
        self.recoveries.await_one(name, creators, watch)?;
        strike.end(self.replicas, struck);
        Ok(())
    }

    /// Waits until whatever was struck is a standby again.
    pub(super) fn settle(&self) -> Verdict {
        self.replicas.await_all(self.replication)?;
        self.watch.verdict()?;
        self.creators.verdict()
    }

    pub(super) fn print(&self) {
        for (name, took) in &self.successions {
            let mut took = took.clone();
            took.sort();
            let [median, longest] =
                [took.len() / 2, took.len() - 1].map(|nth| took[nth].as_millis());
            figure(
                &format!("{name}: another server takes writes"),
                format!("after {median} ms in the median, {longest} ms at most"),
            );
        }
        self.recoveries.print();
    }
}
