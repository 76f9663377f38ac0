//! Rules of [`CompanyStore`](crate::CompanyStore) and [`Maintenance`](crate::Maintenance) about companies that are deleted.

use std::time::Duration;

use pullkey_domain::{
    audit::{Act, Recorded},
    company::{Company, DeletedCompany},
};

use super::{
    EVERYTHING, a_stored_company, all_api_keys, all_credentials, all_events, at_once,
    fixtures::{
        a_claim, a_company, a_credential, a_moment, a_signature, an_act, an_api_key,
        failed_opening_of,
    },
};
use crate::{
    ChangeError, InsertCompanyError, InsertError, Inserted, PageRequest, Store, StoreError,
};

/// Neither found nor listed nor counted; another one stays.
pub async fn a_deleted_company_is_gone_and_its_event_told(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let deletion = deletion_of(&company);
    store.companies().delete(&deletion).await.unwrap();
    assert_eq!(store.companies().find(company.id()).await.unwrap(), None);
    let page = store.companies().list(EVERYTHING).await.unwrap();
    assert_eq!((page.items, page.total), (vec![other], 1));
    let events = all_events(store, &company).await;
    assert_eq!(events.total, 2);
    assert!(events.items.contains(deletion.event()));
}

/// And those of others stay.
pub async fn its_keys_let_nobody_in_any_more(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [key, others] = [&company, &other].map(|of| an_api_key().of(of).recorded());
    for key in [&key, &others] {
        store.api_keys().insert(key, None).await.unwrap();
    }
    delete(store, &company).await;
    let by_handle = async |key: &Recorded<_>| {
        let key: &pullkey_domain::api_key::SignedApiKey = key.subject();
        let handle = *key.unverified().handle();
        store
            .api_key_directory()
            .find_by_handle(handle)
            .await
            .unwrap()
    };
    assert_eq!(by_handle(&key).await, None);
    assert!(by_handle(&others).await.is_some());
    assert_eq!(all_api_keys(store, &company).await.total, 0);
    // Its handle may be drawn again.
    let handle = *key.subject().unverified().handle();
    let again = an_api_key().of(&other).with_handle(handle).recorded();
    assert_eq!(
        store.api_keys().insert(&again, None).await.unwrap(),
        Inserted::Stored
    );
}

/// Whatever it is, and be it a repeat of what was stored before.
pub async fn a_deleted_company_takes_nothing_any_more(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let claims = [a_claim(), a_claim()].map(|claim| Some(claim.record()));
    let [of_credential, of_key] = claims.clone();
    let kept = a_credential().of(&company).recorded();
    store
        .credentials()
        .insert(&kept, of_credential)
        .await
        .unwrap();
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, of_key).await.unwrap();
    delete(store, &company).await;
    let [of_credential, of_key] = claims;
    let (credential, key) = (a_credential().of(&company), an_api_key().of(&company));
    let used = failed_opening_of(kept.subject(), an_act(a_moment()));
    for refused in [
        store
            .credentials()
            .insert(&credential.recorded(), of_credential)
            .await
            .map(drop),
        store
            .api_keys()
            .insert(&key.recorded(), of_key)
            .await
            .map(drop),
        store.credentials().record_use(&used).await,
    ] {
        assert!(matches!(refused, Err(InsertError::CompanyGone)));
    }
    assert_eq!(all_events(store, &company).await.total, 4);
}

/// Not even a company that is gone gives it up.
pub async fn its_id_is_never_given_again(store: &dyn Store) {
    let company = a_stored_company(store).await;
    delete(store, &company).await;
    let again = a_company().with_id(company.id()).recorded();
    let refused = store.companies().insert(&again).await;
    assert!(matches!(refused, Err(InsertCompanyError::IdTaken)));
}

/// Of two at once, too.
pub async fn what_is_not_there_is_not_deleted(store: &dyn Store) {
    let absent = a_company().recorded().into_subject();
    let refused = store.companies().delete(&deletion_of(&absent)).await;
    assert!(matches!(refused, Err(ChangeError::Stale)));
    let company = a_stored_company(store).await;
    at_once(8, async || {
        let deleted = store.companies().delete(&deletion_of(&company)).await;
        assert!(matches!(deleted, Ok(()) | Err(ChangeError::Stale)));
    });
    assert_eq!(all_events(store, &company).await.total, 2);
}

