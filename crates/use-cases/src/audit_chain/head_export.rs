use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use pullkey_cipher::AuditAuthority;
use pullkey_domain::{audit::StoredHead, id::CompanyId};
use pullkey_storage::{AuditChain, StoreError};

/// Carries the heads of chains to where nobody who can write to the store can touch them.
pub struct HeadExport {
    store: Arc<dyn AuditChain>,
    authority: Arc<dyn AuditAuthority>,
    exported: Mutex<HashMap<CompanyId, i64>>,
}

/// Why heads were not carried on.
#[derive(Debug, thiserror::Error)]
pub enum ExportError<E> {
    /// They cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// They cannot be written.
    #[error("{0}")]
    Write(E),
}

/// So many are read at once.
const PAGE: u32 = 1_000;

impl HeadExport {
    /// Puts the parts together. Nothing was exported yet.
    pub fn new(store: Arc<dyn AuditChain>, authority: Arc<dyn AuditAuthority>) -> Self {
        Self {
            store,
            authority,
            exported: Mutex::default(),
        }
    }

    /// Has every head written that moved since it was written last, a page at a time. One that nobody signed is left out.
    ///
    /// # Errors
    /// [`ExportError`]; what was not written is written next time.
    pub async fn export<E>(
        &self,
        mut write: impl AsyncFnMut(Vec<StoredHead>) -> Result<(), E>,
    ) -> Result<u64, ExportError<E>> {
        let (mut written, mut after) = (0, None);
        loop {
            let mut page = self.store.heads(after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(written);
            };
            after = Some(last.company);
            page.retain(|head| self.has_moved(head) && self.is_genuine(head));
            if page.is_empty() {
                continue;
            }
            let moved: Vec<_> = page.iter().map(|head| (head.company, head.seq)).collect();
            write(page).await.map_err(ExportError::Write)?;
            written += moved.len() as u64;
            self.exported().extend(moved);
        }
    }

    fn has_moved(&self, head: &StoredHead) -> bool {
        self.exported().get(&head.company) != Some(&head.seq)
    }

    fn is_genuine(&self, head: &StoredHead) -> bool {
        let restored = head.restore().ok();
        restored.is_some_and(|(head, mac)| self.authority.verify_head(&head, &mac) == Ok(true))
    }

    // Nothing panics while it holds the map.
    fn exported(&self) -> std::sync::MutexGuard<'_, HashMap<CompanyId, i64>> {
        self.exported.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
