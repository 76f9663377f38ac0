//! Walks over a company's audit trail.
//!
//! Events have an index by time, and one by what they tell of and time. There is none by actor or action, which would make
//! every change dearer: a walk that looks for these reads each event that it comes by, and ends with its reach.

use diesel::{
    ExpressionMethods, IntoSql, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection,
    sql_types::{BigInt, Binary},
    sqlite::Sqlite,
};
use pullkey_domain::{audit::Target, id::CompanyId};
use pullkey_storage::{AuditPart, AuditQuery, Direction, StoreError};

use super::behind::Behind;
use crate::{
    row::{AuditEventRow, Row},
    schema::audit_events,
};

/// What is asked, and of whose trail.
pub(super) struct AuditWalk {
    pub(super) company: CompanyId,
    pub(super) query: AuditQuery,
}

impl AuditWalk {
    /// Reads on until enough is found, or the reach or the trail ends.
    pub(super) fn load(
        &self,
        connection: &mut SqliteConnection,
    ) -> QueryResult<Result<AuditPart, StoreError>> {
        let query = &self.query;
        let (mut picked, mut reached) = (Vec::new(), None);
        let rows = self.looked_at().select(AuditEventRow::as_select());
        for (nth, row) in (1..).zip(rows.load_iter::<AuditEventRow<'_>, _>(connection)?) {
            let row = row?;
            if query.filter.from.is_some_and(|from| row.is_before(from)) {
                break;
            }
            let (is_picked, is_last) = (row.is_picked_by(&query.filter), nth == query.reach);
            if is_picked || is_last {
                let event = match row.into_entity() {
                    Ok(event) => event,
                    Err(corrupt) => return Ok(Err(corrupt)),
                };
                reached = is_last.then(|| (event.at(), event.id()));
                picked.extend(is_picked.then_some(event));
            }
            if picked.len() == query.picks() as usize {
                break;
            }
        }
        Ok(Ok(query.part(picked, reached)))
    }

    /// The events that it comes by, in their order. Where time begins is not told: it ends there by itself, and with two
    /// bounds of time SQLite takes the index by time for the narrowest, however few events a credential has.
    fn looked_at(&self) -> audit_events::BoxedQuery<'_, Sqlite> {
        let filter = &self.query.filter;
        let of_company = audit_events::company_id.eq(&self.company.as_bytes()[..]);
        let mut events = audit_events::table.filter(of_company).into_boxed();
        if let Some(id) = &filter.credential {
            let of_credential = audit_events::target_id.eq(&id.as_bytes()[..]);
            let kind = audit_events::target_kind.eq(Target::Credential(*id).kind());
            events = events.filter(of_credential).filter(kind);
        }
        if let Some((at, id)) = self.query.start() {
            let columns = (audit_events::at, audit_events::id);
            let id = id.as_bytes().to_vec().into_sql::<Binary>();
            let place = (at.as_millis().into_sql::<BigInt>(), id);
            events = events.filter(Behind::new(columns, place, Direction::Descending));
        }
        events
            .order((audit_events::at.desc(), audit_events::id.desc()))
            .limit(self.query.reach.into())
    }
}
