//! Credentials to fill a store with.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use pullkey_domain::{
    audit::Recorded,
    company::Company,
    credential::{Credential, RegistryProvider},
};
use pullkey_storage::{
    CompanyStore, CredentialStore,
    contract::fixtures::{a_company, a_credential, a_moment},
};
use pullkey_storage_sqlite::SqliteStore;
use tokio::task::JoinSet;

/// The provider of the 25 that are every fourth of a company's first hundred.
pub(crate) const RARE: RegistryProvider = RegistryProvider::Ecr;

/// The provider of at least every second.
pub(crate) const COMMON: RegistryProvider = RegistryProvider::GitHub;

const OTHERS: [RegistryProvider; 5] = [
    RegistryProvider::Gcr,
    RegistryProvider::DockerHub,
    RegistryProvider::GitLab,
    RegistryProvider::DigitalOcean,
    RegistryProvider::Custom,
];

pub(crate) async fn a_stored_company(store: &SqliteStore) -> Company {
    let created = a_company().recorded();
    CompanyStore::insert(store, &created).await.unwrap();
    created.into_subject()
}

/// A company's credentials, of every provider, one each second. Their names sort otherwise than they were made.
pub(crate) fn credentials(
    company: Company,
    count: u32,
) -> impl Iterator<Item = Recorded<Credential>> {
    (0..count).map(move |nth| {
        let scattered = nth.wrapping_mul(0x9e37_79b1);
        let provider = match nth % 4 {
            0 if nth < 100 => RARE,
            3 => OTHERS[nth as usize / 4 % OTHERS.len()],
            _ => COMMON,
        };
        a_credential()
            .of(&company)
            .named(&format!("Registry {scattered:08x}"))
            .for_user(&format!("user-{nth}"))
            .provided_by(provider)
            .created_at(a_moment().after(Duration::from_secs(nth.into())))
            .recorded()
    })
}

/// Stores them all, so many at once.
pub(crate) async fn store_all(
    store: &Arc<SqliteStore>,
    credentials: Vec<Recorded<Credential>>,
    callers: usize,
) {
    let (credentials, next) = (Arc::new(credentials), Arc::new(AtomicUsize::new(0)));
    let mut running = JoinSet::new();
    for _ in 0..callers {
        let (store, credentials, next) = (store.clone(), credentials.clone(), next.clone());
        running.spawn(async move {
            while let Some(created) = credentials.get(next.fetch_add(1, Ordering::Relaxed)) {
                CredentialStore::insert(&*store, created, None)
                    .await
                    .unwrap();
            }
        });
    }
    running.join_all().await;
}
