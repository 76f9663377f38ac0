//! How SQLite goes about walks over a trail: through which index, and from where on.

use pullkey_domain::{
    audit::{Action, ActorFilter},
    id::AuditEventId,
    timestamp::Timestamp,
};
use pullkey_storage::{AuditFilter, AuditLog, AuditQuery, contract::fixtures::a_walk};

use super::plans::Bench;

#[tokio::test]
async fn walks_seek_the_credential_and_the_place_where_they_begin_and_sort_nothing() {
    let bench = Bench::new().await;
    let place = (Timestamp::MAX, AuditEventId::MIN);
    for credential in [None, Some(bench.last.id())] {
        for from in [None, Some(Timestamp::MIN)] {
            for (to, after) in [
                (None, None),
                (Some(Timestamp::MAX), None),
                (None, Some(place)),
                (Some(Timestamp::MAX), Some(place)),
            ] {
                for (actor, action) in [
                    (None, None),
                    (ActorFilter::parse("cli").ok(), Some(Action::ApiKeyCreate)),
                ] {
                    let filter = AuditFilter {
                        credential,
                        actor,
                        action,
                        from,
                        to,
                    };
                    let query = AuditQuery {
                        filter,
                        after,
                        ..a_walk()
                    };
                    assert_seeks(&bench, query).await;
                }
            }
        }
    }
}

async fn assert_seeks(bench: &Bench, query: AuditQuery) {
    let (index, target) = match query.filter.credential {
        None => ("audit_events_newest_first", ""),
        Some(_) => ("audit_events_of_target", " AND target_id=?"),
    };
    let start = query.start().map_or("", |_| " AND (at,id)<(?,?)");
    let expected = format!("SEARCH audit_events USING INDEX {index} (company_id=?{target}{start})");
    let walked = bench.store.walk(bench.company.id(), query.clone());
    walked.await.unwrap();
    assert_eq!(bench.plan(), [expected], "{query:?}");
}
