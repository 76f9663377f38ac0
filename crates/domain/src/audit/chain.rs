use crate::{encoding::Parts, id::CompanyId, ring_key::RingKeyId, stored::InconsistentRow};

/// What a link ties together: a place in the chain of a company's events, the link before it, and the event there.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// # use pullkey_domain::audit::Link;
/// let recorded = credential().delete(act()).sign(sign);
/// let first = Link::after(None, recorded.event().company(), recorded.event().signature().mac);
/// assert_eq!(first.map(|link| link.seq), Some(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Whose chain it is.
    pub company: CompanyId,
    /// The place, counted from one.
    pub seq: i64,
    /// The MAC of the link before it; none at the first place.
    pub previous: Option<[u8; 32]>,
    /// The MAC of the event.
    pub event: [u8; 32],
}

/// Where the chain of a company ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whose chain it is.
    pub company: CompanyId,
    /// The place of its last link.
    pub seq: i64,
    /// The MAC of its last link.
    pub link: [u8; 32],
}

/// What makes a link or a head hard to forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainMac {
    /// The audit key of the ring that made it.
    pub key: RingKeyId,
    /// The MAC.
    pub mac: [u8; 32],
}

/// A head as a store read it, or a file has it: nothing in it was checked yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHead {
    /// Whose chain it is.
    pub company: CompanyId,
    /// The place of its last link.
    pub seq: i64,
    /// The MAC of its last link.
    pub link: Vec<u8>,
    /// The audit key that made the MAC.
    pub key: i64,
    /// The MAC over all of that.
    pub mac: Vec<u8>,
}

const FORMAT: u8 = 1;

impl Link {
    /// The link of this event behind what stands at the end of the chain; `None` if there is no place any more.
    pub fn after(end: Option<&Head>, company: CompanyId, event: [u8; 32]) -> Option<Self> {
        Some(Self {
            company,
            seq: end.map_or(0, |head| head.seq).checked_add(1)?,
            previous: end.map(|head| head.link),
            event,
        })
    }

    /// The bytes that its MAC covers, made by this key.
    pub fn signed_bytes(&self, key: RingKeyId) -> Vec<u8> {
        Parts::of("pullkey/audit-link")
            .part([FORMAT])
            .part(key.to_be_bytes())
            .part(self.company.as_bytes())
            .part(self.seq.to_be_bytes())
            .optional(self.previous)
            .part(self.event)
            .finish()
    }
}

impl Head {
    /// The bytes that its MAC covers, made by this key.
    pub fn signed_bytes(&self, key: RingKeyId) -> Vec<u8> {
        Parts::of("pullkey/audit-head")
            .part([FORMAT])
            .part(key.to_be_bytes())
            .part(self.company.as_bytes())
            .part(self.seq.to_be_bytes())
            .part(self.link)
            .finish()
    }

    /// The head as it is stored.
    pub fn signed(self, mac: ChainMac) -> StoredHead {
        StoredHead {
            company: self.company,
            seq: self.seq,
            link: self.link.into(),
            key: mac.key.as_u32().into(),
            mac: mac.mac.into(),
        }
    }
}

impl ChainMac {
    /// A stored MAC, which stands in the column of this name.
    ///
    /// # Errors
    /// [`InconsistentRow`] if it, or the id of its key, has no form that was ever written.
    pub fn restore(key: i64, mac: &[u8], column: &'static str) -> Result<Self, InconsistentRow> {
        let key = u32::try_from(key).map_err(|_| InconsistentRow::at("audit_key"))?;
        Ok(Self {
            key: RingKeyId::new(key),
            mac: mac.try_into().map_err(|_| InconsistentRow::at(column))?,
        })
    }
}

impl StoredHead {
    /// The head and its MAC, which is still to be verified.
    ///
    /// # Errors
    /// [`InconsistentRow`] with the column that has no form that was ever written.
    pub fn restore(&self) -> Result<(Head, ChainMac), InconsistentRow> {
        let link = self.link.as_slice().try_into();
        let head = Head {
            company: self.company,
            seq: self.seq,
            link: link.map_err(|_| InconsistentRow::at("link"))?,
        };
        Ok((head, ChainMac::restore(self.key, &self.mac, "mac")?))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sample::uuid;

    fn head() -> Head {
        Head {
            company: CompanyId::from_uuid(uuid(1)),
            seq: 7,
            link: [5; 32],
        }
    }

    #[test]
    fn a_link_stands_behind_the_head() {
        let first = Link::after(None, head().company, [1; 32]).unwrap();
        assert_eq!((first.seq, first.previous), (1, None));
        let next = Link::after(Some(&head()), head().company, [1; 32]).unwrap();
        assert_eq!((next.seq, next.previous), (8, Some([5; 32])));
    }

    #[test]
    fn behind_the_last_place_there_is_none() {
        let last = Head {
            seq: i64::MAX,
            ..head()
        };
        assert_eq!(Link::after(Some(&last), last.company, [1; 32]), None);
    }

    #[test]
    fn every_field_of_a_link_and_of_a_head_is_signed_and_neither_stands_for_the_other() {
        let key = RingKeyId::new(9);
        let company = CompanyId::from_uuid(uuid(2));
        let link = Link::after(Some(&head()), head().company, [1; 32]).unwrap();
        let (seq, previous) = (link.seq + 1, Some([6; 32]));
        let event = [2; 32];
        let links = [
            link,
            Link { company, ..link },
            Link { seq, ..link },
            Link { previous, ..link },
            Link {
                previous: None,
                ..link
            },
            Link { event, ..link },
        ];
        let heads = [
            head(),
            Head { company, ..head() },
            Head { seq, ..head() },
            Head {
                link: event,
                ..head()
            },
        ];
        let signed = [key, RingKeyId::new(10)].map(|key| {
            let links = links.iter().map(|it| it.signed_bytes(key));
            let all = links.chain(heads.iter().map(|it| it.signed_bytes(key)));
            all.collect::<Vec<_>>()
        });
        let different: BTreeSet<_> = signed.iter().flatten().collect();
        assert_eq!(different.len(), 2 * (links.len() + heads.len()));
    }

    #[test]
    fn a_head_is_read_back_as_it_was_stored() {
        let mac = ChainMac {
            key: RingKeyId::new(9),
            mac: [6; 32],
        };
        assert_eq!(head().signed(mac).restore(), Ok((head(), mac)));
    }

    #[test]
    fn what_was_never_written_is_told_by_its_column() {
        let stored = head().signed(ChainMac {
            key: RingKeyId::new(9),
            mac: [6; 32],
        });
        let broken = |alter: fn(&mut StoredHead)| {
            let mut stored = stored.clone();
            alter(&mut stored);
            stored.restore().unwrap_err().column()
        };
        assert_eq!(broken(|stored| stored.link.truncate(31)), "link");
        assert_eq!(broken(|stored| stored.key = -1), "audit_key");
        assert_eq!(broken(|stored| stored.mac.push(0)), "mac");
    }
}
