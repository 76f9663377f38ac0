//! The rows that events tell of.

use pullkey_domain::id::CompanyId;
use pullkey_storage::{AuditedRow, RowKind, StoreError};

use super::{AuditVerification, Finding, Listener, Tampering, Told, judge::Verdict};

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
            let page = page.await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(last.id);
            for row in &page {
                let Some((what, detail)) = self.fault_of(row).await else {
                    continue;
                };
                let mut finding = Finding::of(company, what).row(kind, row.id);
                finding.event = row.last.as_ref().map(|last| last.event);
                finding.detail = detail;
                tell(Told::Found(finding));
            }
            let there = page.iter().filter(|row| is_there(row));
            tell(Told::Rows(there.count() as u64));
            if page.len() < PAGE as usize {
                return Ok(());
            }
        }
    }

    /// What is wrong with a row, and what more there is to say.
    async fn fault_of(&self, row: &AuditedRow) -> Option<(Tampering, Option<String>)> {
        let (columns, last) = match (&row.columns, &row.last) {
            (None, None) => return None,
            (None, Some(last)) => {
                let may_be_gone = last.removes || row.company_is_deleted;
                return (!may_be_gone).then_some((Tampering::RowDeleted, None));
            }
            (Some(_), None) => return Some((Tampering::RowInserted, None)),
            (Some(_), Some(last)) if last.removes => return Some((Tampering::RowRestored, None)),
            (Some(columns), Some(last)) => (columns, last),
        };
        match columns {
            Err(broken) => Some((Tampering::RowAltered, Some(broken.to_string()))),
            Ok(columns) => {
                let verdict = self.judge_row(columns, last.key, &last.digest).await;
                (verdict == Verdict::Forged).then_some((Tampering::RowAltered, None))
            }
        }
    }
}

/// Whether it is, or should be.
fn is_there(row: &AuditedRow) -> bool {
    row.columns.is_some() || row.last.as_ref().is_some_and(|last| !last.removes)
}
