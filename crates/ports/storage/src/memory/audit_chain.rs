use std::{ops::Bound, time::Instant};

use async_trait::async_trait;
use pullkey_domain::{
    audit::{AuditEvent, StoredHead},
    id::{AuditEventId, CompanyId},
};
use uuid::Uuid;

use super::{MemoryStore, State};
use crate::{AuditChain, Backlog, ChainEnd, ChainGrowth, StoreError, TURN, UnsealedEvent};

/// Who may seal, and until when.
#[derive(Debug)]
pub(super) struct Turn {
    sealer: Uuid,
    until: Instant,
}

#[async_trait]
impl AuditChain for MemoryStore {
    async fn is_others_turn(&self, sealer: Uuid) -> Result<bool, StoreError> {
        Ok(self.state()?.is_others_turn(sealer))
    }

    async fn unsealed(
        &self,
        after: Option<(CompanyId, AuditEventId)>,
        limit: u32,
    ) -> Result<Vec<UnsealedEvent>, StoreError> {
        let state = self.state()?;
        let behind = after.map_or(Bound::Unbounded, Bound::Excluded);
        let marked = state.unsealed.range((behind, Bound::Unbounded));
        let page = marked.take(limit as usize).map(|place| UnsealedEvent {
            company: place.0,
            id: place.1,
            event: state.events.get(place).cloned().map(Ok),
            is_linked: state.is_linked(*place),
        });
        Ok(page.collect())
    }

    async fn ends(&self, companies: Vec<CompanyId>) -> Result<Vec<ChainEnd>, StoreError> {
        let state = self.state()?;
        let ends = companies.into_iter().map(|company| ChainEnd {
            company,
            head: state.heads.get(&company).cloned(),
            last: state.last_link(company),
        });
        Ok(ends.collect())
    }

    async fn heads(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<StoredHead>, StoreError> {
        let state = self.state()?;
        let behind = after.map_or(Bound::Unbounded, Bound::Excluded);
        let heads = state.heads.range((behind, Bound::Unbounded));
        Ok(heads
            .take(limit as usize)
            .map(|(_, head)| head.clone())
            .collect())
    }

    async fn grow(
        &self,
        sealer: Uuid,
        growths: Vec<ChainGrowth>,
    ) -> Result<Vec<CompanyId>, StoreError> {
        let mut state = self.state()?;
        if state.is_others_turn(sealer) {
            return Ok(Vec::new());
        }
        let until = Instant::now() + TURN;
        state.turn = Some(Turn { sealer, until });
        let grown = growths.into_iter().filter_map(|growth| state.grow(growth));
        Ok(grown.collect())
    }

    async fn leave_turn(&self, sealer: Uuid) -> Result<(), StoreError> {
        let mut state = self.state()?;
        state.turn.take_if(|turn| turn.sealer == sealer);
        Ok(())
    }

    async fn backlog(&self) -> Result<Backlog, StoreError> {
        let state = self.state()?;
        let counted = state.unsealed.iter().take(Backlog::COUNTED as usize);
        let events = counted.clone().count() as u64;
        let told = counted.filter_map(|place| state.events.get(place));
        let oldest = told.map(AuditEvent::at).min();
        Ok(Backlog { events, oldest })
    }
}

impl State {
    fn is_others_turn(&self, sealer: Uuid) -> bool {
        let now = Instant::now();
        let turn = self.turn.as_ref();
        // One that would last for longer was made up.
        let counts = |turn: &Turn| turn.until > now && turn.until <= now + TURN;
        turn.is_some_and(|turn| turn.sealer != sealer && counts(turn))
    }

    pub(super) fn is_linked(&self, (company, event): (CompanyId, AuditEventId)) -> bool {
        let mut links = self.links.range((company, i64::MIN)..=(company, i64::MAX));
        links.any(|(_, link)| link.event == event)
    }

    fn last_link(&self, company: CompanyId) -> Option<(i64, Vec<u8>)> {
        let mut links = self.links.range((company, i64::MIN)..=(company, i64::MAX));
        let (_, last) = links.next_back()?;
        Some((last.seq, last.mac.mac.into()))
    }

    /// The company, if its head stood where the growth begins.
    fn grow(&mut self, growth: ChainGrowth) -> Option<CompanyId> {
        let company = growth.to.company;
        let place = |head: &StoredHead| (head.seq, head.link.clone());
        if self.heads.get(&company).map(place) != growth.from.as_ref().map(place) {
            return None;
        }
        for link in growth.links {
            self.unsealed.remove(&(company, link.event));
            self.links.insert((company, link.seq), link);
        }
        self.heads.insert(company, growth.to);
        Some(company)
    }
}
