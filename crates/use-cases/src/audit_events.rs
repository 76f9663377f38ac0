mod list;

use std::sync::Arc;

use pullkey_cipher::CursorSigner;
use pullkey_storage::AuditLog;

pub use self::list::{ListAuditEvents, ListAuditEventsError, ListedAuditEvents};
use crate::{RingLedger, cursor::Cursors};

/// The audit trails of companies.
pub struct AuditEvents {
    store: Arc<dyn AuditLog>,
    cursors: Cursors,
}

impl AuditEvents {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn AuditLog>,
        signer: Arc<dyn CursorSigner>,
        ring_ledger: Arc<RingLedger>,
    ) -> Self {
        Self {
            store,
            cursors: Cursors {
                signer,
                ring_ledger,
            },
        }
    }
}
