use std::{
    collections::BTreeMap,
    path::Path,
    sync::atomic::AtomicBool,
    thread::{self, sleep},
    time::{Duration, Instant},
};

use pullkey_domain::api_key::Permission;
use pullkey_tests::{Client, IssuedKey, make_company, make_key};

use super::{
    holder::{Holder, Seen, Use},
    situation::{Scene, Situation},
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
    /// A key that stays.
    bystander: IssuedKey,
    revoked: Vec<IssuedKey>,
    /// How long after its key was revoked a holder was let in.
    lags: BTreeMap<Situation, Vec<Duration>>,
    scene: Scene,
}

/// When keys were revoked, and what keeps nodes from finding out until it is dropped.
pub(super) struct Revoked<S> {
    pub(super) at: Vec<Instant>,
    pub(super) stall: S,
}

/// So long it is watched whether somebody is let in after he may not be any more. A node asks for the epoch each half
/// second, and gives up after another one; whoever it forgets then is being looked up for as long as a request may take,
/// and is answered by then.
const AFTERWARDS: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(5);

impl<'a> Party<'a> {
    pub(super) fn new(folder: &'a Path, fronts: &[Front], scene: Scene) -> Self {
        let company = make_company(folder, "revocation");
        Self {
            folder,
            clients: fronts.iter().map(Front::client).collect(),
            bystander: key(folder, &company),
            company,
            revoked: Vec::new(),
            lags: BTreeMap::new(),
            scene,
        }
    }

    /// The folder of the command line.
    pub(super) fn folder(&self) -> &Path {
        self.folder
    }

    /// The company's id.
    pub(super) fn company(&self) -> &str {
        &self.company
    }

    /// Revokes so many keys while they are used, and holds if nobody is let in any more after this time.
    pub(super) fn try_out<S>(
        &mut self,
        situation: Situation,
        keys: usize,
        limit: Duration,
        revoke: impl FnOnce(&Self, &[IssuedKey]) -> Revoked<S>,
    ) -> Verdict {
        let named = situation.name();
        let keys: Vec<_> = (0..keys).map(|_| key(self.folder, &self.company)).collect();
        let holders: Vec<_> = keys.iter().map(|key| self.holders(key)).collect();
        let bystanders = self.holders(&self.bystander);
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
            hold(let_in, || format!("{named}: a good key is not let in"))?;
            let playing = self.scene.play(situation);
            let Revoked { at, stall } = revoke(self, &keys);
            sleep(limit + AFTERWARDS);
            drop((stall, playing));
            wait_until(|| all().all(|holder| holder.seen().refused.is_some()));
            Ok(at)
        })?;
        self.revoked.extend(keys);
        let lags = self.lags.entry(situation).or_default();
        for (holders, at) in holders.iter().zip(at) {
            for holder in holders {
                let lag = judge(holder.seen(), at, limit);
                lags.push(lag.map_err(|Broken(what)| Broken(format!("{named}: {what}")))?);
            }
        }
        let refused = bystanders.iter().any(|it| it.seen().refused.is_some());
        hold(!refused, || {
            format!("{named}: a key was refused that was not revoked")
        })
    }

    /// Prints the figures. Holds if no revoked key is let in anywhere.
    pub(super) fn end(mut self) -> Verdict {
        for (situation, lags) in &mut self.lags {
            lags.sort();
            let median = lags.get(lags.len() / 2).map_or(0, Duration::as_millis);
            let longest = lags.last().map_or(0, Duration::as_millis);
            figure(
                situation.name(),
                format!(
                    "{} holders, the last let in after {median} ms (median), {longest} ms (longest)",
                    lags.len()
                ),
            );
        }
        for key in &self.revoked {
            for holder in self.holders(key) {
                holder.use_once(Use::Read);
                let refused = holder.seen().refused.is_some();
                hold(refused, || "a revoked key is not refused later".to_owned())?;
            }
        }
        Ok(())
    }

    /// Who uses a key, one at each node.
    fn holders(&self, key: &IssuedKey) -> Vec<Holder> {
        let clients = self.clients.iter().cloned();
        clients
            .map(|client| Holder::new(client, key.token.clone()))
            .collect()
    }
}

fn key(folder: &Path, company: &str) -> IssuedKey {
    make_key(folder, company, &Permission::ALL.map(Permission::as_str))
}

/// Whether all is well with the holder of a key that was revoked at this moment. Tells how long after it he was let in.
fn judge(seen: Seen, at: Instant, limit: Duration) -> Result<Duration, Broken> {
    hold(!seen.let_in_again, || {
        "a key was let in after it had been refused".to_owned()
    })?;
    let last = seen.last_let_in.unwrap_or(at);
    let lag = last.saturating_duration_since(at);
    hold(lag <= limit, || {
        let lag = lag.as_millis();
        format!("a key was let in {lag} ms after it was revoked")
    })?;
    hold(seen.refused.is_some(), || {
        "a revoked key is not refused".to_owned()
    })?;
    Ok(lag)
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
