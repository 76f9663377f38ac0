use std::cmp::Reverse;

use async_trait::async_trait;
use pullkey_domain::{audit::AuditEvent, id::CompanyId};

use super::{MemoryStore, page};
use crate::{AuditLog, Page, PageRequest, StoreError};

#[async_trait]
impl AuditLog for MemoryStore {
    async fn list(
        &self,
        company: CompanyId,
        request: PageRequest,
    ) -> Result<Page<AuditEvent>, StoreError> {
        let state = self.state()?;
        let mut rows: Vec<_> = state.events.values().collect();
        rows.retain(|row| row.company() == company);
        rows.sort_by_key(|row| Reverse((row.at(), row.id())));
        Ok(page(&rows, request))
    }
}
