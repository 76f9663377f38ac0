use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Included, Unbounded},
};

use pullkey_domain::{audit::StoredHead, id::CompanyId};
use pullkey_storage::StoreError;

use super::{AuditVerification, Finding, Listener, Tampering, Told, judge::Verdict};

/// Heads that were carried elsewhere, as files have them.
#[derive(Debug, Default)]
pub struct ExportedHeads {
    files: Vec<String>,
    heads: BTreeMap<(CompanyId, i64), Vec<ExportedHead>>,
}

/// A head that was carried elsewhere. There may be millions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ExportedHead {
    pub(super) head: StoredHead,
    /// Which of the files has it.
    file: usize,
    line: u64,
}

impl ExportedHeads {
    /// What is added from now on stands in this file.
    pub fn begin_file(&mut self, name: impl Into<String>) {
        self.files.push(name.into());
    }

    /// Adds the head in this line. The same head is kept once.
    pub fn add(&mut self, head: StoredHead, line: u64) {
        let there = self.heads.entry((head.company, head.seq)).or_default();
        if there.iter().all(|other| other.head != head) {
            let file = self.files.len().saturating_sub(1);
            there.push(ExportedHead { head, file, line });
        }
    }

    /// Tells that something is wrong with one, and where it stands.
    pub(super) fn finding(&self, exported: &ExportedHead, what: Tampering) -> Finding {
        let ExportedHead { head, file, line } = exported;
        let file = self.files.get(*file).map_or("a file", String::as_str);
        let finding = Finding::of(head.company, what).at(head.seq);
        finding.detail(format!("{file}, line {line}"))
    }

    /// Those of a company's chain at these places, both included.
    pub(super) fn of(
        &self,
        company: CompanyId,
        from: i64,
        to: i64,
    ) -> impl Iterator<Item = &ExportedHead> {
        let places = (from <= to).then_some((company, from)..=(company, to));
        let heads = places
            .into_iter()
            .flat_map(|places| self.heads.range(places));
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
        let mut companies: Vec<_> = self
            .heads
            .range((from, to))
            .map(|((it, _), _)| *it)
            .collect();
        companies.dedup();
        companies.into_iter()
    }

    fn all(&self) -> impl Iterator<Item = &ExportedHead> {
        self.heads.values().flatten()
    }
}

impl AuditVerification {
    /// Tells those that nobody signed. Whatever else they say is compared all the same.
    pub(super) async fn verify_exported(
        &self,
        exported: &ExportedHeads,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        for one in exported.all() {
            if let (_, Verdict::Forged) = self.judge_head(&one.head).await {
                let what = Tampering::ExportedHeadForged;
                tell(Told::Found(exported.finding(one, what)));
            }
        }
        Ok(())
    }
}
