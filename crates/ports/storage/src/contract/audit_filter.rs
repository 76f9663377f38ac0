//! Rules of [`AuditLog::walk`](crate::AuditLog::walk) about what it finds.

use pullkey_domain::{
    audit::{Action, ActorFilter, AuditEvent},
    company::Company,
    timestamp::Timestamp,
};

use super::{
    a_stored_company, all_events,
    fixtures::{a_moment, an_act},
    trail::{a_trail, actors, by, credentials, every_filter, fitting, found, told},
};
use crate::{AuditFilter, Store};

/// In the same order.
pub async fn a_walk_without_a_filter_finds_all_that_is_listed(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    assert_eq!(found(store, &company, AuditFilter::default()).await, events);
}

/// Not of others, and not of an API key that has the same id.
pub async fn events_of_one_credential_are_found(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    for credential in credentials() {
        let filter = AuditFilter {
            credential: Some(credential),
            ..AuditFilter::default()
        };
        assert_finds(store, &company, &events, filter, 13).await;
    }
}

/// Those that have an id by that, and all of a kind.
pub async fn events_of_one_actor_and_of_a_kind_are_found(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    for actor in actors() {
        let one = ActorFilter::one(&actor);
        assert_finds(store, &company, &events, by(one), 4).await;
    }
    let kind = |kind: &str| ActorFilter::parse(kind).unwrap();
    assert_finds(store, &company, &events, by(kind("cli")), 8).await;
    for word in ["operator", "system"] {
        assert_finds(store, &company, &events, by(kind(word)), 4).await;
    }
    // Company, credentials and key are made by keys of their own.
    assert_finds(store, &company, &events, by(kind("api_key")), 8 + 4).await;
}

/// Whatever was done.
pub async fn events_of_one_action_are_found(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    for action in Action::ALL {
        let filter = AuditFilter {
            action: Some(*action),
            ..AuditFilter::default()
        };
        let count = match action {
            Action::CredentialOpenFailed => 18,
            Action::CredentialUpdate => 6,
            Action::CredentialCreate => 2,
            Action::CompanyCreate | Action::ApiKeyCreate => 1,
            _ => 0,
        };
        assert_finds(store, &company, &events, filter, count).await;
    }
}

/// To the millisecond, also where it is the first or the last moment there is.
pub async fn a_time_begins_with_its_first_moment_and_ends_before_its_last(store: &dyn Store) {
    let (company, _) = a_trail(store).await;
    for at in [Timestamp::MIN, Timestamp::MAX] {
        told(store, &company, an_act(at)).await;
    }
    let events = all_events(store, &company).await.items;
    let millis = |millis| Timestamp::from_millis(a_moment().as_millis() + millis).unwrap();
    let moments = [0, 1, 999, 1_000, 1_001, 4_000, 4_001].map(millis);
    let ends = [Timestamp::MIN, Timestamp::MAX].into_iter().chain(moments);
    let ends: Vec<_> = ends.map(Some).chain([None]).collect();
    for from in &ends {
        for to in &ends {
            let filter = AuditFilter {
                from: *from,
                to: *to,
                ..AuditFilter::default()
            };
            let expected = fitting(&events, &filter);
            assert_eq!(
                found(store, &company, filter).await,
                expected,
                "{from:?} {to:?}"
            );
        }
    }
}

/// In every combination.
pub async fn filters_narrow_each_other(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    let mut some = 0;
    for filter in every_filter() {
        let expected = fitting(&events, &filter);
        some += usize::from(!expected.is_empty());
        assert_eq!(
            found(store, &company, filter.clone()).await,
            expected,
            "{filter:?}"
        );
    }
    assert!(some > 20, "{some}");
}

/// Whatever is asked, although another has events of the same ids.
pub async fn a_walk_never_leads_out_of_its_company(store: &dyn Store) {
    a_trail(store).await;
    let company = a_stored_company(store).await;
    let own = all_events(store, &company).await.items;
    for filter in every_filter() {
        let expected = fitting(&own, &filter);
        assert_eq!(found(store, &company, filter).await, expected);
    }
}

async fn assert_finds(
    store: &dyn Store,
    company: &Company,
    events: &[AuditEvent],
    filter: AuditFilter,
    count: usize,
) {
    let expected = fitting(events, &filter);
    assert_eq!(expected.len(), count, "{filter:?}");
    assert_eq!(
        found(store, company, filter.clone()).await,
        expected,
        "{filter:?}"
    );
}
