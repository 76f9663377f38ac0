//! Rules of [`Maintenance`](crate::Maintenance).

use std::time::Duration;

use pullkey_domain::{company::Company, id::CompanyId, timestamp::Timestamp};

use super::{
    a_stored_company,
    fixtures::{a_claim, a_company, a_credential, a_moment},
};
use crate::{Inserted, Store};

/// Each once, by id, in steps of any length.
pub async fn a_walk_comes_by_each_company_once(store: &dyn Store) {
    let nil = "00000000-0000-0000-0000-000000000000".parse().unwrap();
    let max = "ffffffff-ffff-ffff-ffff-ffffffffffff".parse().unwrap();
    for id in [max, nil] {
        let company = a_company().with_id(id).recorded();
        store.companies().insert(&company).await.unwrap();
    }
    let mut expected = vec![nil, max];
    for _ in 0..5 {
        expected.push(a_stored_company(store).await.id());
    }
    expected.sort_unstable();
    for limit in [1, 2, 7, 100] {
        let mut walked: Vec<CompanyId> = Vec::new();
        loop {
            let after = walked.last().copied();
            let step = store.maintenance().company_ids(after, limit).await.unwrap();
            assert!(step.len() <= limit as usize);
            if step.is_empty() {
                break;
            }
            walked.extend(step);
            assert!(walked.len() <= expected.len(), "the walk goes in circles");
        }
        assert_eq!(walked, expected);
    }
}

/// Whoever asks for none gets none.
pub async fn a_step_of_no_length_goes_nowhere(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let ids = store.maintenance().company_ids(None, 0).await;
    assert_eq!(ids.unwrap(), []);
    remember(store, &company, "ended", a_moment()).await;
    assert_eq!(sweep(store, &company, Timestamp::MAX, 0).await, 0);
    assert_eq!(sweep(store, &company, Timestamp::MAX, 9).await, 1);
}

/// To the millisecond. What counts is the end, not the age.
pub async fn a_sweep_removes_what_ended_and_nothing_else(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let moments = [0, 1, 2].map(|age| a_moment().after(Duration::from_millis(age)));
    for (key, at) in ["first", "second", "third"].into_iter().zip(moments) {
        remember(store, &company, key, at).await;
    }
    let end = |at: Timestamp| a_claim().made_at(at).record().ends_at();
    assert_eq!(sweep(store, &company, a_moment(), 9).await, 0);
    assert_eq!(sweep(store, &company, end(moments[1]), 9).await, 2);
    assert_eq!(sweep(store, &company, end(moments[1]), 9).await, 0);
    for (key, is_live) in [("first", false), ("second", false), ("third", true)] {
        assert_eq!(is_remembered(store, &company, key).await, is_live, "{key}");
    }
}

/// Whoever sweeps never knows of two at once.
pub async fn a_sweep_leaves_what_other_companies_remember(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    remember(store, &company, "key", a_moment()).await;
    remember(store, &other, "key", a_moment()).await;
    assert_eq!(sweep(store, &company, Timestamp::MAX, 9).await, 1);
    assert!(!is_remembered(store, &company, "key").await);
    assert!(is_remembered(store, &other, "key").await);
}

/// So that nobody waits long for it.
pub async fn a_sweep_removes_no_more_than_it_was_told_to(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for nth in 0..5 {
        remember(store, &company, &format!("key-{nth}"), a_moment()).await;
    }
    for swept in [2, 2, 1, 0] {
        assert_eq!(sweep(store, &company, Timestamp::MAX, 2).await, swept);
    }
}

/// Only what retries need goes.
pub async fn a_sweep_leaves_credentials_and_events(store: &dyn Store) {
    let company = a_stored_company(store).await;
    remember(store, &company, "key", a_moment()).await;
    let before = (
        super::all_credentials(store, &company).await,
        super::all_events(store, &company).await,
    );
    assert_eq!(sweep(store, &company, Timestamp::MAX, 9).await, 1);
    let after = (
        super::all_credentials(store, &company).await,
        super::all_events(store, &company).await,
    );
    assert_eq!(after, before);
}

async fn remember(store: &dyn Store, company: &Company, key: &str, at: Timestamp) {
    let created = a_credential().of(company).created_at(at).recorded();
    let record = a_claim().of_key(key).made_at(at).record();
    let inserted = store.credentials().insert(&created, Some(record)).await;
    assert_eq!(inserted.unwrap(), Inserted::Stored);
}

/// Whether there is a record, asked at a moment at which each of them counts. If there is none, there is one now.
async fn is_remembered(store: &dyn Store, company: &Company, key: &str) -> bool {
    let created = a_credential().of(company).recorded();
    let record = a_claim().of_key(key).record();
    let inserted = store.credentials().insert(&created, Some(record)).await;
    inserted.unwrap() != Inserted::Stored
}

async fn sweep(store: &dyn Store, company: &Company, now: Timestamp, limit: u32) -> u32 {
    let swept = store.maintenance();
    let swept = swept.sweep_idempotency_records(company.id(), now, limit);
    swept.await.unwrap()
}
