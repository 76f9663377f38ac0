//! Events that wait to be sealed.

use std::{collections::BTreeMap, time::Duration};

use pullkey_domain::{
    id::{AuditEventId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::{StoreError, UnsealedEvent};

use super::{AuditVerification, Finding, Listener, Tampering, Told, judge::Verdict};

/// So many are read at once.
const PAGE: u32 = 2_000;
/// A sealer takes a second.
const PATIENCE: Duration = Duration::from_mins(1);

/// What waits for too long in one company.
#[derive(Clone, Copy)]
struct Late {
    events: u64,
    oldest: (Timestamp, AuditEventId),
}

impl AuditVerification {
    pub(super) async fn verify_waiting(&self, tell: Listener<'_>) -> Result<(), StoreError> {
        let (mut late, mut after) = (BTreeMap::<CompanyId, Late>::new(), None);
        loop {
            let page = self.chain.unsealed(after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.company, last.id));
            for unsealed in &page {
                match self.waits_since(unsealed).await {
                    Err(what) => {
                        let finding = Finding::of(unsealed.company, what).event(unsealed.id);
                        tell(Told::Found(finding));
                    }
                    Ok(at) if at.after(PATIENCE) < self.clock.now() => {
                        let oldest = (at, unsealed.id);
                        let late = late.entry(unsealed.company);
                        let late = late.or_insert(Late { events: 0, oldest });
                        late.events += 1;
                        late.oldest = late.oldest.min(oldest);
                    }
                    Ok(_) => {}
                }
            }
            let waiting = page.iter().filter(|unsealed| !unsealed.is_linked);
            tell(Told::Events(waiting.count() as u64));
        }
        for (company, Late { events, oldest }) in late {
            let (at, event) = oldest;
            let detail = format!("{events} of them, the oldest of {at}");
            let finding = Finding::of(company, Tampering::EventsNotSealed);
            tell(Told::Found(finding.event(event).detail(detail)));
        }
        Ok(())
    }

    /// Since when it waits, or what is wrong with it.
    async fn waits_since(&self, unsealed: &UnsealedEvent) -> Result<Timestamp, Tampering> {
        match &unsealed.event {
            _ if unsealed.is_linked => Err(Tampering::EventMarked),
            None => Err(Tampering::UnsealedEventDeleted),
            Some(Err(_)) => Err(Tampering::EventEdited),
            Some(Ok(event)) => match self.judge_event(event).await {
                Verdict::Forged => Err(Tampering::EventEdited),
                Verdict::Genuine | Verdict::Unknown => Ok(event.at()),
            },
        }
    }
}
