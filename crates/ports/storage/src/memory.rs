//! The in-memory reference store: what the contract says, in the plainest code that keeps it.

mod api_keys;
mod audit_chain;
mod audit_inspection;
mod audit_log;
mod companies;
mod credential_page;
mod credentials;
mod maintenance;
mod rewrapping;
mod ring_keys;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;
use pullkey_domain::{
    audit::{AuditEvent, StoredHead},
    company::Company,
    credential::Credential,
    id::{ApiKeyId, AuditEventId, CompanyId, CredentialId},
    idempotency::{IdempotencyKey, IdempotencyRecord},
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};

use self::audit_chain::Turn;
use crate::{Deadline, Heartbeat, KeyWithUse, NewLink, Page, PageRequest, StoreError, StoreHealth};

/// A store in memory. It forgets everything when it is dropped: for tests, and as the contract in executable form.
#[derive(Debug, Default)]
pub struct MemoryStore(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    companies: BTreeMap<CompanyId, Company>,
    deleted_companies: BTreeSet<CompanyId>,
    credentials: BTreeMap<(CompanyId, CredentialId), Credential>,
    idempotency_records: BTreeMap<(CompanyId, IdempotencyKey), IdempotencyRecord>,
    api_keys: BTreeMap<(CompanyId, ApiKeyId), KeyWithUse>,
    events: BTreeMap<(CompanyId, AuditEventId), AuditEvent>,
    unsealed: BTreeSet<(CompanyId, AuditEventId)>,
    links: BTreeMap<(CompanyId, i64), NewLink>,
    heads: BTreeMap<CompanyId, StoredHead>,
    turn: Option<Turn>,
    ring_keys: BTreeMap<(RingKeyKind, RingKeyId), [u8; 16]>,
    retired_ring_keys: BTreeSet<(RingKeyKind, RingKeyId)>,
    epoch: i64,
}

#[async_trait]
impl StoreHealth for MemoryStore {
    async fn check(&self) -> Result<Heartbeat, StoreError> {
        drop(self.state()?);
        Ok(Heartbeat { clock: None })
    }
}

impl MemoryStore {
    /// Everything, for as long as somebody waits.
    fn state(&self) -> Result<MutexGuard<'_, State>, StoreError> {
        // No method panics while it holds the state, so a poisoned one is whole.
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if Deadline::current().has_passed() {
            return Err(StoreError::Unavailable("the deadline has passed".into()));
        }
        Ok(state)
    }
}

impl State {
    /// The record by which a repeat of this claim at this moment is answered.
    fn live_record(
        &self,
        company: CompanyId,
        claim: Option<&IdempotencyRecord>,
        now: Timestamp,
    ) -> Option<IdempotencyRecord> {
        self.recall(company, claim?.key(), now)
    }

    /// The record of this key at this moment.
    fn recall(
        &self,
        company: CompanyId,
        key: &IdempotencyKey,
        now: Timestamp,
    ) -> Option<IdempotencyRecord> {
        let record = self.idempotency_records.get(&(company, key.clone()))?;
        record.is_live(now).then(|| record.clone())
    }

    fn remember(&mut self, company: CompanyId, claim: Option<IdempotencyRecord>) {
        let record = claim.map(|claim| ((company, claim.key().clone()), claim));
        self.idempotency_records.extend(record);
    }

    /// Appends an event. To be called before anything else is written, as it may refuse.
    fn append_event(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        let place = (event.company(), event.id());
        if self.events.contains_key(&place) {
            return Err(taken("an event"));
        }
        self.events.insert(place, event.clone());
        self.unsealed.insert(place);
        Ok(())
    }
}

fn taken(what: &str) -> StoreError {
    StoreError::Unexpected(format!("{what} of this id is there already").into())
}

/// The asked part of what is in order already.
fn page<T: Clone>(rows: &[&T], page: PageRequest) -> Page<T> {
    let part = rows.iter().skip(page.offset as usize);
    Page {
        items: part
            .take(page.limit as usize)
            .map(|row| (*row).clone())
            .collect(),
        total: rows.len() as u64,
    }
}
