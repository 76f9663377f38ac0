//! The rows that events tell of.

use pullkey_domain::{audit::AuditEvent, id::CompanyId};
use pullkey_storage::{AuditedRow, LastChange, RowKind, StoreError};

use super::{AuditVerification, Finding, Listener, Tampering, Told, judge::Verdict, patiently};

/// So many rows are read at once.
const PAGE: u32 = 1_000;

impl AuditVerification {
    pub(super) async fn verify_rows(
        &self,
        company: CompanyId,
        kind: RowKind,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let page = self.inspection.audited_rows(company, kind, after, PAGE);
            let page = patiently(page).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(last.id);
            for row in &page {
                let Some((what, detail)) = self.fault_of(row).await else {
                    continue;
                };
                let mut finding = Finding::of(company, what).row(kind, row.id);
                finding.event = row.last.as_ref().map(|last| last.id);
                finding.detail = detail;
                tell(Told::Found(finding));
            }
            let there = page.iter().filter(|row| is_there(row));
            tell(Told::Rows(there.count() as u64));
        }
    }

    /// What is wrong with a row, and what more there is to say.
    async fn fault_of(&self, row: &AuditedRow) -> Option<(Tampering, Option<String>)> {
        let Some(last) = &row.last else {
            return row
                .columns
                .is_some()
                .then_some((Tampering::RowInserted, None));
        };
        let Some(event) = self.vouched_for(last).await else {
            let is_gone = row.columns.is_none().then(|| "it is not there".to_owned());
            return Some((Tampering::RowUnvouched, is_gone));
        };
        let removes = event.after().is_none();
        match &row.columns {
            None if removes || row.company_is_deleted => None,
            None => Some((Tampering::RowDeleted, None)),
            Some(_) if removes => Some((Tampering::RowRestored, None)),
            Some(Err(broken)) => Some((Tampering::RowAltered, Some(broken.to_string()))),
            Some(Ok(columns)) => {
                let signature = event.signature();
                let (key, digest) = (signature.key, &signature.row_digest);
                let verdict = self.judge_row(columns, key, digest).await;
                (verdict == Verdict::Forged).then_some((Tampering::RowAltered, None))
            }
        }
    }

    /// The event of a row's last change, unless somebody made it up. What nobody signed tells of nothing.
    async fn vouched_for<'e>(&self, last: &'e LastChange) -> Option<&'e AuditEvent> {
        let event = last.event.as_ref().ok()?;
        (self.judge_event(event).await != Verdict::Forged).then_some(event)
    }
}

/// Whether it is, or should be.
fn is_there(row: &AuditedRow) -> bool {
    let removes = |last: &LastChange| {
        let event = last.event.as_ref();
        event.is_ok_and(|event| event.after().is_none())
    };
    row.columns.is_some() || row.last.as_ref().is_some_and(|last| !removes(last))
}
