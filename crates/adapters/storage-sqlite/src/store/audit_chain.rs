use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, NullableExpressionMethods,
    OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper, SqliteConnection,
    delete,
    dsl::{exists, sql},
    insert_into, replace_into, select,
    sql_types::BigInt,
    update,
};
use pullkey_domain::{
    audit::StoredHead,
    id::{AuditEventId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::{
    AuditChain, Backlog, ChainEnd, ChainGrowth, NewLink, StoreError, TURN, UnsealedEvent,
};
use uuid::Uuid;

use super::SqliteStore;
use crate::{
    readers::Walk,
    row::{AuditEventRow, AuditHeadRow, Id, Row, from_id},
    schema::{audit_events, audit_heads, audit_links, audit_turn, audit_unsealed},
    whole::{Exactly, ID, length},
};

#[async_trait]
impl AuditChain for SqliteStore {
    async fn is_others_turn(&self, sealer: Uuid) -> Result<bool, StoreError> {
        self.readers
            .read_inline(|connection| is_others_turn(sealer, connection))
    }

    async fn unsealed(
        &self,
        after: Option<(CompanyId, AuditEventId)>,
        limit: u32,
    ) -> Result<Vec<UnsealedEvent>, StoreError> {
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            marked(after, limit, connection)
        });
        let events = rows
            .await?
            .into_iter()
            .filter_map(|(company, id, is_linked, event)| {
                // What is no id was not asked for.
                Some(UnsealedEvent {
                    company: CompanyId::from_uuid(from_id(&company, "company_id").ok()?),
                    id: AuditEventId::from_uuid(from_id(&id, "event_id").ok()?),
                    event: event.map(Row::restore),
                    is_linked,
                })
            });
        Ok(events.collect())
    }

    async fn ends(&self, companies: Vec<CompanyId>) -> Result<Vec<ChainEnd>, StoreError> {
        let ends = self.readers.read_blocking(Walk::Page, move |connection| {
            let ends = companies
                .into_iter()
                .map(|company| end(company, connection));
            ends.collect::<QueryResult<Vec<_>>>()
        });
        ends.await
    }

    async fn heads(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<StoredHead>, StoreError> {
        let rows = self.readers.read_blocking(Walk::Page, move |connection| {
            // No bytes come before those of any id.
            let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
            audit_heads::table
                .filter(audit_heads::company_id.gt(after))
                .filter(length(audit_heads::company_id).eq(ID))
                .order(audit_heads::company_id)
                .limit(limit.into())
                .select(AuditHeadRow::as_select())
                .load::<AuditHeadRow<'_>>(connection)
        });
        rows.await?.into_iter().map(Row::into_entity).collect()
    }

    async fn grow(
        &self,
        sealer: Uuid,
        growths: Vec<ChainGrowth>,
    ) -> Result<Vec<CompanyId>, StoreError> {
        let write = self.writer.write(move |connection| {
            if !take_turn(sealer, connection)? {
                return Ok(Vec::new());
            }
            let mut grown = Vec::new();
            for growth in &growths {
                if grow(growth, connection)? {
                    grown.push(growth.to.company);
                }
            }
            Ok(grown)
        });
        write.await
    }

    async fn leave_turn(&self, sealer: Uuid) -> Result<(), StoreError> {
        let write = self.writer.write(move |connection| {
            let own = audit_turn::table.filter(audit_turn::sealer.eq(&sealer.as_bytes()[..]));
            delete(own).execute(connection)?;
            Ok(())
        });
        write.await
    }

    async fn backlog(&self) -> Result<Backlog, StoreError> {
        let marked = self.readers.read_blocking(Walk::Page, |connection| {
            audit_unsealed::table
                .filter(length(audit_unsealed::company_id).eq(ID))
                .filter(length(audit_unsealed::event_id).eq(ID))
                .left_join(
                    audit_events::table.on(audit_events::company_id
                        .eq(audit_unsealed::company_id)
                        .and(audit_events::id.eq(audit_unsealed::event_id))),
                )
                .limit(Backlog::COUNTED.into())
                .select(audit_events::at.nullable())
                .load::<Option<i64>>(connection)
        });
        let moments = marked.await?;
        let oldest = moments.iter().flatten().min();
        let oldest = oldest.map(|at| Timestamp::from_millis(*at));
        Ok(Backlog {
            events: moments.len() as u64,
            // One that is no moment was altered, which others find out.
            oldest: oldest.and_then(Result::ok),
        })
    }
}

type Marked = (
    Id<'static>,
    Id<'static>,
    bool,
    Option<AuditEventRow<'static>>,
);

fn marked(
    after: Option<(CompanyId, AuditEventId)>,
    limit: u32,
    connection: &mut SqliteConnection,
) -> QueryResult<Vec<Marked>> {
    // No bytes come before those of any id.
    let (company, event) = match &after {
        Some((company, event)) => (&company.as_bytes()[..], &event.as_bytes()[..]),
        None => (&[][..], &[][..]),
    };
    let linked = audit_links::table
        .filter(audit_links::company_id.eq(audit_unsealed::company_id))
        .filter(audit_links::event_id.eq(audit_unsealed::event_id));
    let behind = audit_unsealed::company_id
        .gt(company)
        .or(audit_unsealed::event_id.gt(event));
    audit_unsealed::table
        .left_join(
            audit_events::table.on(audit_events::company_id
                .eq(audit_unsealed::company_id)
                .and(audit_events::id.eq(audit_unsealed::event_id))),
        )
        .filter(audit_unsealed::company_id.ge(company).and(behind))
        .filter(length(audit_unsealed::company_id).eq(ID))
        .filter(length(audit_unsealed::event_id).eq(ID))
        .order((audit_unsealed::company_id, audit_unsealed::event_id))
        .limit(limit.into())
        .select((
            audit_unsealed::company_id,
            audit_unsealed::event_id,
            exists(linked),
            Option::<AuditEventRow<'_>>::as_select(),
        ))
        .load(connection)
}

fn end(company: CompanyId, connection: &mut SqliteConnection) -> QueryResult<ChainEnd> {
    let id = &company.as_bytes()[..];
    let head: Option<AuditHeadRow<'_>> = audit_heads::table
        .find(id)
        .select(AuditHeadRow::as_select())
        .get_result(connection)
        .optional()?;
    let last = audit_links::table
        .filter(audit_links::company_id.eq(id))
        .order(audit_links::seq.desc())
        .select((audit_links::seq, Exactly::<_, 32>(audit_links::link)))
        .get_result(connection)
        .optional()?;
    Ok(ChainEnd {
        company,
        // It was found by its id.
        head: head.and_then(|head| head.restore().ok()),
        last,
    })
}

const NOW: &str = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

fn turn_millis() -> i64 {
    i64::try_from(TURN.as_millis()).unwrap_or(i64::MAX)
}

fn is_others_turn(sealer: Uuid, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let now = || sql::<BigInt>(NOW);
    let others = audit_turn::table
        .filter(audit_turn::sealer.ne(&sealer.as_bytes()[..]))
        .filter(audit_turn::ends_at.gt(now()))
        .filter((audit_turn::ends_at - turn_millis()).le(now()));
    select(exists(others)).get_result(connection)
}

/// Whether it is the sealer's turn now.
fn take_turn(sealer: Uuid, connection: &mut SqliteConnection) -> QueryResult<bool> {
    if is_others_turn(sealer, connection)? {
        return Ok(false);
    }
    let now: i64 = select(sql::<BigInt>(NOW)).get_result(connection)?;
    replace_into(audit_turn::table)
        .values((
            audit_turn::only.eq(1),
            audit_turn::sealer.eq(&sealer.as_bytes()[..]),
            audit_turn::ends_at.eq(now + turn_millis()),
        ))
        .execute(connection)?;
    Ok(true)
}

/// Whether its head stood where the growth begins. Otherwise nothing is written.
fn grow(growth: &ChainGrowth, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let to = AuditHeadRow::from(&growth.to);
    let moved = match &growth.from {
        None => insert_into(audit_heads::table)
            .values(to)
            .on_conflict_do_nothing()
            .execute(connection)?,
        Some(from) => {
            let head = audit_heads::table.find(&from.company.as_bytes()[..]);
            let as_read = audit_heads::seq.eq(from.seq);
            let as_read = as_read.and(Exactly::<_, 32>(audit_heads::link).eq(&from.link));
            update(head.filter(as_read))
                .set((
                    audit_heads::seq.eq(growth.to.seq),
                    audit_heads::link.eq(&growth.to.link),
                    audit_heads::audit_key.eq(growth.to.key),
                    audit_heads::mac.eq(&growth.to.mac),
                ))
                .execute(connection)?
        }
    };
    if moved == 0 {
        return Ok(false);
    }
    for link in &growth.links {
        add_link(growth.to.company, link, connection)?;
    }
    Ok(true)
}

fn add_link(
    company: CompanyId,
    link: &NewLink,
    connection: &mut SqliteConnection,
) -> QueryResult<()> {
    let (company, event) = (&company.as_bytes()[..], &link.event.as_bytes()[..]);
    insert_into(audit_links::table)
        .values((
            audit_links::company_id.eq(company),
            audit_links::seq.eq(link.seq),
            audit_links::event_id.eq(event),
            audit_links::audit_key.eq(i64::from(link.mac.key.as_u32())),
            audit_links::link.eq(&link.mac.mac[..]),
        ))
        .execute(connection)?;
    delete(audit_unsealed::table.find((company, event)))
        .execute(connection)
        .map(drop)
}
