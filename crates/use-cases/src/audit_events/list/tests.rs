use std::sync::Arc;

use pullkey_storage::{AuditPart, MockAuditLog};
use uuid::Uuid;

use super::*;
use crate::fixtures::{a_company, another_company, ledger, signing_cursors};

fn place() -> AuditPlace {
    let at = Timestamp::parse("2025-01-30T00:00:00.001Z").unwrap();
    (at, AuditEventId::from_uuid(Uuid::from_u128(7)))
}

fn all(cursor: Option<String>) -> ListAuditEvents {
    ListAuditEvents {
        filter: AuditFilter::default(),
        limit: 25,
        cursor,
    }
}

/// A trail that always goes on at that place, and says whether it was asked for this.
fn endless(asked: impl Fn(&AuditQuery) -> bool + Send + 'static) -> MockAuditLog {
    let mut store = MockAuditLog::new();
    store
        .expect_walk()
        .withf(move |company, query| *company == a_company().id() && asked(query))
        .returning(|_, _| {
            Ok(AuditPart {
                items: vec![],
                next: Some(place()),
            })
        });
    store
}

async fn listed(
    store: MockAuditLog,
    company: CompanyId,
    command: ListAuditEvents,
) -> Result<ListedAuditEvents, ListAuditEventsError> {
    let events = AuditEvents::new(
        Arc::new(store),
        Arc::new(signing_cursors()),
        Arc::new(ledger()),
    );
    events.list(company, command).await
}

async fn cursor_of(command: ListAuditEvents) -> String {
    let listed = listed(endless(|_| true), a_company().id(), command).await;
    listed.unwrap().next_cursor.unwrap()
}

async fn read(
    company: CompanyId,
    command: ListAuditEvents,
) -> Result<ListedAuditEvents, ListAuditEventsError> {
    let mut store = MockAuditLog::new();
    store.expect_walk().returning(|_, _| {
        Ok(AuditPart {
            items: vec![],
            next: None,
        })
    });
    listed(store, company, command).await
}

fn every_filter() -> Vec<AuditFilter> {
    let none = AuditFilter::default;
    let moment = |text| Timestamp::parse(text).ok();
    vec![
        none(),
        AuditFilter {
            credential: Some(CredentialId::from_uuid(Uuid::from_u128(1))),
            ..none()
        },
        AuditFilter {
            actor: ActorFilter::parse("cli").ok(),
            ..none()
        },
        AuditFilter {
            actor: ActorFilter::parse("cli:root").ok(),
            ..none()
        },
        AuditFilter {
            action: Some(Action::CredentialPull),
            ..none()
        },
        AuditFilter {
            from: moment("2025-01-01T00:00:00Z"),
            ..none()
        },
        AuditFilter {
            to: moment("2025-01-01T00:00:00Z"),
            ..none()
        },
    ]
}

#[tokio::test]
async fn a_trail_that_ends_has_no_cursor() {
    let listed = read(a_company().id(), all(None)).await.unwrap();
    assert_eq!(listed.next_cursor, None);
}

#[tokio::test]
async fn a_cursor_leads_on_behind_the_place_that_the_store_tells() {
    let cursor = cursor_of(all(None)).await;
    let store = endless(|query| query.after == Some(place()));
    let again = listed(store, a_company().id(), all(Some(cursor.clone()))).await;
    assert_eq!(again.unwrap().next_cursor, Some(cursor));
}

#[tokio::test]
async fn whatever_is_asked_for_is_asked_of_the_store_with_a_reach() {
    for filter in every_filter() {
        let asked = filter.clone();
        let store = endless(move |query| {
            let wanted = AuditQuery {
                filter: asked.clone(),
                after: None,
                limit: 25,
                reach: REACH,
            };
            *query == wanted
        });
        let command = ListAuditEvents {
            filter,
            ..all(None)
        };
        assert!(listed(store, a_company().id(), command).await.is_ok());
    }
}

#[tokio::test]
async fn a_cursor_is_of_one_company_and_one_filter() {
    let filters = every_filter();
    for own in &filters {
        let with = |filter: &AuditFilter, cursor| ListAuditEvents {
            filter: filter.clone(),
            ..all(cursor)
        };
        let cursor = Some(cursor_of(with(own, None)).await);
        for other in &filters {
            let read = read(a_company().id(), with(other, cursor.clone())).await;
            assert_eq!(is_invalid(&read), own != other, "{own:?} {other:?}");
        }
        let elsewhere = read(another_company().id(), with(own, cursor)).await;
        assert!(is_invalid(&elsewhere));
    }
}

#[tokio::test]
async fn the_limit_may_change_behind_a_cursor() {
    let command = ListAuditEvents {
        limit: 100,
        ..all(Some(cursor_of(all(None)).await))
    };
    assert!(read(a_company().id(), command).await.is_ok());
}

#[tokio::test]
async fn a_cursor_that_was_altered_anywhere_is_refused() {
    let cursor = cursor_of(all(None)).await;
    for at in 0..cursor.len() {
        let mut bytes = cursor.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(bytes).unwrap();
        let read = read(a_company().id(), all(Some(altered))).await;
        assert!(is_invalid(&read), "{at}");
    }
    for altered in [String::new(), "A".repeat(100_000)] {
        assert!(is_invalid(
            &read(a_company().id(), all(Some(altered))).await
        ));
    }
}

fn is_invalid(read: &Result<ListedAuditEvents, ListAuditEventsError>) -> bool {
    matches!(
        read,
        Err(ListAuditEventsError::Cursor(CursorError::Invalid))
    )
}
