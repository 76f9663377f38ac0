use std::num::NonZeroU32;

use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl, SelectableHelper,
    SqliteConnection, SqliteExpressionMethods, declare_sql_function, dsl::exists, insert_into,
    select, sql_types, update,
};
use pullkey_domain::{
    audit::{AuditEvent, Recorded},
    company::RewrappedCompany,
    credential::{RewrappedCredential, SealMark},
    id::{CompanyId, CredentialId},
};
use pullkey_storage::{Rewrapping, SealStep, StoreError};

use super::{SqliteStore, audit_log};
use crate::{
    readers::Walk,
    row::{AuditEventRow, CredentialRow, Row, from_id},
    schema::{audit_events, companies, credentials},
};

#[declare_sql_function]
extern "SQL" {
    /// So many bytes of these, from the one of this number on, which counts from 1; `NULL` if there are none at all.
    fn substr(
        bytes: sql_types::Binary,
        from: sql_types::BigInt,
        length: sql_types::BigInt,
    ) -> sql_types::Nullable<sql_types::Binary>;
}

/// The rows that do not bear the mark, and the last id that was walked over.
type Walked = (Vec<CredentialRow<'static>>, Option<Vec<u8>>);

#[async_trait]
impl Rewrapping for SqliteStore {
    async fn walk_sealed_otherwise(
        &self,
        company: CompanyId,
        mark: &SealMark,
        after: Option<CredentialId>,
        limit: NonZeroU32,
    ) -> Result<SealStep, StoreError> {
        let mark = mark.clone();
        let walked = self.readers.read_blocking(Walk::Page, move |connection| {
            walk(company, &mark, after, limit, connection)
        });
        let (rows, last) = walked.await?;
        let corrupt = |source| StoreError::Corrupt {
            table: CredentialRow::TABLE,
            source,
        };
        let last = last.map(|last| from_id(&last.into(), "id")).transpose();
        let mut step = SealStep {
            last: last.map_err(corrupt)?.map(CredentialId::from_uuid),
            ..SealStep::default()
        };
        for row in rows {
            let id = row.id().map_err(corrupt)?;
            match row.restore() {
                Ok(credential) => step.credentials.push(credential),
                Err(_) => step.corrupt.push(id),
            }
        }
        Ok(step)
    }

    async fn replace_sealed(
        &self,
        rewrapped: &Recorded<RewrappedCompany>,
        credentials: Vec<RewrappedCredential>,
    ) -> Result<u64, StoreError> {
        let rewrapped = rewrapped.clone();
        let write = self.writer.write(move |connection| {
            let company = rewrapped.subject().id;
            if !is_there(company, connection)? {
                return Ok(0);
            }
            let mut replaced = 0;
            for credential in &credentials {
                replaced += replace(company, credential, connection)?;
            }
            if replaced > 0 {
                tell(rewrapped.event(), connection)?;
            }
            Ok(replaced as u64)
        });
        write.await
    }

    async fn count_sealed(&self, mark: &SealMark) -> Result<u64, StoreError> {
        let (mark, length) = taken_apart(mark);
        let count = self.readers.read_blocking(Walk::Search, move |connection| {
            let begin = substr(credentials::sealed, 1, length);
            let bear = credentials::table.filter(begin.eq(mark));
            bear.filter(credentials::company_id.eq_any(existing()))
                .count()
                .get_result::<i64>(connection)
        });
        // No count is negative.
        Ok(count.await?.unsigned_abs())
    }

    async fn count_sealed_otherwise(&self, mark: &SealMark) -> Result<u64, StoreError> {
        let (mark, length) = taken_apart(mark);
        let count = self.readers.read_blocking(Walk::Search, move |connection| {
            let begin = substr(credentials::sealed, 1, length);
            let others = credentials::table.filter(begin.is_not(mark));
            others
                .filter(credentials::company_id.eq_any(existing()))
                .count()
                .get_result::<i64>(connection)
        });
        Ok(count.await?.unsigned_abs())
    }
}

fn walk(
    company: CompanyId,
    mark: &SealMark,
    after: Option<CredentialId>,
    limit: NonZeroU32,
    connection: &mut SqliteConnection,
) -> QueryResult<Walked> {
    // No bytes come before those of any id.
    let after = after.as_ref().map_or(&[][..], |id| id.as_bytes());
    let behind = credentials::table
        .filter(credentials::company_id.eq(&company.as_bytes()[..]))
        .filter(credentials::id.gt(after))
        .order(credentials::id);
    let last: Option<Vec<u8>> = behind
        .select(credentials::id)
        .offset(i64::from(limit.get()) - 1)
        .limit(1)
        .first(connection)
        .optional()?;
    let (mark, length) = taken_apart(mark);
    let begin = substr(credentials::sealed, 1, length);
    let otherwise = behind
        .filter(begin.is_not(mark))
        .select(CredentialRow::as_select());
    let rows = match &last {
        Some(last) => otherwise.filter(credentials::id.le(last)).load(connection),
        None => otherwise.load(connection),
    };
    Ok((rows?, last))
}

fn taken_apart(mark: &SealMark) -> (Vec<u8>, i64) {
    let mark = mark.as_bytes().to_vec();
    let length = i64::try_from(mark.len()).unwrap_or(i64::MAX);
    (mark, length)
}

/// The companies that exist. What a deleted one left can be opened by nobody.
#[diesel::dsl::auto_type]
fn existing() -> _ {
    let existing = companies::table.filter(companies::deleted_at.is_null());
    existing.select(companies::id)
}

fn is_there(company: CompanyId, connection: &mut SqliteConnection) -> QueryResult<bool> {
    let existing = companies::table
        .find(&company.as_bytes()[..])
        .filter(companies::deleted_at.is_null());
    select(exists(existing)).get_result(connection)
}

/// One, if the bytes that were opened stood there yet, and else none.
fn replace(
    company: CompanyId,
    credential: &RewrappedCredential,
    connection: &mut SqliteConnection,
) -> QueryResult<usize> {
    let (company, id) = (company.as_bytes(), credential.id());
    let opened = credentials::table
        .find((&company[..], &id.as_bytes()[..]))
        .filter(credentials::sealed.eq(credential.opened().as_bytes()));
    update(opened)
        .set(credentials::sealed.eq(credential.sealed().as_bytes()))
        .execute(connection)
}

/// Appends the event to the trail of its company, unless it stands there already.
fn tell(event: &AuditEvent, connection: &mut SqliteConnection) -> QueryResult<()> {
    let told = insert_into(audit_events::table)
        .values(AuditEventRow::from(event))
        .on_conflict((audit_events::company_id, audit_events::id))
        .do_nothing()
        .execute(connection)?;
    if told > 0 {
        audit_log::mark(event, connection)?;
    }
    Ok(())
}
