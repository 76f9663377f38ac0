use pullkey_domain::{
    audit::{Head, StoredHead},
    ring_key::RingKeyKind,
};
use pullkey_storage::ChainEnd;

use super::Sealer;
use crate::UnusableKey;

/// Where a chain goes on.
pub(super) struct Tip {
    /// What the next link follows; `None` if it is the first one.
    pub(super) end: Option<Head>,
    /// Whether anybody touched the end of the chain.
    pub(super) is_broken: bool,
}

impl Sealer {
    /// Where the chain goes on; `None` if there is no place any more.
    ///
    /// Behind its head, if that vouches for the last link, or tells that links behind that one were cut off: they are missing
    /// for good. Whatever else stands there vouches for nothing. Then a place is left empty, so that it is told for good that
    /// something was there, and no head that was made up leads the chain astray.
    pub(super) async fn tip(&self, end: &ChainEnd) -> Option<Tip> {
        if end.head.is_none() && end.last.is_none() {
            return Some(Tip {
                end: None,
                is_broken: false,
            });
        }
        if let Some(stored) = &end.head
            && let Some((head, is_genuine)) = self.look_at(stored).await
        {
            let is_its_link = |(seq, link): &(i64, Vec<u8>)| *seq == head.seq && *link == head.link;
            let fits = end.last.as_ref().is_some_and(is_its_link);
            let is_cut_off = end.last.as_ref().is_none_or(|(seq, _)| *seq < head.seq);
            if fits || is_genuine && is_cut_off {
                return Some(Tip {
                    end: Some(head),
                    is_broken: !fits,
                });
            }
        }
        let last = end.last.as_ref().map_or(0, |(seq, _)| *seq);
        let empty = Head {
            company: end.company,
            seq: last.max(0).checked_add(1)?,
            link: [0; 32],
        };
        Some(Tip {
            end: Some(empty),
            is_broken: true,
        })
    }

    /// The head, and whether it is known to be genuine; `None` if it was made up. One of a key that only this node lacks may
    /// be.
    async fn look_at(&self, stored: &StoredHead) -> Option<(Head, bool)> {
        let (head, mac) = stored.restore().ok()?;
        match self.authority.verify_head(&head, &mac) {
            Ok(true) => Some((head, true)),
            Ok(false) => None,
            Err(missing) => {
                let judged = self.ring_ledger.judge(RingKeyKind::Audit, missing).await;
                matches!(judged, UnusableKey::Missing(_)).then_some((head, false))
            }
        }
    }
}
