//! Rules of [`CredentialStore`](crate::CredentialStore) about which credential serves a repository.

use std::time::Duration;

use pullkey_domain::{
    audit::Act,
    company::Company,
    credential::{Credential, CredentialEdit, PathPrefix},
};

use super::{
    a_stored_company, all_credentials,
    credential_store::{assert_found, stored},
    fixtures::{CredentialBuilder, a_credential, a_moment, an_act, edit_of},
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
