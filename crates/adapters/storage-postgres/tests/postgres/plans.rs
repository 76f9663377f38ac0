//! Statements read what they need by indexes of their own, however many rows there are.

use std::{num::NonZeroU32, time::Duration};

use pullkey_domain::{api_key::Reach, credential::SealMark, timestamp::Timestamp};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, AuditLog, CompanyStore, CredentialOrder, CredentialQuery,
    CredentialStore, Inserted, Maintenance, PageRequest, Rewrapping,
    contract::fixtures::{a_credential, a_mark, rewrap_of, rewrapped},
};

use crate::{
    crowd::{Crowd, PLANNINGS, ROWS},
    everything::{ask_everything, every_list},
    plan::Plan,
    schema::TENANTS,
};

const LIMIT: u32 = 20;
const PAGE: PageRequest = PageRequest {
    limit: LIMIT,
    offset: 0,
};

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_credentials_walk_the_indexes_of_their_order_no_further_than_the_page() {
    let crowd = Crowd::new();
    let mut lists = every_list(&crowd.one.credential);
    lists.retain(|list| list.filter.search.is_none());
    for (planning, list, plan) in plans_of(&crowd, &lists, &Reach::All).await {
        let index = match list.order {
            CredentialOrder::Creation(_) => "credentials_by_creation",
            CredentialOrder::Name(_) => "credentials_by_name",
        };
        let walks: Vec<_> = plan.walks("credentials").collect();
        for walk in &walks {
            assert_eq!(
                walk.index.as_deref(),
                Some(index),
                "{planning} {list:?}: {}",
                plan.text
            );
        }
        let walked: u64 = walks.iter().map(|walk| walk.rows).sum();
        let end = u64::from(LIMIT + list.offset);
        // Of each of seven providers, one more is looked at.
        assert!(
            (end..=end + 7).contains(&walked),
            "{planning} {list:?}: {}",
            plan.text
        );
        assert!(plan.pages < 80, "{planning} {list:?}: {}", plan.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_walk_over_one_company_once_for_the_page_and_once_for_the_total() {
    let crowd = Crowd::new();
    let mut lists = every_list(&crowd.one.credential);
    lists.retain(|list| list.filter.search.is_some());
    for (planning, list, plan) in plans_of(&crowd, &lists, &Reach::All).await {
        let rows: u64 = plan.walks("credentials").map(|walk| walk.rows).sum();
        let most = 2 * ROWS + u64::from(LIMIT);
        assert!(rows <= most, "{planning} {list:?}: {}", plan.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn within_a_narrow_reach_no_more_is_read_than_its_credentials_take() {
    let crowd = Crowd::new();
    let others = (1..50).map(|_| a_credential().recorded().subject().id());
    let reach = Reach::Only(others.chain([crowd.one.credential.id()]).collect());
    let lists = every_list(&crowd.one.credential);
    for (planning, list, plan) in plans_of(&crowd, &lists, &reach).await {
        // Three pages for each, once for the page and once for the total.
        let most = 50 * 3 * 2 + 20;
        assert!(plan.pages <= most, "{planning} {list:?}: {}", plan.text);
    }
}

/// Each planning, list, and how PostgreSQL goes about it.
async fn plans_of<'a>(
    crowd: &Crowd,
    lists: &'a [CredentialQuery],
    reach: &Reach,
) -> Vec<(&'static str, &'a CredentialQuery, Plan)> {
    let mut all = Vec::new();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            for list in lists {
                let list = CredentialQuery {
                    limit: LIMIT,
                    ..list.clone()
                };
                let page = CredentialStore::list(store, crowd.one.company.id(), reach, list);
                page.await.unwrap();
            }
        });
        let plans = plans.await;
        assert_eq!(plans.len(), lists.len());
        let planned = lists.iter().zip(plans);
        all.extend(planned.map(|(list, plan)| (planning, list, plan)));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_one_row_is_found_by_its_key() {
    let crowd = Crowd::new();
    let company = crowd.one.company.id();
    let key = crowd.one.key.unverified();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            let id = crowd.one.credential.id();
            let credential = CredentialStore::find(store, company, id).await;
            assert!(credential.unwrap().is_some());
            let found = ApiKeyStore::find(store, company, key.id()).await;
            assert!(found.unwrap().is_some());
            let found = store.find_by_handle(*key.handle()).await;
            assert!(found.unwrap().is_some());
            let found = CompanyStore::find(store, company).await;
            assert!(found.unwrap().is_some());
            let created = a_credential().of(&crowd.one.company).recorded();
            let claim = Some(crowd.one.record.clone());
            let inserted = CredentialStore::insert(store, &created, claim).await;
            assert!(matches!(inserted, Ok(Inserted::Remembered(_))));
        });
        let plans = plans.await;
        // An insert is another question than what its key answers.
        assert_eq!(plans.len(), 4 + 2);
        for plan in plans {
            let walks = plan.nodes.iter().filter(|node| node.table.is_some());
            let of_tables = walks.filter(|walk| walk.index.is_some() || walk.name == "Seq Scan");
            for walk in of_tables {
                let table = walk.table.as_deref().unwrap();
                assert_eq!(
                    walk.index,
                    Some(format!("{table}_pkey")),
                    "{planning} {}",
                    plan.text
                );
                assert!(walk.rows <= 1, "{planning} {}", plan.text);
            }
            assert!(plan.pages < 40, "{planning} {}", plan.text);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_everything_else_walk_an_index_in_their_order_and_sort_no_more_than_a_page() {
    let crowd = Crowd::new();
    let company = crowd.one.company.id();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            ApiKeyStore::list(store, company, PAGE).await.unwrap();
            AuditLog::list(store, company, PAGE).await.unwrap();
            CompanyStore::list(store, PAGE).await.unwrap();
        });
        let indexes = [
            "api_keys_newest_first",
            "audit_events_newest_first",
            "companies_by_age",
        ];
        for (plan, index) in plans.await.iter().zip(indexes) {
            let mut walks = plan.nodes.iter();
            let page = walks
                .any(|walk| walk.index.as_deref() == Some(index) && walk.rows == u64::from(LIMIT));
            assert!(page, "{planning} {}", plan.text);
            let mut sorts = plan.nodes.iter().filter(|node| node.name.contains("Sort"));
            assert!(
                sorts.all(|sort| sort.rows <= u64::from(LIMIT)),
                "{planning} {}",
                plan.text
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sweeps_and_walks_over_companies_read_no_more_than_they_may() {
    let crowd = Crowd::new();
    let company = crowd.one.company.id();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            let nothing = store.sweep_idempotency_records(company, Timestamp::MIN, LIMIT);
            assert_eq!(nothing.await.unwrap(), 0);
            // A few of them have ended.
            let later = crowd.one.record.ends_at().after(Duration::from_secs(100));
            let swept = store.sweep_idempotency_records(company, later, LIMIT);
            assert_eq!(swept.await.unwrap(), LIMIT);
            for after in [None, Some(company)] {
                store.company_ids(after, LIMIT).await.unwrap();
            }
        });
        for plan in plans.await {
            for walk in plan.nodes.iter().filter(|it| it.table.is_some()) {
                assert!(walk.rows <= u64::from(LIMIT), "{planning} {}", plan.text);
            }
        }
    }
}

/// How rows are found: by their company, or, once in the life of a key of the ring, all that were made with it.
const EXPECTED: [&str; 6] = [
    "company_id = ",
    // Who verifies the audit trail asks of which companies there are events.
    "company_id >= ",
    "company_id > told",
    "row_pepper = ",
    "fingerprint_pepper = ",
    "audit_key = ",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_step_over_seals_reads_no_more_than_its_rows_and_replaces_them_by_their_key() {
    let crowd = Crowd::new();
    let company = &crowd.one.company;
    let limit = NonZeroU32::new(LIMIT).unwrap();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            let id = Some(crowd.one.credential.id());
            let (mark, other) = (a_mark(2), SealMark::from_bytes([]));
            for (mark, after) in [(&mark, None), (&mark, id), (&other, None)] {
                let step = store.walk_sealed_otherwise(company.id(), mark, after, limit);
                let moved = step.await.unwrap().credentials;
                let moved = moved.iter().map(|it| rewrapped(it, mark)).collect();
                let told = rewrap_of(company);
                let replaced = store.replace_sealed(&told, moved);
                replaced.await.unwrap();
            }
        });
        for plan in plans.await {
            let scans = plan.walks("credentials");
            for walk in scans.filter(|it| it.name.ends_with("Scan")) {
                assert_eq!(walk.index.as_deref(), Some("credentials_pkey"));
                assert!(walk.rows <= u64::from(LIMIT), "{planning} {}", plan.text);
            }
        }
    }
}

/// Counts over the whole store have to walk over all of it.
pub(crate) fn is_of_all_companies(statement: &str) -> bool {
    statement.contains("FROM credentials JOIN companies")
        || statement.contains("FROM credentials\nJOIN companies")
}

/// What waits to be sealed, and where chains end, is read of all companies at once.
const OF_ALL: [&str; 2] = ["audit_heads", "audit_unsealed"];

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_tenants_are_found_by_their_company_alone() {
    let crowd = Crowd::new();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| ask_everything(store).await);
        let mut walks = 0;
        let plans = plans.await.into_iter();
        for plan in plans.filter(|plan| !is_of_all_companies(&plan.statement)) {
            let tenants = TENANTS.iter().filter(|table| !OF_ALL.contains(table));
            for walk in tenants.flat_map(|table| plan.walks(table)) {
                let is_expected = |part| walk.conditions.contains(part);
                assert!(
                    EXPECTED.into_iter().any(is_expected),
                    "{planning} {}",
                    plan.text
                );
                walks += 1;
            }
        }
        assert!(walks > 100);
    }
}
