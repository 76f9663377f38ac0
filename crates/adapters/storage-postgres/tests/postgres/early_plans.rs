//! PostgreSQL keeps plans for as long as a connection lasts: those of a new database must do once it is full.

use pullkey_domain::{api_key::Reach, image::Repository};
use pullkey_storage::CredentialStore;

use crate::{
    crowd::{self, ROWS},
    everything::ask_everything,
    place::Place,
    plans::is_of_all_companies,
    schema::TENANTS,
};

#[tokio::test(flavor = "multi_thread")]
async fn what_was_planned_while_tables_were_empty_walks_over_none_of_them_once_they_are_full() {
    let place = Place::new();
    place.log_plans();
    let store = place.open().await;
    // So that PostgreSQL counts on it.
    place.query("VACUUM ANALYZE");
    // It may keep a plan from the sixth time on.
    for _ in 0..6 {
        ask_everything(&store).await;
    }
    for table in TENANTS.iter().chain(&["api_key_handles", "companies"]) {
        place.query(&format!("DELETE FROM {table}"));
    }
    let one = crowd::fill(&place.url(), &place.open().await).await;
    let before = place.plans().len();
    ask_everything(&store).await;
    let image = Repository::of("docker.io".parse().unwrap(), "acme/app").unwrap();
    let found = store.find_serving(one.company.id(), &Reach::All, &image);
    assert!(found.await.unwrap().is_some());
    let plans = place.plans().split_off(before).into_iter();
    let mut walks = 0;
    let reads_all = |it: &str| is_of_all_companies(it) || it.contains("once in the life of");
    for plan in plans.filter(|plan| !reads_all(&plan.statement)) {
        // Of those, a company has one.
        let many = TENANTS.iter().filter(|table| **table != "audit_heads");
        for walk in many.flat_map(|table| plan.walks(table)) {
            let text = format!("{}\n{}", plan.statement, plan.text);
            assert_ne!(walk.name, "Seq Scan", "{text}");
            // A search goes over one company, twice if the total is asked for.
            assert!(walk.rows <= 2 * ROWS, "{text}");
            // A pull of an image waits for no walk: a row for each of three prefixes and two names of the registry.
            let is_of_pulls = plan.statement.contains("named.registry");
            assert!(!is_of_pulls || walk.rows <= 2 * 3, "{text}");
            walks += 1;
        }
    }
    assert!(walks > 50);
}
