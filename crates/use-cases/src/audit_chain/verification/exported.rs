use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Included, Unbounded},
};

use pullkey_domain::{audit::StoredHead, id::CompanyId};
use pullkey_storage::StoreError;

use super::{AuditVerification, Finding, Listener, Tampering, Told, judge::Verdict};

/// Heads that were carried elsewhere, as files have them.
#[derive(Debug, Default)]
pub struct ExportedHeads(BTreeMap<(CompanyId, i64), Vec<ExportedHead>>);

/// A head that was carried elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedHead {
    /// The head.
    pub head: StoredHead,
    /// Where it stands, for people: a file and a line.
    pub source: String,
}

impl ExportedHeads {
    /// Adds one. The same head is kept once.
    pub fn add(&mut self, exported: ExportedHead) {
        let place = (exported.head.company, exported.head.seq);
        let there = self.0.entry(place).or_default();
        if there.iter().all(|other| other.head != exported.head) {
            there.push(exported);
        }
    }

    /// Those of a company's chain at these places, both included.
    pub(super) fn of(
        &self,
        company: CompanyId,
        from: i64,
        to: i64,
    ) -> impl Iterator<Item = &ExportedHead> {
        let places = (from <= to).then_some((company, from)..=(company, to));
        let heads = places.into_iter().flat_map(|places| self.0.range(places));
        heads.flat_map(|(_, heads)| heads)
    }

    /// The companies that have any, behind one and not behind another.
    pub(super) fn companies_between(
        &self,
        after: Option<CompanyId>,
        through: Option<CompanyId>,
    ) -> impl Iterator<Item = CompanyId> {
        let from = after.map_or(Unbounded, |company| Excluded((company, i64::MAX)));
        let to = through.map_or(Unbounded, |company| Included((company, i64::MAX)));
        let mut companies: Vec<_> = self.0.range((from, to)).map(|((it, _), _)| *it).collect();
        companies.dedup();
        companies.into_iter()
    }

    fn all(&self) -> impl Iterator<Item = &ExportedHead> {
        self.0.values().flatten()
    }
}

impl ExportedHead {
    pub(super) fn finding(&self, what: Tampering) -> Finding {
        Finding::of(self.head.company, what)
            .at(self.head.seq)
            .detail(self.source.clone())
    }
}

impl AuditVerification {
    /// Tells those that nobody signed. Whatever else they say is compared all the same.
    pub(super) async fn verify_exported(
        &self,
        exported: &ExportedHeads,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        for exported in exported.all() {
            if let (_, Verdict::Forged) = self.judge_head(&exported.head).await {
                tell(Told::Found(exported.finding(Tampering::ExportedHeadForged)));
            }
        }
        Ok(())
    }
}
