//! Rules of [`CredentialStore`](crate::CredentialStore) about which credential serves a repository.

use std::time::Duration;

use pullkey_domain::{
    api_key::Reach,
    audit::Act,
    company::Company,
    credential::{Credential, CredentialEdit, PathPrefix, RegistryPlace, RegistryProvider},
    image::Repository,
};

use super::{
    a_stored_company, all_credentials,
    credential_store::{assert_found, stored},
    fixtures::{CredentialBuilder, a_credential, a_moment, an_act, edit_of, removal_of},
};
use crate::Store;

/// Found by its id, and in lists.
pub async fn path_prefixes_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for prefix in ["a", "acme/app", &"a".repeat(255)] {
        let row = keep(store, &company, a_credential().for_path(prefix)).await;
        assert_eq!(row.path_prefix().map(PathPrefix::as_str), Some(prefix));
        assert_found(store, &row).await;
        assert!(all_credentials(store, &company).await.items.contains(&row));
    }
}

/// And none, once that is what was asked for.
pub async fn path_prefixes_survive_an_edit(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let mut row = keep(store, &company, a_credential()).await;
    for prefix in [Some("acme"), Some("acme/app"), None] {
        let edited = edit_of(&row, meant_for(prefix), later(1));
        store.credentials().update(&edited).await.unwrap();
        row = edited.into_subject().into_credential();
        assert_eq!(row.path_prefix().map(PathPrefix::as_str), prefix);
        assert_found(store, &row).await;
    }
}

/// Under each name of its registry, and no other.
pub async fn a_credential_serves_its_own_host_or_else_that_of_its_provider(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for provider in RegistryProvider::ALL {
        let row = keep(store, &company, a_credential().provided_by(provider)).await;
        if let Some(host) = provider.default_host() {
            let found = serving(store, &company, host, "acme/app").await;
            assert_eq!(found, Some(row), "{host}");
        }
    }
    let own = keep(
        store,
        &company,
        a_credential().at(own_host("git.example:5000")),
    )
    .await;
    assert_eq!(
        serving(store, &company, "git.example:5000", "app").await,
        Some(own)
    );
    let hub = serving(store, &company, "docker.io", "nginx").await;
    assert_eq!(
        serving(store, &company, "index.docker.io", "nginx").await,
        hub
    );
    for host in [
        "git.example",
        "registry-1.docker.io",
        "quay.io",
        "custom",
        "ecr",
    ] {
        assert_eq!(
            serving(store, &company, host, "acme/app").await,
            None,
            "{host}"
        );
    }
    let google = Some("gcr.io".parse().unwrap());
    let google = RegistryPlace::of(RegistryProvider::Gcr, google, None).unwrap();
    let newer = a_credential().at(google).created_at(later(1).at);
    let newer = keep(store, &company, newer).await;
    assert_eq!(
        serving(store, &company, "gcr.io", "acme/app").await,
        Some(newer)
    );
}

/// From the moment on that it returned. So does a removal.
pub async fn an_edit_may_change_what_a_credential_serves(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let row = keep(store, &company, a_credential()).await;
    let moved = CredentialEdit {
        provider: Some(RegistryProvider::GitHub),
        ..meant_for(Some("acme"))
    };
    let moved = edit_of(&row, moved, later(1));
    store.credentials().update(&moved).await.unwrap();
    let moved = moved.into_subject().into_credential();
    for (host, path, found) in [
        ("docker.io", "acme/app", None),
        ("ghcr.io", "web/app", None),
        ("ghcr.io", "acme/app", Some(&moved)),
    ] {
        assert_eq!(serving(store, &company, host, path).await.as_ref(), found);
    }
    let removal = removal_of(&moved, later(2));
    store.credentials().delete(&removal).await.unwrap();
    assert_eq!(serving(store, &company, "ghcr.io", "acme/app").await, None);
}

/// Whoever knows an id does not know more.
pub async fn what_is_of_others_serves_nobody_else(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let theirs = keep(store, &other, a_credential().for_path("acme")).await;
    assert_eq!(
        serving(store, &company, "docker.io", "acme/app").await,
        None
    );
    let reach = Reach::Only(vec![theirs.id()]);
    let found = serving_within(store, &company, &reach, "docker.io", "acme/app").await;
    assert_eq!(found, None);
    let ours = keep(store, &company, a_credential().with_id(theirs.id())).await;
    assert_eq!(
        serving(store, &company, "docker.io", "acme/app").await,
        Some(ours)
    );
    assert_eq!(
        serving(store, &other, "docker.io", "acme/app").await,
        Some(theirs)
    );
}

