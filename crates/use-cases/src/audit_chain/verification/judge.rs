//! What a MAC says of what it covers.

use std::{
    collections::BTreeMap,
    sync::{MutexGuard, PoisonError},
};

use pullkey_cipher::MissingKey;
use pullkey_domain::{
    audit::{AuditEvent, ChainMac, Head, Link, StoredHead},
    ring_key::{RingKeyId, RingKeyKind},
};

use super::{AuditVerification, Lacking};
use crate::UnusableKey;

/// So many keys are looked for in the store. Whoever makes up more of them holds nobody up; one that another node registers
/// only then is taken for one of those.
const LOOKS: usize = 1_000;

/// Whether something is as it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Genuine,
    Forged,
    /// This node lacks the key. That is told in the end, once for each key.
    Unknown,
}

impl AuditVerification {
    pub(super) async fn judge_event(&self, event: &AuditEvent) -> Verdict {
        self.judge(self.authority.verify_event(event)).await
    }

    pub(super) async fn judge_link(&self, link: &Link, mac: &ChainMac) -> Verdict {
        self.judge(self.authority.verify_link(link, mac)).await
    }

    /// The head, and whether it is genuine; no head if it is none at all.
    pub(super) async fn judge_head(&self, stored: &StoredHead) -> (Option<Head>, Verdict) {
        let Ok((head, mac)) = stored.restore() else {
            return (None, Verdict::Forged);
        };
        let verdict = self.judge(self.authority.verify_head(&head, &mac)).await;
        (Some(head), verdict)
    }

    pub(super) async fn judge_row(&self, row: &[u8], key: RingKeyId, digest: &[u8]) -> Verdict {
        self.judge(self.authority.verify_row(row, key, digest))
            .await
    }

    async fn judge(&self, verified: Result<bool, MissingKey>) -> Verdict {
        match verified {
            Ok(true) => Verdict::Genuine,
            Err(missing) if self.was_used(missing).await => Verdict::Unknown,
            Ok(false) | Err(_) => Verdict::Forged,
        }
    }

    /// Whether anything can have been made with this key.
    async fn was_used(&self, missing: MissingKey) -> bool {
        if let Some(was_used) = self.name_again(missing) {
            return was_used;
        }
        let may_look = self.keys().len() < LOOKS;
        let was_used = if may_look {
            let judged = self.ring_ledger.judge(RingKeyKind::Audit, missing).await;
            matches!(judged, UnusableKey::Missing(_))
        } else {
            self.ring_ledger.lacks(RingKeyKind::Audit, missing.0)
        };
        if may_look || was_used {
            let lacking = Lacking { was_used, named: 1 };
            self.keys().insert(missing.0, lacking);
        }
        was_used
    }

    fn name_again(&self, missing: MissingKey) -> Option<bool> {
        let mut keys = self.keys();
        let lacking = keys.get_mut(&missing.0)?;
        lacking.named += 1;
        Some(lacking.was_used)
    }
    /// The keys that were found lacking so far.
    pub(super) fn keys(&self) -> MutexGuard<'_, BTreeMap<RingKeyId, Lacking>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
