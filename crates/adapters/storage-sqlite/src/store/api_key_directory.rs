use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl, QueryResult,
    RunQueryDsl, SelectableHelper, SqliteConnection, update,
};
use pullkey_domain::api_key::{ApiKeyHandle, SignedApiKey};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyUse, AuthEpoch, ChangeError, KeyWithCompany, StoreError, USE_INTERVAL,
};

use super::SqliteStore;
use crate::{
    fault::Fault,
    row::{ApiKeyRow, CompanyRow, Row},
    schema::{api_key_handles, api_keys, auth_epoch, companies},
    writer::Rollback,
};

#[async_trait]
impl ApiKeyDirectory for SqliteStore {
    async fn find_by_handle(
        &self,
        handle: ApiKeyHandle,
    ) -> Result<Option<KeyWithCompany>, StoreError> {
        let named = api_keys::company_id
            .eq(api_key_handles::company_id)
            .and(api_keys::id.eq(api_key_handles::api_key_id));
        let rows: Option<(ApiKeyRow<'_>, CompanyRow<'_>)> =
            self.readers.read_inline(|connection| {
                api_key_handles::table
                    .inner_join(api_keys::table.on(named))
                    .inner_join(companies::table)
                    .filter(api_key_handles::handle.eq(handle.as_str()))
                    .filter(companies::deleted_at.is_null())
                    .select((ApiKeyRow::as_select(), CompanyRow::as_select()))
                    .get_result(connection)
                    .optional()
            })?;
        let restored = |(key, company): (ApiKeyRow<'_>, CompanyRow<'_>)| {
            Ok(KeyWithCompany {
                key: key.into_entity()?,
                company: company.into_entity()?,
            })
        };
        rows.map(restored).transpose()
    }

    async fn epoch(&self) -> Result<AuthEpoch, StoreError> {
        let epoch = self.readers.read_inline(|connection| {
            auth_epoch::table
                .select(auth_epoch::epoch)
                .get_result(connection)
        });
        epoch.map(AuthEpoch)
    }

    async fn record_uses(&self, uses: Vec<ApiKeyUse>) -> Result<(), StoreError> {
        let write = self.writer.write(move |connection| {
            for used in &uses {
                record_use(used, connection)?;
            }
            Ok(())
        });
        write.await
    }

    async fn turn_pepper(
        &self,
        before: &SignedApiKey,
        after: &SignedApiKey,
    ) -> Result<(), ChangeError> {
        let (before, after) = (before.clone(), after.clone());
        let write = self.writer.write(move |connection| {
            let (company, id) = (before.unverified().company(), before.unverified().id());
            // The row MAC covers the version, so whatever changed the key meanwhile has another one.
            let same = api_keys::table
                .find((&company.as_bytes()[..], &id.as_bytes()[..]))
                .filter(api_keys::row_mac.eq(&before.mac().mac[..]));
            let rows = update(same)
                .set(ApiKeyRow::from(&after))
                .execute(connection)?;
            if rows == 1 {
                Ok(())
            } else {
                Err(Rollback::Refused(ChangeError::Stale))
            }
        });
        write.await
    }
}

/// Lets everybody know that what they read of keys and companies may be outdated: to be called in the transaction of
/// the change, which fails if nobody can be told.
pub(super) fn raise_epoch(connection: &mut SqliteConnection) -> Result<(), Fault> {
    let raised = update(auth_epoch::table)
        .set(auth_epoch::epoch.eq(auth_epoch::epoch + 1))
        .execute(connection)?;
    (raised == 1).then_some(()).ok_or(Fault::NoEpoch)
}

/// At most once a minute.
fn record_use(used: &ApiKeyUse, connection: &mut SqliteConnection) -> QueryResult<()> {
    let at = used.at.as_millis();
    let interval = i64::try_from(USE_INTERVAL.as_millis()).unwrap_or(i64::MAX);
    let key = api_keys::table.find((&used.company.as_bytes()[..], &used.key.as_bytes()[..]));
    let earlier = api_keys::last_used_at
        .is_null()
        .or(api_keys::last_used_at.le(at - interval));
    update(key.filter(earlier))
        .set(api_keys::last_used_at.eq(at))
        .execute(connection)
        .map(drop)
}
