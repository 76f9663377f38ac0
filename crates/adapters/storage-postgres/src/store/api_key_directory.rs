use async_trait::async_trait;
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, OptionalExtension, QueryDsl,
    SelectableHelper,
    sql_types::{Array, BigInt, Binary, Double, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl;
use pullkey_domain::api_key::{ApiKeyHandle, SignedApiKey};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyUse, AuthEpoch, ChangeError, KeyWithCompany, StoreError, USE_INTERVAL,
};

use super::PostgresStore;
use crate::{
    row::{ApiKeyRow, CompanyRow, Moment, Row},
    schema::{api_key_handles, api_keys, auth_epoch, companies},
    statement::Statement,
};

#[async_trait]
impl ApiKeyDirectory for PostgresStore {
    async fn find_by_handle(
        &self,
        handle: ApiKeyHandle,
    ) -> Result<Option<KeyWithCompany>, StoreError> {
        let rows = self.links()?.points.read(|session| async move {
            let named = api_keys::company_id
                .eq(api_key_handles::company_id)
                .and(api_keys::id.eq(api_key_handles::api_key_id));
            let found = api_key_handles::table
                .inner_join(api_keys::table.on(named))
                .inner_join(companies::table)
                .filter(api_key_handles::handle.eq(handle.as_str()))
                .filter(companies::deleted_at.is_null())
                .select((ApiKeyRow::as_select(), CompanyRow::as_select()));
            found.first(&mut &*session).await.optional()
        });
        let rows: Option<(ApiKeyRow<'_>, CompanyRow)> = rows.await?;
        let restored = |(key, company): (ApiKeyRow<'_>, CompanyRow)| {
            Ok(KeyWithCompany {
                key: key.into_entity()?,
                company: company.into_entity()?,
            })
        };
        rows.map(restored).transpose()
    }

    async fn epoch(&self) -> Result<AuthEpoch, StoreError> {
        let epoch = self.links()?.watch.read(|session| async move {
            let epoch = auth_epoch::table.select(auth_epoch::epoch);
            epoch.first(&mut &*session).await.optional()
        });
        // Whoever raises it makes its row.
        Ok(AuthEpoch(epoch.await?.unwrap_or_default()))
    }

    async fn record_uses(&self, uses: Vec<ApiKeyUse>) -> Result<(), StoreError> {
        let companies: Vec<_> = uses.iter().map(|it| it.company.as_uuid()).collect();
        let ids: Vec<_> = uses.iter().map(|it| it.key.as_uuid()).collect();
        let moments: Vec<_> = uses.iter().map(|it| Moment::from(it.at)).collect();
        let record = Statement::<BigInt>::of(include_str!("../../sql/record_uses.sql"))
            .with::<Array<Uuid>, _>("company_ids", companies)
            .with::<Array<Uuid>, _>("ids", ids)
            .with::<Array<Timestamptz>, _>("moments", moments)
            .with::<Double, _>("interval_seconds", USE_INTERVAL.as_secs_f64());
        // Keys that are gone have nothing to change.
        self.has_changed(record).await.map(drop)
    }

    async fn turn_pepper(
        &self,
        before: &SignedApiKey,
        after: &SignedApiKey,
    ) -> Result<(), ChangeError> {
        let turn = Statement::<BigInt>::of(include_str!("../../sql/turn_pepper.sql"));
        let turn = ApiKeyRow::from(after).bind(turn);
        let turn = turn.with::<Binary, _>("row_mac_before", &before.mac().mac[..]);
        if self.has_changed(turn).await? {
            Ok(())
        } else {
            Err(ChangeError::Stale)
        }
    }
}