/// By whole components, however new those with shorter ones are.
pub async fn the_longest_prefix_that_covers_the_path_goes_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let everything = a_credential().created_at(later(9).at);
    let everything = keep(store, &company, everything).await;
    let acme = a_credential().for_path("acme").created_at(later(5).at);
    let acme = keep(store, &company, acme).await;
    let app = keep(store, &company, a_credential().for_path("acme/app")).await;
    let library = keep(store, &company, a_credential().for_path("library")).await;
    for (path, expected) in [
        ("acme/app", &app),
        ("acme/app/web", &app),
        ("acme/app-evil", &acme),
        ("acme/ap", &acme),
        ("acme/web/app", &acme),
        ("acme-evil/app", &everything),
        ("acm/app", &everything),
        ("nginx", &library),
    ] {
        let found = serving(store, &company, "docker.io", path).await;
        assert_eq!(found.as_ref(), Some(expected), "{path}");
    }
}

/// Of several with the same prefix, and of several with none.
pub async fn the_newest_goes_first_and_of_those_of_one_moment_the_greatest_id(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for prefix in [None, Some("acme")] {
        let meant = |row: CredentialBuilder| match prefix {
            Some(prefix) => row.for_path(prefix),
            None => row,
        };
        let mut rows = Vec::new();
        for seconds in [3, 5, 5, 1, 5, 4] {
            let row = meant(a_credential()).created_at(later(seconds).at);
            rows.push(keep(store, &company, row).await);
        }
        while let Some(first) = rows
            .iter()
            .max_by_key(|it| (it.created_at(), it.id()))
            .cloned()
        {
            let found = serving(store, &company, "docker.io", "acme/app").await;
            assert_eq!(found.as_ref(), Some(&first), "{prefix:?}");
            let removal = removal_of(&first, later(9));
            store.credentials().delete(&removal).await.unwrap();
            rows.retain(|it| it.id() != first.id());
        }
    }
}

/// Names of a single label are for operators who allow them.
pub async fn a_host_that_is_spelled_like_a_provider_is_another(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let host = a_credential().at(own_host("gitlab"));
    let host = keep(store, &company, host).await;
    let gitlab = a_credential().provided_by(RegistryProvider::GitLab);
    let gitlab = keep(store, &company, gitlab.created_at(later(1).at)).await;
    let found = serving(store, &company, "gitlab", "acme/app").await;
    assert_eq!(found, Some(host));
    let found = serving(store, &company, "registry.gitlab.com", "acme/app").await;
    assert_eq!(found, Some(gitlab));
}

/// Some that do serve, some that do not, and none.
pub async fn a_reach_narrows_what_may_serve(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let old = keep(store, &company, a_credential()).await;
    let new = keep(store, &company, a_credential().created_at(later(1).at)).await;
    let acme = keep(store, &company, a_credential().for_path("acme")).await;
    let github = a_credential().provided_by(RegistryProvider::GitHub);
    let github = keep(store, &company, github).await;
    let evil = keep(store, &company, a_credential().for_path("acme-evil/app")).await;
    let absent = a_credential().recorded().into_subject();
    let within: [(&[&Credential], Option<&Credential>); 7] = [
        (&[&old, &new, &acme, &evil, &github, &absent], Some(&acme)),
        (&[&new, &absent, &old], Some(&new)),
        (&[&old, &old], Some(&old)),
        (&[&github], None),
        (&[&evil], None),
        (&[&absent], None),
        (&[], None),
    ];
    for (within, expected) in within {
        let reach = Reach::Only(within.iter().map(|it| it.id()).collect());
        let found = serving_within(store, &company, &reach, "docker.io", "acme/app").await;
        assert_eq!(found.as_ref(), expected);
    }
}

async fn serving(
    store: &dyn Store,
    company: &Company,
    host: &str,
    path: &str,
) -> Option<Credential> {
    serving_within(store, company, &Reach::All, host, path).await
}

async fn serving_within(
    store: &dyn Store,
    company: &Company,
    reach: &Reach,
    host: &str,
    path: &str,
) -> Option<Credential> {
    let repository = Repository::of(host.parse().unwrap(), path).unwrap();
    let found = store.credentials();
    let found = found.find_serving(company.id(), reach, &repository).await;
    found.unwrap()
}

fn own_host(host: &str) -> RegistryPlace {
    let host = Some(host.parse().unwrap());
    RegistryPlace::of(RegistryProvider::Custom, host, None).unwrap()
}

async fn keep(store: &dyn Store, company: &Company, row: CredentialBuilder) -> Credential {
    let [row] = stored(store, [row.of(company).recorded()]).await;
    row.into_subject()
}

fn meant_for(prefix: Option<&str>) -> CredentialEdit {
    CredentialEdit {
        path_prefix: Some(prefix.map(|prefix| prefix.parse().unwrap())),
        ..CredentialEdit::default()
    }
}

fn later(seconds: u64) -> Act {
    an_act(a_moment().after(Duration::from_secs(seconds)))
}
