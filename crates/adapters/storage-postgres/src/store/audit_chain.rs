use async_trait::async_trait;
use diesel::{
    ExpressionMethods, QueryDsl, SelectableHelper,
    deserialize::FromSqlRow,
    expression::QueryMetadata,
    pg::Pg,
    query_dsl::CompatibleType,
    sql_types::{Array, BigInt, Binary, Bool, Double, Nullable, Timestamptz, Uuid as Id},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::{
    audit::StoredHead,
    id::{AuditEventId, CompanyId},
    timestamp::Timestamp,
};
use pullkey_storage::{
    AuditChain, Backlog, ChainEnd, ChainGrowth, NewLink, StoreError, TURN, UnsealedEvent,
};
use uuid::Uuid;

use super::PostgresStore;
use crate::{
    link::Link,
    row::{AuditEventRow, AuditHeadRow, Moment, Row},
    schema::{audit_events, audit_heads},
    statement::Statement,
};

type Marked = (Uuid, Uuid, bool, Option<AuditEventRow<'static>>);
type MarkedColumns = (Id, Id, Bool, Nullable<audit_events::SqlType>);
type End = (Uuid, Option<AuditHeadRow>, Option<(i64, Vec<u8>)>);
type EndColumns = (
    Id,
    Nullable<audit_heads::SqlType>,
    Nullable<(BigInt, Binary)>,
);

#[async_trait]
impl AuditChain for PostgresStore {
    async fn is_others_turn(&self, sealer: Uuid) -> Result<bool, StoreError> {
        let turn = || {
            Statement::<Bool>::of(include_str!("../../sql/seal_turn.sql"))
                .with::<Id, _>("sealer", sealer)
                .with::<Double, _>("turn_seconds", TURN.as_secs_f64())
        };
        let is_others: Vec<bool> = read(&self.links()?.chains, turn).await?;
        Ok(is_others.contains(&true))
    }

    async fn unsealed(
        &self,
        after: Option<(CompanyId, AuditEventId)>,
        limit: u32,
    ) -> Result<Vec<UnsealedEvent>, StoreError> {
        let (company, event) = after.map_or((Uuid::nil(), Uuid::nil()), |(company, event)| {
            (company.as_uuid(), event.as_uuid())
        });
        let marked = || {
            Statement::<MarkedColumns>::of(include_str!("../../sql/unsealed_events.sql"))
                .with::<Id, _>("after_company_id", company)
                .with::<Id, _>("after_event_id", event)
                .with::<Bool, _>("begins", after.is_none())
                .with::<BigInt, _>("limit", i64::from(limit))
        };
        let rows: Vec<Marked> = read(&self.links()?.chains, marked).await?;
        let events = rows
            .into_iter()
            .map(|(company, id, is_linked, event)| UnsealedEvent {
                company: CompanyId::from_uuid(company),
                id: AuditEventId::from_uuid(id),
                event: event.map(Row::restore),
                is_linked,
            });
        Ok(events.collect())
    }

    async fn ends(&self, companies: Vec<CompanyId>) -> Result<Vec<ChainEnd>, StoreError> {
        let ids: Vec<_> = companies.iter().map(|company| company.as_uuid()).collect();
        let ends = || {
            Statement::<EndColumns>::of(include_str!("../../sql/chain_ends.sql"))
                .with::<Array<Id>, _>("company_ids", &ids)
        };
        let rows: Vec<End> = read(&self.links()?.chains, ends).await?;
        let ends = rows.into_iter().map(|(company, head, last)| ChainEnd {
            company: CompanyId::from_uuid(company),
            head: head.map(StoredHead::from),
            last,
        });
        Ok(ends.collect())
    }

    async fn heads(
        &self,
        after: Option<CompanyId>,
        limit: u32,
    ) -> Result<Vec<StoredHead>, StoreError> {
        let heads = self.links()?.chains.read(|session| async move {
            let mut heads = audit_heads::table
                .select(AuditHeadRow::as_select())
                .order(audit_heads::company_id)
                .limit(limit.into())
                .into_boxed();
            if let Some(after) = after {
                heads = heads.filter(audit_heads::company_id.gt(after.as_uuid()));
            }
            heads.load(&mut &*session).await
        });
        Ok(heads.await?.into_iter().map(StoredHead::from).collect())
    }

    async fn grow(
        &self,
        sealer: Uuid,
        growths: Vec<ChainGrowth>,
    ) -> Result<Vec<CompanyId>, StoreError> {
        let grow = Statement::<Id>::of(include_str!("../../sql/grow_chains.sql"))
            .with::<Id, _>("sealer", sealer)
            .with::<Double, _>("turn_seconds", TURN.as_secs_f64());
        let grow = bind_links(&growths, bind_heads(&growths, grow));
        let session = self.links()?.chains.session().await?;
        let grown: Vec<Uuid> = session.write(grow.load(&mut &*session)).await?;
        Ok(grown.into_iter().map(CompanyId::from_uuid).collect())
    }

    async fn leave_turn(&self, sealer: Uuid) -> Result<(), StoreError> {
        let leave = Statement::<Id>::of(include_str!("../../sql/leave_seal_turn.sql"))
            .with::<Id, _>("sealer", sealer);
        let session = self.links()?.chains.session().await?;
        let _left: Vec<Uuid> = session.write(leave.load(&mut &*session)).await?;
        Ok(())
    }

    async fn backlog(&self) -> Result<Backlog, StoreError> {
        let counted = || {
            Statement::<(BigInt, Nullable<Timestamptz>)>::of(include_str!(
                "../../sql/audit_backlog.sql"
            ))
            .with::<BigInt, _>("limit", i64::from(Backlog::COUNTED))
        };
        let rows: Vec<(i64, Option<Moment>)> = read(&self.links()?.chains, counted).await?;
        let (events, oldest) = rows.into_iter().next().unwrap_or_default();
        let oldest = oldest.map(|at| Timestamp::from_millis(at.as_millis()));
        Ok(Backlog {
            events: events.unsigned_abs(),
            // One that is no moment was altered, which others find out.
            oldest: oldest.and_then(Result::ok),
        })
    }
}

/// Reads, by a statement that is made anew if it has to be asked again.
pub(super) async fn read<'a, A, ST, R>(
    link: &Link,
    statement: impl Fn() -> Statement<'a, A>,
) -> Result<Vec<R>, StoreError>
where
    A: CompatibleType<R, Pg, SqlType = ST> + 'static,
    ST: 'static,
    R: FromSqlRow<ST, Pg> + Send + 'static,
    Pg: QueryMetadata<A>,
{
    let rows = link.read(|session| {
        let statement = statement();
        async move { statement.load(&mut &*session).await }
    });
    Ok(rows.await?)
}

/// Puts the heads as they were and as they are to be in their places.
fn bind_heads<'a, A>(growths: &[ChainGrowth], statement: Statement<'a, A>) -> Statement<'a, A> {
    let from = || growths.iter().map(|growth| growth.from.as_ref());
    let to = || growths.iter().map(|growth| &growth.to);
    let from_seqs: Vec<_> = from().map(|head| head.map(|head| head.seq)).collect();
    let from_links = from().map(|head| head.map(|head| head.link.clone()));
    statement
        .with::<Array<Id>, _>(
            "company_ids",
            collected(to().map(|it| it.company.as_uuid())),
        )
        .with::<Array<Nullable<BigInt>>, _>("from_seqs", from_seqs)
        .with::<Array<Nullable<Binary>>, _>("from_links", collected(from_links))
        .with::<Array<BigInt>, _>("seqs", collected(to().map(|head| head.seq)))
        .with::<Array<Binary>, _>("links", collected(to().map(|head| head.link.clone())))
        .with::<Array<BigInt>, _>("audit_keys", collected(to().map(|head| head.key)))
        .with::<Array<Binary>, _>("macs", collected(to().map(|head| head.mac.clone())))
}

/// Puts the links in their places.
fn bind_links<'a, A>(growths: &[ChainGrowth], statement: Statement<'a, A>) -> Statement<'a, A> {
    let links = || {
        growths.iter().flat_map(|growth| {
            let company = growth.to.company.as_uuid();
            growth.links.iter().map(move |link| (company, link))
        })
    };
    let key = |link: &NewLink| i64::from(link.mac.key.as_u32());
    statement
        .with::<Array<Id>, _>(
            "link_company_ids",
            collected(links().map(|(company, _)| company)),
        )
        .with::<Array<BigInt>, _>("link_seqs", collected(links().map(|(_, link)| link.seq)))
        .with::<Array<Id>, _>(
            "link_event_ids",
            collected(links().map(|(_, link)| link.event.as_uuid())),
        )
        .with::<Array<BigInt>, _>(
            "link_audit_keys",
            collected(links().map(|(_, link)| key(link))),
        )
        .with::<Array<Binary>, _>(
            "link_macs",
            collected(links().map(|(_, link)| link.mac.mac.to_vec())),
        )
}

fn collected<T>(values: impl Iterator<Item = T>) -> Vec<T> {
    values.collect()
}
