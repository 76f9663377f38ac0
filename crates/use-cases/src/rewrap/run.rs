use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    num::NonZeroU32,
};

use pullkey_domain::{
    audit::{Act, Recorded},
    company::RewrappedCompany,
    credential::SealMark,
    id::{AuditEventId, CompanyId, CredentialId},
    ring_key::RingKeyId,
};
use pullkey_storage::StoreError;

use super::{
    Rewrap, RewrapFailures,
    company::{CompanyTurn, Resealed},
};
use crate::By;

/// One run over the whole store, step by step, so that whoever runs it may rest between two steps, and tell how far it is.
pub struct RewrapRun<'a> {
    rewrap: &'a Rewrap,
    by: By,
    key: RingKeyId,
    mark: SealMark,
    /// The companies that come next, and the one behind which those after them begin.
    companies: VecDeque<CompanyId>,
    walked_to: Option<CompanyId>,
    turn: Option<CompanyTurn>,
    /// The event of each company that had something to be sealed anew.
    events: BTreeMap<CompanyId, AuditEventId>,
    /// Failures of which an event tells already.
    told: BTreeSet<(CompanyId, CredentialId)>,
    /// What could not be sealed anew on this way through the store.
    failures: RewrapFailures,
    ways: u32,
    moved: u64,
    left: u64,
}

/// Companies are walked by so many.
const COMPANIES: u32 = 1_000;
/// So many credentials are sealed anew at once, so that nobody waits long for their rows, nor for the disk to take them.
const BATCH: NonZeroU32 = NonZeroU32::MIN.saturating_add(99);
/// So often it goes through the store at most: what is left then, others go on to seal otherwise.
const WAYS: u32 = 5;

impl<'a> RewrapRun<'a> {
    pub(super) fn new(
        rewrap: &'a Rewrap,
        by: By,
        key: RingKeyId,
        mark: SealMark,
        left: u64,
    ) -> Self {
        Self {
            rewrap,
            by,
            key,
            mark,
            companies: VecDeque::new(),
            walked_to: None,
            turn: None,
            events: BTreeMap::new(),
            told: BTreeSet::new(),
            failures: RewrapFailures::default(),
            ways: 0,
            moved: 0,
            left,
        }
    }

    /// The key that everything is sealed under.
    pub fn key(&self) -> RingKeyId {
        self.key
    }

    /// How many credentials were sealed under another key when they were counted last: at the beginning, and whenever the
    /// run comes to the end of the store. Once it is over, this is the proof.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// How many credentials it has sealed anew.
    pub fn moved(&self) -> u64 {
        self.moved
    }

    /// What could not be sealed anew.
    pub fn failures(&self) -> &RewrapFailures {
        &self.failures
    }

    /// Goes on by a step. Says how many credentials sealed otherwise it came by, and `None` when the run is over: when none
    /// is left, or only those that cannot be sealed anew, or others go on to seal under another key.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails. The step may be tried again: nothing is done twice.
    pub async fn step(&mut self) -> Result<Option<u64>, StoreError> {
        if self.left == 0 {
            return Ok(None);
        }
        if !self.has_company().await? {
            return self.turn_back().await;
        }
        let Some(turn) = &mut self.turn else {
            return Ok(Some(0));
        };
        let (rewrap, company) = (self.rewrap, turn.company.id());
        let store = &rewrap.store;
        let step = store.walk_sealed_otherwise(company, &self.mark, turn.after, BATCH);
        let step = match step.await {
            // It holds up no other company.
            Err(StoreError::Corrupt { .. }) => {
                self.failures.unreadable.insert(company);
                self.turn = None;
                return Ok(Some(0));
            }
            step => step?,
        };
        let came_by = (step.credentials.len() + step.corrupt.len()) as u64;
        let credentials = step.credentials;
        if !credentials.is_empty() {
            // This node's primary may have been disabled elsewhere meanwhile.
            let ring_ledger = &rewrap.credentials.ring_ledger;
            ring_ledger.require_fit_now().await?;
        }
        let Resealed {
            credentials,
            mut failures,
            is_gone,
        } = turn
            .reseal(rewrap, &self.by, credentials, &mut self.told)
            .await?;
        if !credentials.is_empty() {
            let rewrapped = rewrapped(rewrap, &self.by, turn);
            let moved = store.replace_sealed(&rewrapped, credentials).await?;
            if moved > 0 {
                self.events.insert(company, turn.event);
            }
            self.moved += moved;
        }
        let corrupt = step.corrupt.into_iter().map(|id| (company, id));
        failures.altered.extend(corrupt);
        self.failures.add(failures);
        turn.after = step.last;
        turn.came_by += came_by;
        // More than the whole store had: others go on to seal otherwise here, perhaps faster than it walks.
        let is_outrun = turn.came_by > self.left;
        if step.last.is_none() || is_gone || is_outrun {
            self.turn = None;
        }
        Ok(Some(came_by))
    }

    /// Whether there is a company on this way through the store yet. It gets its turn, unless it was deleted.
    async fn has_company(&mut self) -> Result<bool, StoreError> {
        if self.turn.is_some() {
            return Ok(true);
        }
        if self.companies.is_empty() {
            let store = &self.rewrap.all_companies;
            let next = store.company_ids(self.walked_to, COMPANIES).await?;
            self.walked_to = next.last().copied().or(self.walked_to);
            self.companies = next.into();
        }
        let Some(id) = self.companies.front().copied() else {
            return Ok(false);
        };
        match self.rewrap.companies.find(id).await {
            Ok(Some(company)) => {
                let ids = &self.rewrap.credentials.surroundings.ids;
                let fresh = || AuditEventId::from_uuid(ids.next());
                self.turn = Some(CompanyTurn {
                    company,
                    after: None,
                    came_by: 0,
                    event: self.events.get(&id).copied().unwrap_or_else(fresh),
                });
            }
            // Its secrets cannot be opened any more.
            Ok(None) => {}
            Err(StoreError::Corrupt { .. }) => {
                self.failures.unreadable.insert(id);
            }
            Err(error) => return Err(error),
        }
        self.companies.pop_front();
        Ok(true)
    }

    /// At the end of the store: counts what is left, and begins again if that is more than it knows of.
    async fn turn_back(&mut self) -> Result<Option<u64>, StoreError> {
        self.left = self.rewrap.count_left(&self.mark).await?;
        self.ways += 1;
        if self.left <= self.failures.credentials() || self.ways == WAYS {
            return Ok(None);
        }
        self.walked_to = None;
        self.failures = RewrapFailures::default();
        Ok(Some(0))
    }
}

/// What is told of a company. It is the same event for the whole run, however often it is made.
fn rewrapped(rewrap: &Rewrap, by: &By, turn: &CompanyTurn) -> Recorded<RewrappedCompany> {
    let credentials = &rewrap.credentials;
    let act = Act {
        event: turn.event,
        ..credentials.surroundings.act(by.clone())
    };
    let rewrapped = turn.company.rewrap(act);
    rewrapped.sign(|event| credentials.signer.sign(event))
}
