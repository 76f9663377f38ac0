use std::sync::Arc;

use pullkey_domain::id::CompanyId;
use pullkey_storage::{Maintenance, StoreError};

use crate::Clock;

/// What has to be tidied up now and then, for all companies.
pub struct Upkeep {
    store: Arc<dyn Maintenance>,
    clock: Arc<dyn Clock>,
}

/// How much was removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Idempotency records that had ended.
    pub records: u64,
    /// Rows of deleted companies.
    pub leavings: u64,
}

/// Companies are walked by so many.
const COMPANIES: u32 = 1_000;
/// So many records are removed at once, so that no other write waits long for it.
const BATCH: u32 = 500;

impl Upkeep {
    /// Puts the parts together.
    pub fn new(store: Arc<dyn Maintenance>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Whether there is a company, or ever was one.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn was_ever_used(&self) -> Result<bool, StoreError> {
        Ok(!self.store.company_ids(None, 1).await?.is_empty())
    }

    /// Removes, company by company, the idempotency records that count no more, and all that deleted companies left but
    /// their events. It may run at any number of nodes at once, and be cut off anywhere.
    ///
    /// # Errors
    /// The first [`StoreError`] if the store fails, after all other companies had their turn. What was removed stays removed.
    /// If it does not even tell the companies, this ends there.
    pub async fn sweep(&self) -> Result<Swept, StoreError> {
        let (mut swept, mut after, mut failed) = (Swept::default(), None, None);
        loop {
            let companies = self.store.company_ids(after, COMPANIES).await?;
            let Some(last) = companies.last() else {
                return failed.map_or(Ok(swept), Err);
            };
            after = Some(*last);
            for company in companies {
                if let Err(error) = self.sweep_company(company, &mut swept).await {
                    failed.get_or_insert(error);
                }
            }
        }
    }

    async fn sweep_company(&self, company: CompanyId, swept: &mut Swept) -> Result<(), StoreError> {
        swept.records += self.sweep_records(company).await?;
        swept.leavings += self.sweep_leavings(company).await?;
        Ok(())
    }

    async fn sweep_records(&self, company: CompanyId) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let now = self.clock.now();
            let batch = self.store.sweep_idempotency_records(company, now, BATCH);
            let removed = batch.await?;
            swept += u64::from(removed);
            if removed < BATCH {
                return Ok(swept);
            }
        }
    }

    async fn sweep_leavings(&self, company: CompanyId) -> Result<u64, StoreError> {
        let mut swept = 0;
        loop {
            let removed = self.store.sweep_deleted_company(company, BATCH).await?;
            if removed == 0 {
                return Ok(swept);
            }
            swept += u64::from(removed);
        }
    }
}

#[cfg(test)]
mod tests {
    use mockall::predicate::eq;
    use pullkey_storage::MockMaintenance;

    use super::*;
    use crate::fixtures::{StillClock, a_company, another_company};

    fn upkeep(store: MockMaintenance) -> Upkeep {
        Upkeep::new(Arc::new(store), Arc::new(StillClock::default()))
    }

    #[tokio::test]
    async fn every_company_is_swept_until_nothing_is_left() {
        let (one, two) = (a_company().id(), another_company().id());
        let mut store = MockMaintenance::new();
        store
            .expect_company_ids()
            .with(eq(None), eq(COMPANIES))
            .returning(move |_, _| Ok(vec![one, two]));
        store
            .expect_company_ids()
            .with(eq(Some(two)), eq(COMPANIES))
            .returning(|_, _| Ok(vec![]));
        let mut left = vec![BATCH, BATCH, 7];
        store
            .expect_sweep_idempotency_records()
            .withf(move |company, now, limit| {
                *company == one && *now == StillClock::default().now() && *limit == BATCH
            })
            .times(3)
            .returning(move |_, _, _| Ok(left.remove(0)));
        store
            .expect_sweep_idempotency_records()
            .withf(move |company, _, _| *company == two)
            .times(1)
            .returning(|_, _, _| Ok(0));
        let mut left = vec![BATCH, 7, 0];
        store
            .expect_sweep_deleted_company()
            .withf(move |company, limit| *company == two && *limit == BATCH)
            .times(3)
            .returning(move |_, _| Ok(left.remove(0)));
        store
            .expect_sweep_deleted_company()
            .withf(move |company, _| *company == one)
            .times(1)
            .returning(|_, _| Ok(0));
        let swept = upkeep(store).sweep().await.unwrap();
        let (records, leavings) = (u64::from(2 * BATCH + 7), u64::from(BATCH + 7));
        assert_eq!(swept, Swept { records, leavings });
    }

    #[tokio::test]
    async fn a_store_that_fails_ends_the_sweep() {
        let mut store = MockMaintenance::new();
        store
            .expect_company_ids()
            .returning(|_, _| Err(StoreError::Unavailable("down".into())));
        let swept = upkeep(store).sweep().await;
        assert!(matches!(swept, Err(StoreError::Unavailable(_))));
    }

    #[tokio::test]
    async fn a_company_that_cannot_be_swept_holds_up_no_other_one() {
        let (one, two) = (a_company().id(), another_company().id());
        let mut store = MockMaintenance::new();
        store.expect_company_ids().returning(move |after, _| {
            Ok(if after.is_none() {
                vec![one, two]
            } else {
                vec![]
            })
        });
        store
            .expect_sweep_idempotency_records()
            .returning(move |company, _, _| match company {
                failing if failing == one => Err(StoreError::Unavailable("down".into())),
                _ => Ok(0),
            });
        store
            .expect_sweep_deleted_company()
            .withf(move |company, _| *company == two)
            .times(1)
            .returning(|_, _| Ok(0));
        let swept = upkeep(store).sweep().await;
        assert!(matches!(swept, Err(StoreError::Unavailable(_))));
    }
}
