//! Walks over a trail come directly to what they look at, and look at no more than they may.

use pullkey_storage::{AuditLog, AuditQuery};

use crate::{
    crowd::{Crowd, PLANNINGS},
    everything::every_walk,
    plan::Plan,
};

const LIMIT: u32 = 20;
const REACH: u32 = 200;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_picked_by_nothing_is_read_no_further_than_the_part_goes() {
    assert_read(|walk| !walk.filter.picks_out(), LIMIT + 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_picked_by_actor_or_action_is_read_no_further_than_the_reach_goes() {
    assert_read(|walk| walk.filter.picks_out(), REACH).await;
}

/// Whether these walks read no more events than that, all by the index that fits, and sort none of them.
async fn assert_read(of: impl Fn(&AuditQuery) -> bool, most: u32) {
    let crowd = Crowd::new();
    let mut walks = every_walk(&crowd.one.credential);
    walks.retain(of);
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            for walk in &walks {
                let walk = AuditQuery {
                    limit: LIMIT,
                    reach: REACH,
                    ..walk.clone()
                };
                store.walk(crowd.one.company.id(), walk).await.unwrap();
            }
        });
        let plans = plans.await;
        assert_eq!(plans.len(), walks.len());
        for (walk, plan) in walks.iter().zip(plans) {
            assert_walks(&plan, walk, most, planning);
        }
    }
}

fn assert_walks(plan: &Plan, walk: &AuditQuery, most: u32, planning: &str) {
    let index = match walk.filter.credential {
        None => "audit_events_newest_first",
        Some(_) => "audit_events_of_target",
    };
    let read: Vec<_> = plan.walks("audit_events").collect();
    let by_index = read.iter().all(|it| it.index.as_deref() == Some(index));
    let rows: u64 = read.iter().map(|it| it.rows).sum();
    // Whoever numbers rows looks at one more.
    let few = rows <= u64::from(most) + 1;
    let sorted = plan.nodes.iter().any(|node| node.name.contains("Sort"));
    assert!(
        by_index && few && !sorted,
        "{planning} {walk:?}: {}",
        plan.text
    );
}
