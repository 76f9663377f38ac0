//! Rules of [`AuditLog`](crate::AuditLog).

use std::time::Duration;

use pullkey_domain::{
    audit::{Act, Actor, AuditEvent, SystemUser},
    company::Company,
    id::ApiKeyId,
    timestamp::Timestamp,
};

use super::{
    a_stored_company, all_events,
    fixtures::{a_company, a_credential, a_moment, an_act, an_api_key, an_id, deletion_of},
};
use crate::{Managers, PageRequest, Store};

/// Equal in every field, as the MAC must still fit.
pub async fn the_event_of_a_new_company_reads_back(store: &dyn Store) {
    let company = a_company().recorded();
    store.companies().insert(&company).await.unwrap();
    let events = all_events(store, company.subject()).await;
    assert_eq!(events.items, [company.event().clone()]);
    assert_eq!(events.total, 1);
}

/// With both versions that a credential has.
pub async fn the_event_of_a_new_credential_reads_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credential = a_credential().of(&company).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    assert_told(store, &company, credential.event()).await;
}

/// With the only version that a key has.
pub async fn the_event_of_a_new_key_reads_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    assert_told(store, &company, key.event()).await;
}

/// Although what it tells of is gone.
pub async fn the_event_of_a_deleted_key_reads_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let deletion = deletion_of(key.subject());
    store
        .api_keys()
        .delete(&deletion, Managers::NoneNeedRemain)
        .await
        .unwrap();
    assert_told(store, &company, deletion.event()).await;
}

/// Each version in its own place.
pub async fn an_event_with_versions_on_both_sides_reads_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let key = an_api_key().of(&company).rotated();
    store.api_keys().insert(&key, None).await.unwrap();
    assert_told(store, &company, key.event()).await;
}

/// With its id, where it has one.
pub async fn every_kind_of_actor_reads_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for actor in [
        Actor::ApiKey(ApiKeyId::parse(&an_id()).unwrap()),
        Actor::Operator,
        Actor::CommandLine(SystemUser::of("j. o'\u{308} \"root\" % 🐋")),
        Actor::System,
    ] {
        let act = Act {
            actor,
            ..an_act(a_moment())
        };
        told(store, &company, act).await;
    }
}

/// The command line sends none.
pub async fn an_act_outside_of_a_request_reads_back(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let act = Act {
        request: None,
        ..an_act(a_moment())
    };
    let event = told(store, &company, act).await;
    assert_eq!(event.request(), None);
}

/// But for its own.
pub async fn another_company_lists_and_counts_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let own = all_events(store, &other).await;
    told(store, &company, an_act(a_moment())).await;
    assert_eq!(all_events(store, &other).await, own);
    assert_eq!(own.total, 1);
}

/// The first and the last moment there are included.
pub async fn events_are_listed_newest_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let oldest = told(store, &company, an_act(Timestamp::MIN)).await;
    let newest = told(store, &company, an_act(Timestamp::MAX)).await;
    let events = all_events(store, &company).await.items;
    assert_eq!(events.len(), 3);
    assert_eq!((&events[0], &events[2]), (&newest, &oldest));
}

/// So that pages fit together.
pub async fn events_of_one_moment_are_listed_by_id_descending(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let mut expected = Vec::new();
    for nth in [2, 9, 4] {
        let id = format!("{nth}0000000-0000-8000-8000-000000000000");
        let act = Act {
            event: id.parse().unwrap(),
            ..an_act(Timestamp::MAX)
        };
        expected.push(told(store, &company, act).await);
    }
    expected.sort_by_key(AuditEvent::id);
    expected.reverse();
    assert_eq!(all_events(store, &company).await.items[..3], expected);
}

/// Limit, offset and total.
pub async fn a_page_is_cut_out_of_the_trail_and_counts_all_of_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for age in 1..5 {
        let at = a_moment().after(Duration::from_secs(age));
        told(store, &company, an_act(at)).await;
    }
    let all = all_events(store, &company).await.items;
    for (limit, offset, expected) in [(2, 0, 0..2), (2, 3, 3..5), (9, 4, 4..5), (2, 5, 5..5)] {
        let request = PageRequest { limit, offset };
        let page = store.audit_log().list(company.id(), request).await.unwrap();
        assert_eq!(page.items, all[expected]);
        assert_eq!(page.total, 5);
    }
}

/// Does something in this company by this act, and gives back the event that was told.
async fn told(store: &dyn Store, company: &Company, act: Act) -> AuditEvent {
    let credential = a_credential().of(company).created_by(act).recorded();
    store.credentials().insert(&credential, None).await.unwrap();
    assert_told(store, company, credential.event()).await;
    credential.event().clone()
}

async fn assert_told(store: &dyn Store, company: &Company, event: &AuditEvent) {
    let events = all_events(store, company).await.items;
    let stored = events.iter().find(|stored| stored.id() == event.id());
    assert_eq!(stored, Some(event));
}
