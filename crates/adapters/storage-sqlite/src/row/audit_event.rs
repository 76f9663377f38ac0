use std::borrow::Cow;

use diesel::{Insertable, Queryable, Selectable, sqlite::Sqlite};
use pullkey_domain::{
    audit::{ActorFilter, AuditEvent, RequestId, StoredAuditEvent, Versions},
    stored::InconsistentRow,
    timestamp::Timestamp,
    version::SecretVersion,
};
use pullkey_storage::AuditFilter;

use super::{Id, Row, Text, from_id, to_id};
use crate::schema::audit_events;

/// A row of `audit_events`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(crate) struct AuditEventRow<'a> {
    company_id: Id<'a>,
    id: Id<'a>,
    at: i64,
    actor_kind: Text<'a>,
    actor_id: Option<Text<'a>>,
    request_id: Option<Text<'a>>,
    action: Text<'a>,
    target_kind: Text<'a>,
    target_id: Id<'a>,
    outcome: Text<'a>,
    version_before: Option<i64>,
    version_after: Option<i64>,
    secret_version_before: Option<i64>,
    secret_version_after: Option<i64>,
    audit_key: i64,
    row_digest: Cow<'a, [u8]>,
    mac: Cow<'a, [u8]>,
}

impl AuditEventRow<'_> {
    /// Whether it happened before this.
    pub(crate) fn is_before(&self, moment: Timestamp) -> bool {
        self.at < moment.as_millis()
    }

    /// Whether the filter lets it through, by its actor and action.
    pub(crate) fn is_picked_by(&self, filter: &AuditFilter) -> bool {
        let is = |text: &Text<'_>, word: &str| text.as_str() == Some(word);
        let has_id = |id: &str| self.actor_id.as_ref().is_some_and(|it| is(it, id));
        let is_by = |actor: &ActorFilter| {
            is(&self.actor_kind, actor.kind()) && actor.id().is_none_or(has_id)
        };
        filter.actor.as_ref().is_none_or(is_by)
            && filter.action.is_none_or(|it| is(&self.action, it.as_str()))
    }
}

impl<'a> From<&'a AuditEvent> for AuditEventRow<'a> {
    fn from(event: &'a AuditEvent) -> Self {
        let (before, after) = (event.before(), event.after());
        let row = |side: Versions| side.row.as_i64();
        let secret = |side: Versions| side.secret.map(SecretVersion::as_i64);
        Self {
            company_id: to_id(event.company().as_uuid()),
            id: to_id(event.id().as_uuid()),
            at: event.at().as_millis(),
            actor_kind: event.actor().kind().into(),
            actor_id: event.actor().id().map(Text::from),
            request_id: event.request().map(RequestId::as_str).map(Text::from),
            action: event.action().as_str().into(),
            target_kind: event.target().kind().into(),
            target_id: to_id(event.target().id()),
            outcome: event.outcome().as_str().into(),
            version_before: before.map(row),
            version_after: after.map(row),
            secret_version_before: before.and_then(secret),
            secret_version_after: after.and_then(secret),
            audit_key: event.signature().key.as_u32().into(),
            row_digest: Cow::Borrowed(&event.signature().row_digest),
            mac: Cow::Borrowed(&event.signature().mac),
        }
    }
}

impl Row for AuditEventRow<'_> {
    type Entity = AuditEvent;
    const TABLE: &'static str = "audit_events";

    fn restore(self) -> Result<AuditEvent, InconsistentRow> {
        AuditEvent::restore(StoredAuditEvent {
            id: from_id(&self.id, "id")?,
            at: self.at,
            company: from_id(&self.company_id, "company_id")?,
            actor_kind: self.actor_kind.read("actor_kind")?,
            actor_id: optional(self.actor_id, "actor_id")?,
            request: optional(self.request_id, "request_id")?,
            action: self.action.read("action")?,
            target_kind: self.target_kind.read("target_kind")?,
            target_id: from_id(&self.target_id, "target_id")?,
            outcome: self.outcome.read("outcome")?,
            version_before: self.version_before,
            version_after: self.version_after,
            secret_version_before: self.secret_version_before,
            secret_version_after: self.secret_version_after,
            key: self.audit_key,
            row_digest: self.row_digest.into_owned(),
            mac: self.mac.into_owned(),
        })
    }
}

fn optional(
    text: Option<Text<'_>>,
    column: &'static str,
) -> Result<Option<String>, InconsistentRow> {
    text.map(|text| text.read(column)).transpose()
}
