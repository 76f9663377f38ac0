//! Which credential serves a repository is found as fast among thousands as among few.

use std::time::Duration;

use pullkey_domain::{api_key::Reach, image::Repository};
use pullkey_storage::{CredentialStore, CredentialUse, contract::fixtures::a_credential};

use crate::crowd::{Crowd, PLANNINGS};

/// A registry and a path, and in how many ways it may be kept: by its names, for its prefixes.
const SOUGHT: [(&str, &str, u64); 5] = [
    ("docker.io", "acme/app", 2 * 3),
    ("docker.io", "web/app", 2 * 3),
    ("git.example", "acme/app/web/server", 5),
    ("ghcr.io", "app", 2 * 2),
    ("quay.io", "acme/app", 3),
];

#[tokio::test(flavor = "multi_thread")]
async fn one_row_is_read_for_each_prefix_however_many_there_are_for_the_registry() {
    let crowd = Crowd::new();
    let company = crowd.one.company.id();
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            for (host, path, _) in SOUGHT {
                let repository = Repository::of(host.parse().unwrap(), path).unwrap();
                let found = store.find_serving(company, &Reach::All, &repository).await;
                assert_eq!(found.unwrap().is_some(), host != "quay.io", "{host}");
            }
        });
        let plans = plans.await;
        assert_eq!(plans.len(), SOUGHT.len());
        for (plan, (host, _, ways)) in plans.into_iter().zip(SOUGHT) {
            let mut walked = 0;
            for walk in plan.walks("credentials") {
                let index = walk.index.as_deref();
                assert_eq!(
                    index,
                    Some("credentials_by_registry"),
                    "{planning} {}",
                    plan.text
                );
                walked += walk.rows;
            }
            assert!(walked <= ways, "{planning} {host}: {}", plan.text);
            // Three pages of the index and one of the table for each way, and what sorting looks up.
            assert!(
                plan.pages <= 4 * ways + 10,
                "{planning} {host}: {}",
                plan.text
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn within_a_narrow_reach_each_is_looked_up_by_its_key() {
    let crowd = Crowd::new();
    let one = &crowd.one.credential;
    let others = (1..50).map(|_| a_credential().recorded().subject().id());
    let reach = Reach::Only(others.chain([one.id()]).collect());
    for planning in PLANNINGS {
        let plans = crowd.plans(planning, async |store| {
            let repository = Repository::of("docker.io".parse().unwrap(), "acme/app").unwrap();
            let found = store.find_serving(one.company(), &reach, &repository).await;
            assert_eq!(found.unwrap().map(|it| it.id()), Some(one.id()));
        });
        for plan in plans.await {
            for walk in plan.walks("credentials") {
                let index = walk.index.as_deref();
                assert_eq!(index, Some("credentials_pkey"), "{planning} {}", plan.text);
                assert!(walk.rows <= 50, "{planning} {}", plan.text);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn last_uses_are_kept_by_the_keys_of_their_rows() {
    let crowd = Crowd::new();
    let one = &crowd.one.credential;
    for (planning, seconds) in PLANNINGS.into_iter().zip(1..) {
        let used = CredentialUse {
            company: one.company(),
            credential: one.id(),
            at: one.created_at().after(Duration::from_secs(seconds)),
        };
        let plans = crowd.plans(planning, async |store| {
            store.record_last_uses(vec![used]).await.unwrap();
        });
        for plan in plans.await {
            let walks = plan
                .walks("credentials")
                .filter(|it| it.name.ends_with("Scan"));
            for walk in walks {
                let index = walk.index.as_deref();
                assert_eq!(index, Some("credentials_pkey"), "{planning} {}", plan.text);
                assert!(walk.rows <= 1, "{planning} {}", plan.text);
            }
        }
    }
}
