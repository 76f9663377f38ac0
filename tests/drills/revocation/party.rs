use std::{
    collections::BTreeMap,
    path::Path,
    sync::{OnceLock, atomic::AtomicBool},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Client, IssuedKey, Keeper, make_company, make_key};

use super::{
    change::Change,
    holder::{Holder, Use},
    judgement::judge,
    situation::{Scene, Situation, Trial},
};
use crate::{
    drill::{Broken, Verdict, figure, hold},
    service::Front,
    stop::StopAtEnd,
};

/// Nodes, the command line beside them, and a company with its keys.
pub(super) struct Party<'a> {
    folder: &'a Path,
    clients: Vec<Client>,
    company: String,
    /// A key that stays, and makes and changes others.
    bystander: IssuedKey,
    keeper: Keeper,
    ended: Vec<Trial>,
    /// How long after its key had ended a holder was let in, at the first node and elsewhere.
    lags: BTreeMap<(Situation, bool), Vec<Duration>>,
    scene: Scene,
}

/// From when on each key is none any more, and what keeps nodes from finding out until it is dropped.
pub(super) struct Revoked<S> {
    pub(super) at: Vec<Instant>,
    pub(super) stall: S,
}

const PATIENCE: Duration = Duration::from_secs(5);

impl<'a> Party<'a> {
    pub(super) fn new(folder: &'a Path, fronts: &[Front], scene: Scene) -> Self {
        let company = make_company(folder, "revocation");
        let bystander = key(folder, &company);
        Self {
            folder,
            clients: fronts.iter().map(Front::client).collect(),
            company,
            keeper: Keeper::new(fronts[0].client(), &bystander.token),
            bystander,
            ended: Vec::new(),
            lags: BTreeMap::new(),
            scene,
        }
    }

    /// The folder of the command line.
    pub(super) fn folder(&self) -> &Path {
        self.folder
    }

    /// Who changes keys over HTTP, at the first node.
    pub(super) fn keeper(&self) -> &Keeper {
        &self.keeper
    }

    /// A fresh key that is to end so, of a company of its own if that ends.
    pub(super) fn trial(&self, situation: Situation) -> Trial {
        let company = match situation.change {
            Change::CompanyDeleted => make_company(self.folder, "to be deleted"),
            _ => self.company.clone(),
        };
        Trial {
            situation,
            key: key(self.folder, &company),
            company,
            successor: OnceLock::new(),
        }
    }

    /// Ends keys while they are used, and holds if nobody is let in any more after as long as each may be.
    pub(super) fn try_out<S>(
        &mut self,
        trials: Vec<Trial>,
        revoke: impl FnOnce(&Self, &[Trial]) -> Result<Revoked<S>, Broken>,
    ) -> Verdict {
        let holders: Vec<_> = trials.iter().map(|trial| self.holders(trial)).collect();
        let bystanders = self.all_with(&self.bystander, 401);
        let all = || holders.iter().flatten();
        let stopped = AtomicBool::new(false);
        let at = thread::scope(|scope| {
            let _stop = StopAtEnd(&stopped);
            for holder in all().chain(&bystanders) {
                for what in [Use::Read, Use::Mistake] {
                    let stopped = &stopped;
                    scope.spawn(move || holder.use_key(what, stopped));
                }
            }
            let let_in = wait_until(|| all().all(|holder| holder.seen().let_in > 5));
            hold(let_in, || "a good key is not let in".to_owned())?;
            let playing = self.scene.play(&trials);
            let Revoked { at, stall } = revoke(self, &trials)?;
            let over = trials.iter().zip(&at);
            let over = over.map(|(trial, at)| *at + trial.patience() + trial.aftermath());
            let over = over.max().unwrap_or_else(Instant::now);
            sleep(over.saturating_duration_since(Instant::now()));
            drop((stall, playing));
            wait_until(|| all().all(|holder| holder.seen().refused.is_some()));
            Ok(at)
        })?;
        for ((trial, holders), at) in trials.iter().zip(&holders).zip(at) {
            let situation = trial.situation;
            for (node, holder) in holders.iter().enumerate() {
                let lag = judge(situation, node, holder.seen(), at);
                let lag = lag.map_err(|Broken(what)| Broken(format!("{situation}: {what}")))?;
                self.lags
                    .entry((situation, node == 0))
                    .or_default()
                    .push(lag);
            }
        }
        self.ended.extend(trials);
        let mut seen = bystanders.iter().map(Holder::seen);
        let well = seen.all(|it| it.refused.is_none() && it.odd.is_none());
        hold(well, || "a key was refused that was not revoked".to_owned())
    }

    /// Prints the figures. Holds if no key that ended is let in anywhere.
    pub(super) fn end(mut self) -> Verdict {
        for ((situation, first), lags) in &mut self.lags {
            lags.sort();
            let median = lags.get(lags.len() / 2).map_or(0, Duration::as_millis);
            let longest = lags.last().map_or(0, Duration::as_millis);
            let node = if *first { "first node" } else { "other node" };
            figure(
                &format!("{situation}, {node}"),
                format!(
                    "{} holders, the last let in after {median} ms (median), {longest} ms (longest)",
                    lags.len()
                ),
            );
        }
        for trial in &self.ended {
            for holder in self.holders(trial) {
                holder.use_once(Use::Read);
                let refused = holder.seen().refused.is_some();
                let situation = trial.situation;
                hold(refused, || format!("{situation}: not refused later"))?;
            }
            trial
                .successor
                .get()
                .map_or(Ok(()), |it| self.lets_in(it))?;
        }
        Ok(())
    }

    /// Holds if this key is let in at every node.
    fn lets_in(&self, key: &IssuedKey) -> Verdict {
        let holders = self.all_with(key, 401);
        let let_in = holders.iter().all(|holder| {
            holder.use_once(Use::Read);
            holder.seen().let_in == 1
        });
        hold(let_in, || "a new token is not let in".to_owned())
    }

    /// Who uses a key that is to end, one at each node.
    fn holders(&self, trial: &Trial) -> Vec<Holder> {
        self.all_with(&trial.key, trial.situation.change.refusal())
    }

    fn all_with(&self, key: &IssuedKey, refusal: u16) -> Vec<Holder> {
        let clients = self.clients.iter().cloned();
        clients
            .map(|client| Holder::new(client, key.token.clone(), refusal))
            .collect()
    }
}

fn key(folder: &Path, company: &str) -> IssuedKey {
    make_key(folder, company, &Permission::ALL.map(Permission::as_str))
}

/// Waits until something is so, but not for ever. Whether it became so.
fn wait_until(so: impl Fn() -> bool) -> bool {
    let deadline = Instant::now() + PATIENCE;
    while !so() {
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(5));
    }
    true
}
