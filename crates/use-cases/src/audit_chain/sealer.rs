mod tip;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use pullkey_cipher::AuditAuthority;
use pullkey_domain::{
    audit::{AuditEvent, Head, Link},
    id::CompanyId,
};
use pullkey_storage::{
    AuditChain, Backlog, ChainEnd, ChainGrowth, NewLink, StoreError, UnsealedEvent,
};
use uuid::Uuid;

use crate::{Clock, RingLedger, Surroundings};

/// Links the events of each company into its chain, soon after they were stored.
///
/// It may run at any number of nodes: one at a time has the turn, so that no work is done twice, and the store lets a chain
/// grow only where it ends.
pub struct Sealer {
    store: Arc<dyn AuditChain>,
    authority: Arc<dyn AuditAuthority>,
    ring_ledger: Arc<RingLedger>,
    clock: Arc<dyn Clock>,
    id: Uuid,
    went_on_at: Mutex<Duration>,
    moved_heads: AtomicBool,
    may_have_turn: AtomicBool,
}

/// What became of the events that waited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sealed {
    /// So many were linked.
    pub events: u64,
    /// So many stay as they are: they were altered or removed, or this node's key ring lacks the audit key that signed
    /// them.
    pub passed_over: u64,
    /// So many chains do not end where their heads say, or have heads that nobody signed.
    pub broken_chains: u64,
}

/// So many events are read and linked at once, so that nobody else waits long for it.
const BATCH: u32 = 2_000;

