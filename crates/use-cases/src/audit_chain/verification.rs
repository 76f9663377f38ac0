//! Whether anybody tampered with what audit events vouch for.

mod chain;
mod exported;
mod judge;
mod rows;
mod waiting;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use pullkey_cipher::AuditAuthority;
use pullkey_domain::{id::CompanyId, ring_key::RingKeyId};
use pullkey_storage::{
    AuditChain, AuditInspection, AuditedCompany, CompanyRowState, Deadline, MalformedRows, RowKind,
    StoreError,
};

use self::judge::Verdict;
use super::{Finding, Tampering};
use crate::{Clock, RingLedger};

pub use self::exported::ExportedHeads;

/// Checks the trail of every company: each event, the chain that they are linked into, its head, and the rows that the
/// events tell of. It only reads, and the service may go on meanwhile.
pub struct AuditVerification {
    inspection: Arc<dyn AuditInspection>,
    chain: Arc<dyn AuditChain>,
    authority: Arc<dyn AuditAuthority>,
    ring_ledger: Arc<RingLedger>,
    clock: Arc<dyn Clock>,
    keys: Mutex<BTreeMap<RingKeyId, Lacking>>,
}

/// What is told while it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// So many events more were checked.
    Events(u64),
    /// So many rows more were checked.
    Rows(u64),
    /// This was found.
    Found(Finding),
}

/// How much was checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Companies, those that were deleted included.
    pub companies: u64,
    /// Events, those that wait to be sealed included.
    pub events: u64,
    /// Credentials and API keys that are there, or should be.
    pub rows: u64,
    /// What was found.
    pub findings: u64,
}

/// An audit key that this node lacks.
#[derive(Debug, Clone, Copy)]
struct Lacking {
    /// Whether anything can have been made with it.
    was_used: bool,
    /// How much names it.
    named: u64,
}

/// Whoever is told.
type Listener<'a> = &'a mut (dyn FnMut(Told) + Send);

/// So many companies are read at once.
const COMPANIES: u32 = 1_000;
/// Whoever has not answered by then will not.
const PATIENCE: Duration = Duration::from_mins(10);

impl AuditVerification {
    /// Puts the parts together.
    pub fn new(
        inspection: Arc<dyn AuditInspection>,
        chain: Arc<dyn AuditChain>,
        authority: Arc<dyn AuditAuthority>,
        ring_ledger: Arc<RingLedger>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            inspection,
            chain,
            authority,
            ring_ledger,
            clock,
            keys: Mutex::default(),
        }
    }

    /// About how many events there are, by the heads: for whoever shows how far it is.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn sealed_events(&self) -> Result<u64, StoreError> {
        let (mut events, mut after) = (0_u64, None);
        loop {
            let heads = self.chain.heads(after, COMPANIES).await?;
            let Some(last) = heads.last() else {
                return Ok(events);
            };
            after = Some(last.company);
            let places = heads.iter().map(|head| head.seq.max(0).unsigned_abs());
            events = places.fold(events, u64::saturating_add);
        }
    }

    /// Checks everything, company by company, and tells what is found as soon as it is.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails. What was told before holds.
    pub async fn verify(
        &self,
        exported: &ExportedHeads,
        listener: Listener<'_>,
    ) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        let mut tell = |told: Told| {
            match &told {
                Told::Events(events) => verified.events += events,
                Told::Rows(rows) => verified.rows += rows,
                Told::Found(_) => verified.findings += 1,
            }
            listener(told);
        };
        self.verify_exported(exported, &mut tell).await?;
        let (mut companies, mut after) = (0, None);
        loop {
            let page = self.inspection.audited_companies(after, COMPANIES);
            let page = patiently(page).await?;
            let Some(through) = page.last().map(|company| company.id) else {
                break;
            };
            for company in &page {
                self.verify_company(company, exported, &mut tell).await?;
            }
            companies += page.len() as u64;
            // Of the companies in between there is nothing any more.
            let ids: Vec<_> = page.iter().map(|company| company.id).collect();
            let lost = exported.companies_between(after, Some(through));
            for company in lost.filter(|company| !ids.contains(company)) {
                lose(company, exported, &mut tell);
            }
            after = Some(through);
        }
        for company in exported.companies_between(after, None) {
            lose(company, exported, &mut tell);
        }
        self.verify_waiting(&mut tell).await?;
        for malformed in patiently(self.inspection.malformed_rows()).await? {
            let MalformedRows { table, rows } = malformed;
            let finding = Finding::anywhere(Tampering::RowsMalformed);
            tell(Told::Found(finding.detail(format!("{rows} of {table}"))));
        }
        self.tell_of_keys(&mut tell);
        Ok(Verified {
            companies,
            ..verified
        })
    }

    async fn verify_company(
        &self,
        company: &AuditedCompany,
        exported: &ExportedHeads,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        let deletion = company.deletion.as_ref();
        let is_told = match deletion.and_then(|event| event.as_ref().ok()) {
            Some(event) => self.judge_event(event).await != Verdict::Forged,
            None => false,
        };
        let wrong = match (company.row, is_told) {
            (CompanyRowState::Absent, _) => Some(Tampering::CompanyRowDeleted),
            (CompanyRowState::Deleted, false) => Some(Tampering::CompanyDeletionForged),
            (CompanyRowState::Existing, true) => Some(Tampering::CompanyRestored),
            _ => None,
        };
        if let Some(wrong) = wrong {
            tell(Told::Found(Finding::of(company.id, wrong)));
        }
        self.verify_chain(company.id, exported, tell).await?;
        self.verify_strays(company.id, tell).await?;
        for kind in RowKind::ALL {
            self.verify_rows(company.id, kind, tell).await?;
        }
        Ok(())
    }

    /// Tells once for each key how much could not be checked.
    fn tell_of_keys(&self, tell: Listener<'_>) {
        for (key, lacking) in std::mem::take(&mut *self.keys()) {
            if lacking.was_used {
                let detail = format!("key {key}, named {} times", lacking.named);
                let finding = Finding::anywhere(Tampering::KeyMissing).detail(detail);
                tell(Told::Found(finding));
            }
        }
    }
}

/// Lets a read take its time: of a large trail it may be long, and it holds up nothing else.
async fn patiently<F: Future>(read: F) -> F::Output {
    Deadline::after(PATIENCE).bounding(read).await
}

/// Tells that nothing is left of a company whose heads were exported.
fn lose(company: CompanyId, exported: &ExportedHeads, tell: Listener<'_>) {
    for head in exported.of(company, 1, i64::MAX) {
        tell(Told::Found(
            exported.finding(head, Tampering::ChainRolledBack),
        ));
    }
}

#[cfg(test)]
mod tests;
