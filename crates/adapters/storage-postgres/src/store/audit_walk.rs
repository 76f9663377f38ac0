//! Walks over a company's audit trail.
//!
//! Events have an index by time, and one by what they tell of and time. There is none by actor or action, which would make
//! every change dearer: a walk that looks for these reads each event that it comes by, and ends with its reach.

use diesel::sql_types::{BigInt, Bool, Text, Timestamptz, Uuid};
use pullkey_domain::id::CompanyId;
use pullkey_storage::{AuditPart, AuditQuery, StoreError};

use crate::{
    row::{AuditEventRow, Moment, Row},
    schema::audit_events,
    statement::Statement,
};

/// What is asked, and of whose trail.
pub(super) struct AuditWalk<'a> {
    pub(super) company: CompanyId,
    pub(super) query: &'a AuditQuery,
}

/// An event that the walk came by: the how manieth it was, whether it was picked out, and its row.
pub(super) type Passed = (i64, bool, AuditEventRow<'static>);

type Answer = (BigInt, Bool, audit_events::SqlType);

impl<'a> AuditWalk<'a> {
    /// All that was picked out, as far as it is wanted, and the last that the walk came by, if its reach ended there. One
    /// statement, so that both are of one moment. Its text has no values in it.
    pub(super) fn statement(&self) -> Statement<'a, Answer> {
        let text = format!(
            "SELECT nth, is_picked, {BOUNDED} FROM (\
             SELECT row_number() OVER (ORDER BY at DESC, id DESC) AS nth, ({picked}) IS TRUE AS is_picked, {COLUMNS} \
             FROM audit_events WHERE company_id = :company_id{looked_at} \
             ORDER BY at DESC, id DESC LIMIT :reach\
             ) AS passed WHERE is_picked OR nth = :reach ORDER BY at DESC, id DESC LIMIT :picks",
            picked = self.picked(),
            looked_at = self.looked_at(),
        );
        self.bind(Statement::of(text))
    }

    /// The part, if nothing about any of its rows breaks a rule.
    pub(super) fn part_of(&self, passed: Vec<Passed>) -> Result<AuditPart, StoreError> {
        let reach = i64::from(self.query.reach);
        let (mut picked, mut reached) = (Vec::new(), None);
        for (nth, is_picked, row) in passed {
            let event = row.into_entity()?;
            reached = (nth == reach).then(|| (event.at(), event.id()));
            picked.extend(is_picked.then_some(event));
        }
        Ok(self.query.part(picked, reached))
    }

    /// What is asked of each event that the walk comes by.
    fn picked(&self) -> String {
        let filter = &self.query.filter;
        let actor = filter.actor.as_ref();
        let asked = [
            actor.map(|_| "actor_kind = :actor_kind"),
            actor
                .and_then(|actor| actor.id())
                .map(|_| "actor_id = :actor_id"),
            filter.action.map(|_| "action = :action"),
        ];
        let asked: Vec<_> = asked.into_iter().flatten().collect();
        if asked.is_empty() {
            return "true".to_owned();
        }
        asked.join(" AND ")
    }

    /// Which events it comes by at all. The place is compared as a row, which PostgreSQL finds in the index, however many
    /// share its moment.
    fn looked_at(&self) -> String {
        let filter = &self.query.filter;
        let asked = [
            filter
                .credential
                .map(|_| " AND target_id = :credential_id AND target_kind = 'credential'"),
            filter.from.map(|_| " AND at >= :from"),
            self.query
                .start()
                .map(|_| " AND (at, id) < (:start, :start_id)"),
        ];
        asked.into_iter().flatten().collect()
    }

    fn bind(&self, statement: Statement<'a, Answer>) -> Statement<'a, Answer> {
        let (filter, query) = (&self.query.filter, self.query);
        let mut statement = statement
            .with::<Uuid, _>("company_id", self.company.as_uuid())
            .with::<BigInt, _>("reach", i64::from(query.reach))
            .with::<BigInt, _>("picks", i64::from(query.picks()));
        if let Some(id) = filter.credential {
            statement = statement.with::<Uuid, _>("credential_id", id.as_uuid());
        }
        if let Some(actor) = &filter.actor {
            statement = statement.with::<Text, _>("actor_kind", actor.kind());
            if let Some(id) = actor.id() {
                statement = statement.with::<Text, _>("actor_id", id);
            }
        }
        if let Some(action) = filter.action {
            statement = statement.with::<Text, _>("action", action.as_str());
        }
        if let Some(from) = filter.from {
            statement = statement.with::<Timestamptz, _>("from", Moment::from(from));
        }
        match query.start() {
            None => statement,
            Some((at, id)) => statement
                .with::<Timestamptz, _>("start", Moment::from(at))
                .with::<Uuid, _>("start_id", id.as_uuid()),
        }
    }
}

/// The same, where no text is longer than any ever was: whatever is, was altered, and may be longer than memory.
const BOUNDED: &str = "company_id, id, at, left(actor_kind, 256), left(actor_id, 256), left(request_id, 256), left(action, 256), \
    left(target_kind, 256), target_id, left(outcome, 256), version_before, version_after, secret_version_before, \
    secret_version_after, audit_key, row_digest, mac";
/// As [`AuditEventRow`] has them.
const COLUMNS: &str = "company_id, id, at, actor_kind, actor_id, request_id, action, target_kind, target_id, outcome, \
    version_before, version_after, secret_version_before, secret_version_after, audit_key, row_digest, mac";
