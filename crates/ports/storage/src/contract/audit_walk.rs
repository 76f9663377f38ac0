//! Rules of [`AuditLog::walk`](crate::AuditLog::walk) about where it begins and ends.

use std::time::Duration;

use pullkey_domain::{
    audit::{Actor, ActorFilter, AuditEvent},
    timestamp::Timestamp,
};

use super::{
    fixtures::{a_moment, a_walk, an_act},
    trail::{a_trail, by, credentials, every_filter, fitting, told, walked, walked_through},
};
use crate::{AuditFilter, AuditPlace, AuditQuery, Store};

/// With neither a gap nor an event twice, though others share its moment.
pub async fn a_walk_goes_on_right_behind_any_place(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    for filter in every_filter() {
        for (nth, event) in events.iter().enumerate() {
            let query = AuditQuery {
                filter: filter.clone(),
                after: Some(place(event)),
                ..a_walk()
            };
            let part = walked(store, &company, query).await;
            assert_eq!(part.items, fitting(&events[nth + 1..], &filter));
        }
    }
}

/// Before the first event, between two, or behind the last.
pub async fn a_place_may_be_where_no_event_ever_was(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    let (least, greatest) = (
        "00000000-0000-0000-0000-000000000000".parse().unwrap(),
        "ffffffff-ffff-ffff-ffff-ffffffffffff".parse().unwrap(),
    );
    let (newest, oldest) = (events[0].at(), a_moment());
    let at_newest = events.iter().filter(|event| event.at() == newest).count();
    for (place, before) in [
        ((Timestamp::MAX, least), 0),
        ((newest, greatest), 0),
        ((newest, least), at_newest),
        ((oldest, least), events.len()),
        ((Timestamp::MIN, greatest), events.len()),
    ] {
        let query = AuditQuery {
            after: Some(place),
            ..a_walk()
        };
        let part = walked(store, &company, query).await;
        assert_eq!(part.items, events[before..], "{place:?}");
    }
}

/// Whatever is asked, and however few at a time.
pub async fn a_walk_from_part_to_part_comes_by_each_event_once(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    for filter in every_filter() {
        let expected = fitting(&events, &filter);
        for (limit, reach) in [(1, 1_000), (2, 1_000), (2, 2), (1, 1), (3, 2), (1_000, 5)] {
            let query = AuditQuery {
                filter: filter.clone(),
                limit,
                reach,
                ..a_walk()
            };
            let events = walked_through(store, &company, query).await;
            assert_eq!(events, expected, "{filter:?} {limit} {reach}");
        }
    }
}

/// Those that were there come once each; of the others, those that belong before the place are not gone back for.
pub async fn a_walk_comes_by_each_event_once_though_others_are_appended_meanwhile(
    store: &dyn Store,
) {
    let (company, events) = a_trail(store).await;
    let mut query = AuditQuery {
        limit: 2,
        ..a_walk()
    };
    let mut seen = Vec::new();
    loop {
        let part = walked(store, &company, query.clone()).await;
        seen.extend(part.items);
        let Some(place) = part.next else { break };
        query.after = Some(place);
        // One that is newer than all, and one of the very moment that the walk stands at.
        for at in [a_moment().after(Duration::from_hours(1)), place.0] {
            told(store, &company, an_act(at)).await;
        }
        assert!(seen.len() < 200, "the walk comes to no end");
    }
    let ids = |events: &[AuditEvent]| events.iter().map(AuditEvent::id).collect::<Vec<_>>();
    let mut seen = ids(&seen);
    let all = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all, "an event came twice");
    let missing = |id: &&_| !seen.contains(*id);
    assert_eq!(ids(&events).iter().find(missing), None);
}

/// Where it goes on is the last that it looked at, and not the last that it found.
pub async fn a_walk_looks_no_further_than_its_reach(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    let filter = by(ActorFilter::one(&Actor::System));
    for reach in 1..=events.len() {
        let query = AuditQuery {
            filter: filter.clone(),
            reach: u32::try_from(reach).unwrap(),
            ..a_walk()
        };
        let part = walked(store, &company, query).await;
        assert_eq!(part.items, fitting(&events[..reach], &filter), "{reach}");
        assert_eq!(part.next, Some(place(&events[reach - 1])));
    }
    let beyond = AuditQuery {
        filter: filter.clone(),
        reach: u32::try_from(events.len() + 1).unwrap(),
        ..a_walk()
    };
    let part = walked(store, &company, beyond).await;
    assert_eq!((part.items, part.next), (fitting(&events, &filter), None));
}

/// However many others there are in between.
pub async fn a_reach_counts_events_of_the_credential_and_the_time_only(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    let narrow = AuditFilter {
        credential: Some(credentials()[1]),
        from: Some(a_moment().after(Duration::from_secs(1))),
        to: Some(a_moment().after(Duration::from_secs(4))),
        ..AuditFilter::default()
    };
    let looked_at = fitting(&events, &narrow);
    assert!(looked_at.len() > 5);
    let filter = AuditFilter {
        actor: ActorFilter::parse("cli").ok(),
        ..narrow
    };
    for reach in 1..=looked_at.len() {
        let query = AuditQuery {
            filter: filter.clone(),
            reach: u32::try_from(reach).unwrap(),
            ..a_walk()
        };
        let part = walked(store, &company, query).await;
        assert_eq!(part.items, fitting(&looked_at[..reach], &filter), "{reach}");
        assert_eq!(part.next, Some(place(&looked_at[reach - 1])));
    }
}

/// Nobody goes on for nothing, even if the last part is full.
pub async fn a_walk_that_found_the_last_event_is_at_its_end(store: &dyn Store) {
    let (company, events) = a_trail(store).await;
    for filter in every_filter() {
        let expected = fitting(&events, &filter);
        for limit in 1..=expected.len() {
            let query = AuditQuery {
                filter: filter.clone(),
                limit: u32::try_from(limit).unwrap(),
                ..a_walk()
            };
            let part = walked(store, &company, query).await;
            assert_eq!(part.items, expected[..limit]);
            let more = limit < expected.len();
            let next = more.then(|| place(&expected[limit - 1]));
            assert_eq!(part.next, next, "{filter:?} {limit}");
        }
    }
}

fn place(event: &AuditEvent) -> AuditPlace {
    (event.at(), event.id())
}
