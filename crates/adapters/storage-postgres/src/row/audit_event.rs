use std::borrow::Cow;

use diesel::{
    Queryable, Selectable,
    pg::Pg,
    sql_types::{BigInt, Binary, Nullable, Text, Timestamptz, Uuid as UuidType},
};
use pullkey_domain::{
    audit::{AuditEvent, RequestId, StoredAuditEvent, Versions},
    stored::InconsistentRow,
    version::SecretVersion,
};
use uuid::Uuid;

use super::{Moment, Row};
use crate::{bounded::Bounded, schema::audit_events, statement::Statement};

/// A row of `audit_events`.
#[derive(Queryable, Selectable)]
#[diesel(table_name = audit_events, check_for_backend(Pg))]
pub(crate) struct AuditEventRow<'a> {
    pub(crate) company_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) at: Moment,
    #[diesel(
        select_expression = Bounded(audit_events::actor_kind),
        select_expression_type = Bounded<audit_events::actor_kind>
    )]
    pub(crate) actor_kind: Cow<'a, str>,
    #[diesel(
        select_expression = Bounded(audit_events::actor_id),
        select_expression_type = Bounded<audit_events::actor_id>
    )]
    pub(crate) actor_id: Option<Cow<'a, str>>,
    #[diesel(
        select_expression = Bounded(audit_events::request_id),
        select_expression_type = Bounded<audit_events::request_id>
    )]
    pub(crate) request_id: Option<Cow<'a, str>>,
    #[diesel(
        select_expression = Bounded(audit_events::action),
        select_expression_type = Bounded<audit_events::action>
    )]
    pub(crate) action: Cow<'a, str>,
    #[diesel(
        select_expression = Bounded(audit_events::target_kind),
        select_expression_type = Bounded<audit_events::target_kind>
    )]
    pub(crate) target_kind: Cow<'a, str>,
    pub(crate) target_id: Uuid,
    #[diesel(
        select_expression = Bounded(audit_events::outcome),
        select_expression_type = Bounded<audit_events::outcome>
    )]
    pub(crate) outcome: Cow<'a, str>,
    pub(crate) version_before: Option<i64>,
    pub(crate) version_after: Option<i64>,
    pub(crate) secret_version_before: Option<i64>,
    pub(crate) secret_version_after: Option<i64>,
    pub(crate) audit_key: i64,
    pub(crate) row_digest: Cow<'a, [u8]>,
    pub(crate) mac: Cow<'a, [u8]>,
}

impl<'a> AuditEventRow<'a> {
    /// Puts each column in its place in `sql/append_event.sql`.
    pub(crate) fn bind<A>(self, statement: Statement<'a, A>) -> Statement<'a, A> {
        statement
            .with::<UuidType, _>("event_company_id", self.company_id)
            .with::<UuidType, _>("event_id", self.id)
            .with::<Timestamptz, _>("event_at", self.at)
            .with::<Text, _>("actor_kind", self.actor_kind)
            .with::<Nullable<Text>, _>("actor_id", self.actor_id)
            .with::<Nullable<Text>, _>("request_id", self.request_id)
            .with::<Text, _>("action", self.action)
            .with::<Text, _>("target_kind", self.target_kind)
            .with::<UuidType, _>("target_id", self.target_id)
            .with::<Text, _>("outcome", self.outcome)
            .with::<Nullable<BigInt>, _>("version_before", self.version_before)
            .with::<Nullable<BigInt>, _>("version_after", self.version_after)
            .with::<Nullable<BigInt>, _>("secret_version_before", self.secret_version_before)
            .with::<Nullable<BigInt>, _>("secret_version_after", self.secret_version_after)
            .with::<BigInt, _>("audit_key", self.audit_key)
            .with::<Binary, _>("row_digest", self.row_digest)
            .with::<Binary, _>("mac", self.mac)
    }
}

impl<'a> From<&'a AuditEvent> for AuditEventRow<'a> {
    fn from(event: &'a AuditEvent) -> Self {
        let (before, after) = (event.before(), event.after());
        let row = |side: Versions| side.row.as_i64();
        let secret = |side: Versions| side.secret.map(SecretVersion::as_i64);
        Self {
            company_id: event.company().as_uuid(),
            id: event.id().as_uuid(),
            at: event.at().into(),
            actor_kind: event.actor().kind().into(),
            actor_id: event.actor().id().map(Cow::from),
            request_id: event.request().map(RequestId::as_str).map(Cow::from),
            action: event.action().as_str().into(),
            target_kind: event.target().kind().into(),
            target_id: event.target().id(),
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
            id: self.id,
            at: self.at.as_millis(),
            company: self.company_id,
            actor_kind: self.actor_kind.into_owned(),
            actor_id: self.actor_id.map(Cow::into_owned),
            request: self.request_id.map(Cow::into_owned),
            action: self.action.into_owned(),
            target_kind: self.target_kind.into_owned(),
            target_id: self.target_id,
            outcome: self.outcome.into_owned(),
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
