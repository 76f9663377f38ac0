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
use crate::{
    schema::audit_events,
    whole::{Bounded, Exactly},
};

/// A row of `audit_events`.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, check_for_backend(Sqlite), treat_none_as_default_value = false)]
pub(crate) struct AuditEventRow<'a> {
    company_id: Id<'a>,
    id: Id<'a>,
    at: i64,
    #[diesel(
        select_expression = Bounded(audit_events::actor_kind),
        select_expression_type = Bounded<audit_events::actor_kind>
    )]
    actor_kind: Text<'a>,
    #[diesel(
        select_expression = Bounded(audit_events::actor_id),
        select_expression_type = Bounded<audit_events::actor_id>
    )]
    actor_id: Option<Text<'a>>,
    #[diesel(
        select_expression = Bounded(audit_events::request_id),
        select_expression_type = Bounded<audit_events::request_id>
    )]
    request_id: Option<Text<'a>>,
    #[diesel(
        select_expression = Bounded(audit_events::action),
        select_expression_type = Bounded<audit_events::action>
    )]
    action: Text<'a>,
    #[diesel(
        select_expression = Bounded(audit_events::target_kind),
        select_expression_type = Bounded<audit_events::target_kind>
    )]
    target_kind: Text<'a>,
    #[diesel(
        select_expression = Exactly::<_, 16>(audit_events::target_id),
        select_expression_type = Exactly<audit_events::target_id, 16>
    )]
    target_id: Id<'a>,
    #[diesel(
        select_expression = Bounded(audit_events::outcome),
        select_expression_type = Bounded<audit_events::outcome>
    )]
    outcome: Text<'a>,
    version_before: Option<i64>,
    version_after: Option<i64>,
    secret_version_before: Option<i64>,
    secret_version_after: Option<i64>,
    audit_key: i64,
    #[diesel(
        select_expression = Exactly::<_, 32>(audit_events::row_digest),
        select_expression_type = Exactly<audit_events::row_digest, 32>
    )]
    row_digest: Cow<'a, [u8]>,
    #[diesel(
        select_expression = Exactly::<_, 32>(audit_events::mac),
        select_expression_type = Exactly<audit_events::mac, 32>
    )]
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

#[cfg(test)]
mod tests {
    use diesel::{
        Connection, QueryDsl, RunQueryDsl, SelectableHelper, SqliteConnection,
        connection::SimpleConnection,
    };

    use super::*;

    /// All columns of an event are text here, as SQLite keeps whatever it is given.
    #[test]
    fn what_is_longer_than_it_ever_was_is_not_read() {
        let mut connection = SqliteConnection::establish(":memory:").unwrap();
        let long = "CAST(zeroblob(1021) AS TEXT)";
        let made = format!(
            "CREATE TABLE audit_events (company_id, id, at, actor_kind, actor_id, request_id, action, target_kind, target_id,
                outcome, version_before, version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac);
            INSERT INTO audit_events (at, audit_key, company_id, id, actor_kind, actor_id, request_id, action, target_kind,
                outcome, target_id, row_digest, mac)
            VALUES (1, 1, x'', x'', {long}, {long}, {long}, {long}, {long}, {long}, zeroblob(17), zeroblob(33), zeroblob(33))"
        );
        connection.batch_execute(&made).unwrap();
        let row: AuditEventRow<'_> = audit_events::table
            .select(AuditEventRow::as_select())
            .first(&mut connection)
            .unwrap();
        let texts = [row.actor_kind, row.action, row.target_kind, row.outcome];
        let optional = [row.actor_id, row.request_id].map(Option::unwrap);
        for text in texts.iter().chain(&optional) {
            assert_eq!(text.as_str(), None);
        }
        for bytes in [row.target_id, row.row_digest, row.mac] {
            assert!(bytes.is_empty());
        }
    }
}
