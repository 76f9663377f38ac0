//! One company's chain, from its first place to its head.

use pullkey_domain::{
    audit::{AuditEvent, ChainMac, Link, StoredHead},
    id::CompanyId,
};
use pullkey_storage::{LinkedEvent, StoreError};

use super::{
    AuditVerification, ExportedHeads, Finding, Listener, Tampering, Told, judge::Verdict, patiently,
};

/// So many places are read at once.
const PAGE: u32 = 2_000;
/// So many events are walked over at once for those without a place.
const WALK: u32 = 10_000;

/// How far the walk along a chain came.
struct Walk<'e> {
    company: CompanyId,
    exported: &'e ExportedHeads,
    /// The last place.
    place: i64,
    /// What the next link ties to.
    previous: Previous,
}

/// The link at the last place.
enum Previous {
    /// There is none: the chain begins.
    None,
    Known([u8; 32]),
    /// It is not there, or no link.
    Unknown,
}

impl AuditVerification {
    pub(super) async fn verify_chain(
        &self,
        company: CompanyId,
        exported: &ExportedHeads,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        let mut walk = Walk {
            company,
            exported,
            place: 0,
            previous: Previous::None,
        };
        let mut after = None;
        loop {
            let page = self.inspection.linked_events(company, after, PAGE);
            let page = patiently(page).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.seq);
            self.walk_page(&mut walk, &page, tell).await;
        }
        // Read behind the links: what was linked before has moved it.
        let ends = self.chain.ends(vec![company]).await?;
        let head = ends.into_iter().find_map(|end| end.head);
        if let Some(head) = &head {
            self.walk_to(&mut walk, head.seq, tell).await?;
        }
        self.verify_head(&walk, head.as_ref(), tell).await;
        for cut_off in exported.of(company, walk.place.saturating_add(1), i64::MAX) {
            tell(Told::Found(
                exported.finding(cut_off, Tampering::ChainRolledBack),
            ));
        }
        Ok(())
    }

    /// Goes on to the place where the head stands, as the chain may have grown meanwhile.
    async fn walk_to(
        &self,
        walk: &mut Walk<'_>,
        place: i64,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        while walk.place < place {
            let left = u32::try_from(place.saturating_sub(walk.place)).unwrap_or(u32::MAX);
            let page =
                self.inspection
                    .linked_events(walk.company, Some(walk.place), left.min(PAGE));
            let page = patiently(page).await?;
            if page.is_empty() {
                return Ok(());
            }
            self.walk_page(walk, &page, tell).await;
        }
        Ok(())
    }

    async fn walk_page(&self, walk: &mut Walk<'_>, page: &[LinkedEvent], tell: Listener<'_>) {
        for linked in page {
            self.walk_on(walk, linked, tell).await;
        }
        tell(Told::Events(page.len() as u64));
    }

    async fn walk_on(&self, walk: &mut Walk<'_>, linked: &LinkedEvent, tell: Listener<'_>) {
        let finding = |what| {
            let finding = Finding::of(walk.company, what);
            finding.at(linked.seq).event(linked.id)
        };
        if linked.seq < 1 {
            return tell(Told::Found(finding(Tampering::LinkBroken)));
        }
        let event = match &linked.event {
            None => Err(Tampering::EventDeleted),
            Some(Err(_)) => Err(Tampering::EventEdited),
            Some(Ok(event)) => match self.judge_event(event).await {
                Verdict::Forged => Err(Tampering::EventEdited),
                Verdict::Genuine | Verdict::Unknown => Ok(event),
            },
        };
        match event {
            Err(what) => tell(Told::Found(finding(what))),
            Ok(event) => {
                if self.judge_place(walk, linked, event).await == Verdict::Forged {
                    tell(Told::Found(finding(Tampering::LinkBroken)));
                }
            }
        }
        walk.step(linked, tell);
    }

    /// Whether the event was linked at this place, behind what stands before it.
    async fn judge_place(
        &self,
        walk: &Walk<'_>,
        linked: &LinkedEvent,
        event: &AuditEvent,
    ) -> Verdict {
        let Ok(mac) = ChainMac::restore(linked.key, &linked.link, "link") else {
            return Verdict::Forged;
        };
        let previous = match walk.previous {
            _ if walk.place + 1 != linked.seq => return Verdict::Unknown,
            Previous::Unknown => return Verdict::Unknown,
            Previous::None => None,
            Previous::Known(link) => Some(link),
        };
        let link = Link {
            company: walk.company,
            seq: linked.seq,
            previous,
            event: event.signature().mac,
        };
        self.judge_link(&link, &mac).await
    }

    async fn verify_head(&self, walk: &Walk<'_>, stored: Option<&StoredHead>, tell: Listener<'_>) {
        let Some(stored) = stored else {
            if walk.place > 0 {
                tell(Told::Found(walk.finding(Tampering::HeadMissing)));
            }
            return;
        };
        let (head, verdict) = self.judge_head(stored).await;
        let Some(head) = head.filter(|_| verdict != Verdict::Forged) else {
            return tell(Told::Found(walk.finding(Tampering::HeadEdited)));
        };
        let what = match walk.previous {
            _ if head.seq > walk.place => Tampering::ChainCutOff,
            _ if head.seq < walk.place => Tampering::HeadRolledBack,
            Previous::Known(link) if link != head.link => Tampering::ChainReplaced,
            _ => return,
        };
        let detail = format!("its head stands at {}", head.seq);
        tell(Told::Found(walk.finding(what).detail(detail)));
    }

    /// Events that are in no chain and wait for none.
    pub(super) async fn verify_strays(
        &self,
        company: CompanyId,
        tell: Listener<'_>,
    ) -> Result<(), StoreError> {
        let mut after = None;
        loop {
            let walked = self.inspection.stray_events(company, after, WALK);
            let walked = patiently(walked).await?;
            for (id, event) in &walked.strays {
                let what = match event {
                    Ok(event) if self.judge_event(event).await != Verdict::Forged => {
                        Tampering::EventUnlinked
                    }
                    _ => Tampering::EventInserted,
                };
                tell(Told::Found(Finding::of(company, what).event(*id)));
            }
            if walked.walked_to.is_none() {
                return Ok(());
            }
            after = walked.walked_to;
        }
    }
}

impl Walk<'_> {
    /// Goes to the next place, telling the places in between.
    fn step(&mut self, linked: &LinkedEvent, tell: Listener<'_>) {
        let (first, last) = (self.place + 1, linked.seq - 1);
        if first <= last {
            let finding = Finding::of(self.company, Tampering::LinksMissing).at(first);
            tell(Told::Found(finding.detail(format!("up to place {last}"))));
            self.compare(first, last, &[], tell);
        }
        self.compare(linked.seq, linked.seq, &linked.link, tell);
        self.place = linked.seq;
        self.previous = match linked.link.as_slice().try_into() {
            Ok(link) => Previous::Known(link),
            Err(_) => Previous::Unknown,
        };
    }

    /// Compares the link at these places with the heads that were exported there.
    fn compare(&self, from: i64, to: i64, link: &[u8], tell: Listener<'_>) {
        for head in self.exported.of(self.company, from, to) {
            if head.head.link != link {
                let what = Tampering::ChainReplaced;
                tell(Told::Found(self.exported.finding(head, what)));
            }
        }
    }

    fn finding(&self, what: Tampering) -> Finding {
        Finding::of(self.company, what).at(self.place)
    }
}
