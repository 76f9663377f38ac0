//! How SQLite goes about lists and sweeps: through which indexes, and whether it sorts.

use std::num::NonZeroU32;

use diesel::{QueryableByName, RunQueryDsl, sql_query, sql_types::Text};
use pullkey_domain::{
    audit::Recorded,
    company::Company,
    credential::{Credential, RegistryProvider, SearchText},
    image::Repository,
    timestamp::Timestamp,
};
use pullkey_storage::{
    CredentialFilter, CredentialOrder, CredentialQuery, Direction, Maintenance, Rewrapping,
    contract::fixtures::a_mark,
};
use tempfile::TempDir;

use super::*;

/// A store with a credential of each of three providers, and what its connections are asked.
pub(super) struct Bench {
    pub(super) store: SqliteStore,
    watch: Watch,
    pub(super) company: Company,
    pub(super) last: Credential,
    _folder: TempDir,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

const PROVIDERS: [RegistryProvider; 3] = [
    RegistryProvider::Gcr,
    RegistryProvider::Ecr,
    RegistryProvider::Custom,
];

#[tokio::test]
async fn lists_walk_the_indexes_of_their_order_from_their_place_on() {
    let bench = Bench::new().await;
    for (provider, walks) in [(None, 3), (Some(PROVIDERS[1]), 1)] {
        for search in [None, SearchText::parse("x").ok()] {
            for query in bench.every_order() {
                let index = index_of(&query);
                let search = search.clone();
                let query = CredentialQuery {
                    filter: CredentialFilter { provider, search },
                    with_total: false,
                    ..query
                };
                let plan = bench.plan_of(&Reach::All, query).await;
                let walked = plan.iter().filter(|step| step.ends_with(&index));
                assert_eq!(walked.count(), walks, "{index} in {plan:#?}");
                assert!(!plan.join(" ").contains("TEMP B-TREE"), "{plan:#?}");
                assert_keeps_to_a_company(&plan);
            }
        }
    }
}

#[tokio::test]
async fn only_the_rows_of_the_page_are_read() {
    let bench = Bench::new().await;
    for query in bench.every_order() {
        let plan = bench.plan_of(&Reach::All, query).await;
        let reads = plan
            .iter()
            .filter(|step| step.starts_with("SEARCH credentials "));
        let (of_page, walks): (Vec<_>, Vec<_>) = reads.partition(|step| step.ends_with(BY_ID));
        assert_eq!((of_page.len(), walks.len()), (1, 3), "{plan:#?}");
        assert!(walks.iter().all(|walk| walk.contains("COVERING INDEX")));
    }
}

#[tokio::test]
async fn a_total_without_a_search_counts_nothing() {
    let bench = Bench::new().await;
    for query in bench.every_order() {
        let with_total = bench.plan_of(&Reach::All, query.clone()).await;
        let query = CredentialQuery {
            with_total: false,
            ..query
        };
        let without = bench.plan_of(&Reach::All, query).await;
        assert_eq!(with_total, without);
    }
}

#[tokio::test]
async fn a_total_of_a_search_reads_the_index_by_name_alone() {
    let bench = Bench::new().await;
    for (provider, of) in [(None, ""), (Some(PROVIDERS[1]), " AND provider=?")] {
        let search = SearchText::parse("x").ok();
        let query = CredentialQuery {
            filter: CredentialFilter { provider, search },
            ..a_query()
        };
        let plan = bench.plan_of(&Reach::All, query).await;
        let index = "SEARCH credentials USING COVERING INDEX credentials_by_name";
        let count = format!("{index} (company_id=?{of})");
        assert_eq!(plan.last(), Some(&count), "{plan:#?}");
    }
}

#[tokio::test]
async fn within_a_narrow_reach_credentials_are_read_by_their_ids() {
    let bench = Bench::new().await;
    for count in [1, 2, 200] {
        let reach = Reach::Only(vec![bench.last.id(); count]);
        for provider in [None, Some(PROVIDERS[1])] {
            for query in bench.every_order() {
                let search = SearchText::parse("x").ok();
                let filter = CredentialFilter { provider, search };
                let query = CredentialQuery { filter, ..query };
                let plan = bench.plan_of(&reach, query).await;
                for step in plan {
                    let reads = step.starts_with("SEARCH credentials ");
                    assert!(!reads || step.ends_with(BY_ID), "{step}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_serves_a_repository_is_found_by_its_keys_alone() {
    let bench = Bench::new().await;
    let repository = Repository::of("gcr.io".parse().unwrap(), "acme/app").unwrap();
    let company = bench.company.id();
    let found = bench.store.find_serving(company, &Reach::All, &repository);
    assert_eq!(found.await.unwrap().unwrap().provider(), PROVIDERS[0]);
    let plan = bench.plan();
    let index = "SEARCH credentials USING INDEX credentials_by_registry (company_id=? AND <expr>=? AND <expr>=?)";
    // Of three prefixes and two names of the registry.
    assert_eq!(plan, [index; 6]);
    let reach = Reach::Only(vec![bench.last.id()]);
    let found = bench.store.find_serving(company, &reach, &repository);
    assert_eq!(found.await.unwrap(), None);
    let plan = bench.plan();
    assert!(plan.iter().all(|it| it.ends_with(BY_ID)), "{plan:#?}");
}

#[tokio::test]
async fn a_sweep_walks_the_index_of_ends() {
    let bench = Bench::new().await;
    let swept = bench
        .store
        .sweep_idempotency_records(bench.company.id(), Timestamp::MAX, 10);
    assert_eq!(swept.await.unwrap(), 3);
    let plan = bench.plan();
    let by_end = "idempotency_records_by_end (company_id=? AND ends_at<?)";
    let walks = plan.iter().filter(|step| step.ends_with(by_end));
    // Once to see whether anything ended, and once to remove it.
    assert_eq!(walks.count(), 2, "{plan:#?}");
    assert_keeps_to_a_company(&plan);
}

#[tokio::test]
async fn a_step_over_seals_walks_the_primary_key_behind_its_place() {
    let bench = Bench::new().await;
    let (limit, mark) = (NonZeroU32::new(2).unwrap(), a_mark(2));
    let company = bench.company.id();
    for after in [None, Some(bench.last.id())] {
        let step = bench
            .store
            .walk_sealed_otherwise(company, &mark, after, limit);
        step.await.unwrap();
        let plan = bench.plan();
        let walks = plan.iter().filter(|it| it.starts_with("SEARCH "));
        for walk in walks.clone() {
            assert!(
                walk.contains(" USING PRIMARY KEY (company_id=? AND id>?"),
                "{walk}"
            );
        }
        // Once for its end, and once for its rows.
        assert_eq!(walks.count(), 2, "{plan:#?}");
        assert!(!plan.join(" ").contains("TEMP B-TREE"), "{plan:#?}");
    }
}

const BY_ID: &str = " USING PRIMARY KEY (company_id=? AND id=?)";

/// The index that fits the order, sought as far as it can be.
fn index_of(query: &CredentialQuery) -> String {
    let (index, column, place) = match &query.order {
        CredentialOrder::Creation(place) => ("by_creation", "created_at", place.is_some()),
        CredentialOrder::Name(place) => ("by_name", "name", place.is_some()),
    };
    let sign = match query.direction {
        Direction::Ascending => ">",
        Direction::Descending => "<",
    };
    let from = format!(" AND ({column},id){sign}(?,?)");
    let from = if place { from } else { String::new() };
    format!(" INDEX credentials_{index} (company_id=? AND provider=?{from})")
}

/// Every table that is read is searched for the company first.
fn assert_keeps_to_a_company(plan: &[String]) {
    for step in plan {
        let reads = step.starts_with("SEARCH ") || step.starts_with("SCAN ");
        let is_table = !step.starts_with("SCAN (subquery-") && step != "SCAN CONSTANT ROW";
        assert!(
            !reads || !is_table || step.contains("(company_id=?"),
            "{step}"
        );
    }
}

impl Bench {
    pub(super) async fn new() -> Self {
        let folder = tempdir().unwrap();
        let path = folder.path().join("pullkey.db");
        let store = SqliteStore::open(&path, Migrate::Yes).unwrap();
        let company = a_company().recorded();
        CompanyStore::insert(&store, &company).await.unwrap();
        let company = company.into_subject();
        let each = |provider| {
            let credential = a_credential().of(&company).provided_by(provider);
            credential.recorded()
        };
        let credentials = PROVIDERS.map(each);
        for created in &credentials {
            let claim = Some(a_claim().record());
            CredentialStore::insert(&store, created, claim)
                .await
                .unwrap();
        }
        let [.., last] = credentials.map(Recorded::into_subject);
        let watch = Watch::default();
        watch.follow(&store).await;
        Self {
            store,
            watch,
            company,
            last,
            _folder: folder,
        }
    }

    /// By creation and by name, from the start and from a place on, each way.
    fn every_order(&self) -> Vec<CredentialQuery> {
        let last = &self.last;
        let orders = [
            CredentialOrder::Creation(None),
            CredentialOrder::Creation(Some((last.created_at(), last.id()))),
            CredentialOrder::Name(None),
            CredentialOrder::Name(Some((last.name().clone(), last.id()))),
        ];
        let each_way = |order: CredentialOrder| {
            [Direction::Ascending, Direction::Descending].map(|direction| CredentialQuery {
                order: order.clone(),
                direction,
                ..a_query()
            })
        };
        orders.into_iter().flat_map(each_way).collect()
    }

    async fn plan_of(&self, reach: &Reach, query: CredentialQuery) -> Vec<String> {
        let page = CredentialStore::list(&self.store, self.company.id(), reach, query);
        page.await.unwrap();
        self.plan()
    }

    /// How SQLite goes about what was asked since this was called last.
    pub(super) fn plan(&self) -> Vec<String> {
        let asked = self.watch.asked.lock().unwrap().split_off(0);
        assert!(!asked.is_empty());
        let explained = self.store.readers.read_inline(|connection| {
            let mut plan = Vec::new();
            for statement in asked {
                let explain = sql_query(format!("EXPLAIN QUERY PLAN {statement}"));
                plan.extend(explain.load::<Step>(connection)?);
            }
            Ok(plan)
        });
        let steps = explained.unwrap().into_iter();
        steps.map(|step| step.detail).collect()
    }
}
