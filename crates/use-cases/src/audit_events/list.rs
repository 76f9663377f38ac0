use pullkey_domain::{
    audit::{Action, ActorFilter, AuditEvent},
    encoding::Parts,
    id::{AuditEventId, CompanyId, CredentialId},
    timestamp::Timestamp,
};
use pullkey_storage::{AuditFilter, AuditPlace, AuditQuery, StoreError};

use super::AuditEvents;
use crate::{
    CursorError,
    cursor::{self, Place},
};

/// Show a part of a company's audit trail, newest first.
#[derive(Debug, Clone)]
pub struct ListAuditEvents {
    /// Which events.
    pub filter: AuditFilter,
    /// How many at most, and at least one.
    pub limit: u32,
    /// Where the part ended that gave out this cursor; `None` is the start.
    pub cursor: Option<String>,
}

/// A part of a company's audit trail.
#[derive(Debug, PartialEq, Eq)]
pub struct ListedAuditEvents {
    /// The events, newest first. There may be fewer than asked for, or none, although more follow: a part ends once so many
    /// were looked at.
    pub items: Vec<AuditEvent>,
    /// Where the next part begins; `None` if nothing follows.
    pub next_cursor: Option<String>,
}

/// Why no events were listed.
#[derive(Debug, thiserror::Error)]
pub enum ListAuditEventsError {
    /// The cursor leads nowhere.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// Something went wrong.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How many events a part may look at for those of an actor or an action: what takes some milliseconds.
const REACH: u32 = 5_000;

impl AuditEvents {
    /// Lists the events of a company.
    ///
    /// # Errors
    /// [`ListAuditEventsError`] if the cursor is not of this list, or the store fails.
    pub async fn list(
        &self,
        company: CompanyId,
        command: ListAuditEvents,
    ) -> Result<ListedAuditEvents, ListAuditEventsError> {
        let list = || list_of(company, &command.filter);
        let after = match &command.cursor {
            None => None,
            Some(cursor) => {
                let place = self.cursors.read(list(), cursor).await?;
                Some(place_behind(&place).ok_or(CursorError::Invalid)?)
            }
        };
        let query = AuditQuery {
            filter: command.filter.clone(),
            after,
            limit: command.limit,
            reach: REACH,
        };
        let part = self.store.walk(company, query).await?;
        let next = part.next.map(place_of);
        Ok(ListedAuditEvents {
            items: part.items,
            next_cursor: next.map(|place| self.cursors.behind(list(), &place)),
        })
    }
}

/// The list, for the MAC.
fn list_of(company: CompanyId, filter: &AuditFilter) -> Parts {
    let millis = |at: Timestamp| at.as_millis().to_be_bytes();
    let actor = filter.actor.as_ref();
    cursor::list("pullkey/audit-event-cursor", company)
        .optional(filter.credential.as_ref().map(CredentialId::as_bytes))
        .optional(actor.map(ActorFilter::kind))
        .optional(actor.and_then(ActorFilter::id))
        .optional(filter.action.map(Action::as_str))
        .optional(filter.from.map(millis))
        .optional(filter.to.map(millis))
}

/// There is one sort.
const NEWEST_FIRST: u8 = 2;

fn place_of((at, id): AuditPlace) -> Place {
    Place {
        sort: NEWEST_FIRST,
        value: at.as_millis().to_be_bytes().to_vec(),
        id: id.as_uuid(),
    }
}

fn place_behind(place: &Place) -> Option<AuditPlace> {
    let millis = i64::from_be_bytes(place.value.as_slice().try_into().ok()?);
    let at = Timestamp::from_millis(millis).ok()?;
    Some((at, AuditEventId::from_uuid(place.id)))
}

#[cfg(test)]
mod tests;