/// What was cached about it is outdated.
pub async fn a_deletion_raises_the_epoch(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let before = store.api_key_directory().epoch().await.unwrap();
    delete(store, &company).await;
    assert!(store.api_key_directory().epoch().await.unwrap() > before);
}

/// All or nothing, although the event is what fails.
pub async fn a_refused_event_leaves_the_company_that_it_tells_to_be_deleted(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let act = Act {
        event: key.event().id(),
        ..an_act(a_moment())
    };
    let deletion = company.clone().delete(act).sign(a_signature);
    let refused = store.companies().delete(&deletion).await;
    assert!(matches!(
        refused,
        Err(ChangeError::Store(StoreError::Unexpected(_)))
    ));
    assert_eq!(
        store.companies().find(company.id()).await.unwrap().as_ref(),
        Some(&company)
    );
    assert_eq!(all_api_keys(store, &company).await.total, 1);
}

/// Credentials, what is counted of them, and records; events stay, and so does everything of others.
pub async fn a_sweep_removes_what_a_deleted_company_left_but_its_events(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    for of in [&company, &other] {
        for _ in 0..3 {
            let created = a_credential().of(of).recorded();
            let inserted = store
                .credentials()
                .insert(&created, Some(a_claim().record()));
            assert_eq!(inserted.await.unwrap(), Inserted::Stored);
        }
    }
    delete(store, &company).await;
    let events = all_events(store, &company).await;
    while sweep(store, &company, 100).await > 0 {}
    let left = all_credentials(store, &company).await;
    assert_eq!((left.items, left.total), (vec![], Some(0)));
    assert_eq!(swept_records(store, &company).await, 0);
    assert_eq!(all_events(store, &company).await, events);
    assert_eq!(all_credentials(store, &other).await.total, Some(3));
    assert_eq!(swept_records(store, &other).await, 3);
}

/// It goes on where the last one stopped, and nobody waits long for it.
pub async fn a_sweep_of_a_deleted_company_goes_step_by_step(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for _ in 0..5 {
        let created = a_credential().of(&company).recorded();
        store.credentials().insert(&created, None).await.unwrap();
    }
    delete(store, &company).await;
    let before = all_credentials(store, &company).await.items.len();
    let swept = sweep(store, &company, 2).await;
    let after = all_credentials(store, &company).await.items.len();
    assert!(
        swept > 0 && (1..=2).contains(&(before - after)),
        "{swept} swept, {after} left"
    );
    assert_eq!(sweep(store, &company, 0).await, 0);
}

/// By no means.
pub async fn a_company_that_exists_is_not_swept(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let created = a_credential().of(&company).recorded();
    let inserted = store
        .credentials()
        .insert(&created, Some(a_claim().record()));
    assert_eq!(inserted.await.unwrap(), Inserted::Stored);
    assert_eq!(sweep(store, &company, 100).await, 0);
    assert_eq!(all_credentials(store, &company).await.total, Some(1));
    assert_eq!(swept_records(store, &company).await, 1);
}

/// Whoever walks over all companies comes by it.
pub async fn a_walk_comes_by_deleted_companies_too(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    delete(store, &company).await;
    let PageRequest { limit, .. } = EVERYTHING;
    let ids = store.maintenance().company_ids(None, limit).await.unwrap();
    let mut expected = [company.id(), other.id()];
    expected.sort_unstable();
    assert_eq!(ids, expected);
}

fn deletion_of(company: &Company) -> Recorded<DeletedCompany> {
    let later = an_act(a_moment().after(Duration::from_secs(5)));
    company.clone().delete(later).sign(a_signature)
}

async fn delete(store: &dyn Store, company: &Company) {
    store
        .companies()
        .delete(&deletion_of(company))
        .await
        .unwrap();
}

async fn sweep(store: &dyn Store, company: &Company, limit: u32) -> u32 {
    let swept = store
        .maintenance()
        .sweep_deleted_company(company.id(), limit);
    swept.await.unwrap()
}

/// How many idempotency records the company still had.
async fn swept_records(store: &dyn Store, company: &Company) -> u32 {
    let end = pullkey_domain::timestamp::Timestamp::MAX;
    let swept = store
        .maintenance()
        .sweep_idempotency_records(company.id(), end, 100);
    swept.await.unwrap()
}
