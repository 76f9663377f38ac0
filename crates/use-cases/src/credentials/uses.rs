use pullkey_domain::{credential::Credential, timestamp::Timestamp};
use pullkey_storage::{CredentialUse, StoreError, USE_INTERVAL};

use super::Credentials;
use crate::uses::BATCH;

impl Credentials {
    /// Notes that a credential is used, unless it is known already of less than a minute ago: so that its row is written once a
    /// minute, at however many nodes it is used. Takes it as it was just read.
    pub fn note_use(&self, credential: &Credential) {
        let now = self.surroundings.clock.now();
        let is_due = |last: Timestamp| last.after(USE_INTERVAL) <= now;
        if credential.last_used_at().is_none_or(is_due) {
            let used = (credential.company(), credential.id());
            self.uses.note(used, now);
        }
    }

    /// Tells the store when credentials were used since it was told last. Call it every other second, and at the end. What the
    /// store has not answered for, be it that this was cut off, is told the next time.
    ///
    /// # Errors
    /// [`StoreError`] if the store fails.
    pub async fn tell_uses(&self) -> Result<(), StoreError> {
        for batch in self.uses.untold().chunks(BATCH) {
            let used = |&((company, credential), at)| CredentialUse {
                company,
                credential,
                at,
            };
            let told = batch.iter().map(used).collect();
            self.store.record_last_uses(told).await?;
            self.uses.settle(batch);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use pullkey_domain::id::CredentialId;
    use pullkey_storage::MockCredentialStore;
    use uuid::Uuid;

    use super::*;
    use crate::{
        Surroundings,
        fixtures::{Parts, StillClock, a_company, a_credential, surroundings},
    };

    /// Those of a clock that stands at the moment when the credential was made.
    async fn credentials(store: MockCredentialStore) -> (Credentials, Arc<StillClock>) {
        let clock = Arc::new(StillClock::default());
        let surroundings = Surroundings {
            clock: clock.clone(),
            ..surroundings()
        };
        let credentials = Credentials {
            surroundings,
            ..Parts::on(store).credentials().await
        };
        (credentials, clock)
    }

    fn recording(uses: Vec<CredentialUse>) -> MockCredentialStore {
        let mut store = MockCredentialStore::new();
        store
            .expect_record_last_uses()
            .withf(move |told| *told == uses)
            .times(1)
            .returning(|_| Ok(()));
        store
    }

    fn use_after(seconds: u64) -> CredentialUse {
        let start = StillClock::default();
        start.advance(Duration::from_secs(seconds));
        CredentialUse {
            company: a_company().id(),
            credential: a_credential().id(),
            at: crate::Clock::now(&start),
        }
    }

    #[tokio::test]
    async fn a_use_is_told_once_with_the_latest_moment() {
        let (credentials, clock) = credentials(recording(vec![use_after(2)])).await;
        for _ in 0..3 {
            credentials.note_use(&a_credential());
            clock.advance(Duration::from_secs(1));
        }
        credentials.tell_uses().await.unwrap();
        credentials.tell_uses().await.unwrap();
    }

    #[tokio::test]
    async fn what_was_used_less_than_a_minute_ago_is_not_noted_again() {
        let (credentials, clock) = credentials(recording(vec![use_after(60)])).await;
        let used = a_credential().used_at(use_after(0).at);
        for seconds in [0, 59] {
            clock.advance(Duration::from_secs(seconds));
            credentials.note_use(&used);
            credentials.tell_uses().await.unwrap();
        }
        clock.advance(Duration::from_secs(1));
        credentials.note_use(&used);
        credentials.tell_uses().await.unwrap();
    }

    #[tokio::test]
    async fn what_is_used_by_the_way_of_a_worker_is_told_by_the_first_one() {
        let (credentials, _) = credentials(recording(vec![use_after(0)])).await;
        let of_worker = credentials.by_way_of(Arc::new(MockCredentialStore::new()));
        of_worker.note_use(&a_credential());
        credentials.tell_uses().await.unwrap();
        assert_eq!(of_worker.uses.untold(), []);
    }

    #[tokio::test]
    async fn uses_are_told_in_batches_and_only_those_again_that_were_not_told() {
        let mut store = MockCredentialStore::new();
        let mut order = mockall::Sequence::new();
        for (length, is_told) in [(BATCH, true), (1, false), (1, true)] {
            store
                .expect_record_last_uses()
                .withf(move |uses| uses.len() == length)
                .times(1)
                .in_sequence(&mut order)
                .returning(move |_| {
                    let down = StoreError::Unavailable("down".into());
                    is_told.then_some(()).ok_or(down)
                });
        }
        let (credentials, _) = credentials(store).await;
        for nth in 0..=BATCH {
            let id = CredentialId::from_uuid(Uuid::from_u128(nth as u128));
            credentials
                .uses
                .note((a_company().id(), id), use_after(0).at);
        }
        assert!(credentials.tell_uses().await.is_err());
        credentials.tell_uses().await.unwrap();
        credentials.tell_uses().await.unwrap();
    }
}
