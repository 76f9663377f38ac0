//! Rules of [`CredentialStore::list`](crate::CredentialStore::list) about its total.

use pullkey_domain::{
    company::Company,
    credential::{CredentialEdit, RegistryProvider},
};

use super::{
    a_stored_company, all_credentials,
    credential_store::stored,
    fixtures::{a_credential, a_moment, a_query, an_act, edit_of, removal_of},
    listed,
    several::{behind, every_order, several},
};
use crate::{CredentialFilter, CredentialQuery, Store};

/// It may cost something.
pub async fn a_total_that_nobody_asked_for_is_not_given(store: &dyn Store) {
    let (company, rows) = several(store).await;
    let query = CredentialQuery {
        with_total: false,
        ..a_query()
    };
    let page = listed(store, &company, query).await;
    assert_eq!((page.items.len(), page.total), (rows.len(), None));
}

/// In whatever order, from wherever on, however many.
pub async fn a_total_is_the_same_wherever_the_page_begins(store: &dyn Store) {
    let (company, rows) = several(store).await;
    for query in every_order() {
        for (limit, offset) in [(0, 0), (2, 3), (9, 11), (1, 100)] {
            let query = CredentialQuery {
                offset,
                limit,
                ..behind(&query, &rows[7])
            };
            let page = listed(store, &company, query).await;
            assert_eq!(page.total, Some(12));
        }
    }
}

/// For each provider.
pub async fn totals_follow_every_change(store: &dyn Store) {
    let (from, to) = (RegistryProvider::GitHub, RegistryProvider::GitLab);
    let company = a_stored_company(store).await;
    let each = |provider| {
        let credential = a_credential().of(&company).provided_by(provider);
        credential.recorded()
    };
    let [moves, goes, _] = stored(store, [from, from, to].map(each)).await;
    assert_eq!(totals(store, &company, [from, to]).await, [2, 1]);

    let act = || an_act(a_moment());
    let edit = CredentialEdit {
        provider: Some(to),
        ..CredentialEdit::default()
    };
    let edited = edit_of(moves.subject(), edit, act());
    store.credentials().update(&edited).await.unwrap();
    assert_eq!(totals(store, &company, [from, to]).await, [1, 2]);

    let removal = removal_of(goes.subject(), act());
    store.credentials().delete(&removal).await.unwrap();
    assert_eq!(totals(store, &company, [from, to]).await, [0, 2]);

    let removal = removal_of(edited.subject().credential(), act());
    store.credentials().delete(&removal).await.unwrap();
    assert_eq!(totals(store, &company, [from, to]).await, [0, 1]);
}

/// Or else it would be off for ever.
pub async fn refused_changes_do_not_count(store: &dyn Store) {
    let (from, to) = (RegistryProvider::GitHub, RegistryProvider::GitLab);
    let company = a_stored_company(store).await;
    let row = a_credential().of(&company).provided_by(from).recorded();
    let [row] = stored(store, [row]).await;
    let taken = || {
        let mut act = an_act(a_moment());
        act.event = row.event().id();
        act
    };
    let another = a_credential().of(&company).provided_by(from);
    let another = another.created_by(taken()).recorded();
    let credentials = store.credentials();
    credentials.insert(&another, None).await.unwrap_err();
    let edit = CredentialEdit {
        provider: Some(to),
        ..CredentialEdit::default()
    };
    let edited = edit_of(row.subject(), edit, taken());
    credentials.update(&edited).await.unwrap_err();
    let removal = removal_of(row.subject(), taken());
    credentials.delete(&removal).await.unwrap_err();
    assert_eq!(totals(store, &company, [from, to]).await, [1, 0]);
}

/// Of these providers. All others have none.
async fn totals(
    store: &dyn Store,
    company: &Company,
    providers: [RegistryProvider; 2],
) -> [u64; 2] {
    let mut totals = [0; 2];
    for (total, provider) in totals.iter_mut().zip(providers) {
        let filter = CredentialFilter {
            provider: Some(provider),
            search: None,
        };
        let query = CredentialQuery {
            filter,
            ..a_query()
        };
        *total = listed(store, company, query).await.total.unwrap();
    }
    let all = all_credentials(store, company).await.total;
    assert_eq!(all, Some(totals.iter().sum()));
    totals
}