impl Sealer {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn AuditChain>,
        authority: Arc<dyn AuditAuthority>,
        ring_ledger: Arc<RingLedger>,
        surroundings: &Surroundings,
    ) -> Self {
        Self {
            store,
            authority,
            ring_ledger,
            clock: surroundings.clock.clone(),
            id: surroundings.ids.next(),
            went_on_at: Mutex::new(surroundings.clock.elapsed()),
            // What was moved before this process began may have been carried nowhere.
            moved_heads: AtomicBool::new(true),
            may_have_turn: AtomicBool::new(false),
        }
    }

    /// Links whatever waits, in batches. It may be cut off anywhere. `None` if nothing was looked at: somebody else has the
    /// turn, or this node's ring must not be written with, and whoever has the turned one seals.
    ///
    /// An event that was altered is not linked: it stays marked, where [`AuditVerification`](crate::AuditVerification)
    /// finds it, and holds up no other.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails. What was linked stays linked.
    pub async fn seal(&self) -> Result<Option<Sealed>, StoreError> {
        let (mut sealed, mut after) = (None, None);
        if self.store.is_others_turn(self.id).await? {
            // Who moves heads may end before he has carried them on.
            self.moved_heads.store(true, Ordering::Relaxed);
            self.goes_on();
            return Ok(None);
        }
        loop {
            if self.ring_ledger.require_fit().is_err() {
                self.leave().await?;
                self.goes_on();
                return Ok(sealed);
            }
            let sealed_so_far = sealed.get_or_insert_default();
            let batch = self.store.unsealed(after, BATCH).await?;
            let Some(last) = batch.last() else {
                self.goes_on();
                return Ok(sealed);
            };
            after = Some((last.company, last.id));
            // What comes behind a batch that is not full comes next time.
            let is_last = batch.len() < BATCH as usize;
            let is_own_turn = self.seal_batch(batch, sealed_so_far).await?;
            self.goes_on();
            if is_last || !is_own_turn {
                return Ok(sealed);
            }
        }
    }

    /// For how long nothing was linked though something may wait: since it last went through, or was made. While another
    /// node has the turn, that one is asked.
    pub fn stands_still_for(&self) -> Duration {
        let went_on_at = self.went_on_at.lock();
        let went_on_at = *went_on_at.unwrap_or_else(PoisonError::into_inner);
        self.clock.elapsed().saturating_sub(went_on_at)
    }

    fn goes_on(&self) {
        let mut went_on_at = self
            .went_on_at
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *went_on_at = self.clock.elapsed();
    }

    /// Lets others seal at once, as this one does not go on.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails. Then the turn ends by itself.
    pub async fn leave(&self) -> Result<(), StoreError> {
        if !self.may_have_turn.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        self.store.leave_turn(self.id).await
    }

    /// Whether heads may have been moved since this was asked last, by this node or another.
    pub fn has_moved_heads(&self) -> bool {
        self.moved_heads.swap(false, Ordering::Relaxed)
    }

    /// How much waits.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn backlog(&self) -> Result<Backlog, StoreError> {
        self.store.backlog().await
    }

    /// `false` if somebody else has taken the turn.
    async fn seal_batch(
        &self,
        batch: Vec<UnsealedEvent>,
        sealed: &mut Sealed,
    ) -> Result<bool, StoreError> {
        let waiting = batch.len() as u64;
        let by_company = self.vouched_for(batch);
        let companies = by_company.iter().map(|(company, _)| *company);
        let ends = self.store.ends(companies.collect()).await?;
        let ends: HashMap<_, _> = ends.into_iter().map(|end| (end.company, end)).collect();
        let mut growths = Vec::new();
        for (company, events) in by_company {
            let Some(end) = ends.get(&company) else {
                continue;
            };
            let tip = self.tip(end).await;
            let is_broken = tip.as_ref().is_none_or(|tip| tip.is_broken);
            sealed.broken_chains += u64::from(is_broken);
            growths.extend(tip.and_then(|tip| self.growth(end, tip.end, &events)));
        }
        let lengths: Vec<_> = growths
            .iter()
            .map(|it| (it.to.company, it.links.len()))
            .collect();
        if growths.is_empty() {
            sealed.passed_over += waiting;
            return Ok(true);
        }
        self.may_have_turn.store(true, Ordering::Relaxed);
        let grown = self.store.grow(self.id, growths).await?;
        let grown: HashSet<_> = grown.into_iter().collect();
        let linked = lengths
            .iter()
            .filter(|(company, _)| grown.contains(company));
        let linked: u64 = linked.map(|(_, length)| *length as u64).sum();
        sealed.events += linked;
        if grown.is_empty() {
            return Ok(false);
        }
        self.moved_heads.store(true, Ordering::Relaxed);
        let tried: u64 = lengths.iter().map(|(_, length)| *length as u64).sum();
        sealed.passed_over += waiting - tried;
        Ok(true)
    }

    /// The events that were signed as they are, by company, each company's in the order in which they happened.
    fn vouched_for(&self, batch: Vec<UnsealedEvent>) -> Vec<(CompanyId, Vec<AuditEvent>)> {
        let mut by_company: Vec<(CompanyId, Vec<AuditEvent>)> = Vec::new();
        for unsealed in batch {
            let Some(Ok(event)) = unsealed.event else {
                continue;
            };
            if unsealed.is_linked || self.authority.verify_event(&event) != Ok(true) {
                continue;
            }
            match by_company.last_mut() {
                Some((company, events)) if *company == unsealed.company => events.push(event),
                _ => by_company.push((unsealed.company, vec![event])),
            }
        }
        for (_, events) in &mut by_company {
            events.sort_by_key(|event| (event.at(), event.id()));
        }
        by_company
    }

    /// What the chain grows by; `None` if nothing can follow there.
    fn growth(
        &self,
        end: &ChainEnd,
        mut tip: Option<Head>,
        events: &[AuditEvent],
    ) -> Option<ChainGrowth> {
        let company = end.company;
        let mut links = Vec::with_capacity(events.len());
        for event in events {
            let link = Link::after(tip.as_ref(), company, event.signature().mac)?;
            let (seq, mac) = (link.seq, self.authority.sign_link(&link));
            let (event, link) = (event.id(), mac.mac);
            links.push(NewLink { seq, event, mac });
            tip = Some(Head { company, seq, link });
        }
        let head = tip?;
        Some(ChainGrowth {
            from: end.head.clone(),
            links,
            to: head.signed(self.authority.sign_head(&head)),
        })
    }
}

#[cfg(test)]
mod tests;
