//! Rules of [`CredentialStore`](crate::CredentialStore) about when credentials were last used.

use std::time::Duration;

use pullkey_domain::{
    audit::Act,
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName},
};

use super::{
    a_stored_company, all_credentials, all_events, at_once,
    credential_store::{assert_found, stored},
    fixtures::{a_credential, a_moment, an_act, edit_of, removal_of},
};
use crate::{CredentialUse, Store};

/// Found by its id, and in lists. No event tells of it.
pub async fn the_last_use_is_kept_and_nothing_else_changes(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let [other] = stored(store, [a_credential().of(&company).recorded()]).await;
    let events = all_events(store, &company).await.total;
    for seconds in [1, 61] {
        record(store, vec![use_of(&row, seconds)]).await;
        let used = row.clone().used_at(later(seconds).at);
        assert_eq!(used.last_used_at(), Some(later(seconds).at));
        assert_found(store, &used).await;
        let page = all_credentials(store, &company).await;
        assert!(page.items.contains(&used) && page.items.contains(other.subject()));
        assert_eq!(page.total, Some(2));
    }
    assert_eq!(all_events(store, &company).await.total, events);
}

/// Nodes tell of their uses in any order.
pub async fn the_last_use_never_goes_back(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    for seconds in [5, 1, 5] {
        record(store, vec![use_of(&row, seconds)]).await;
        assert_found(store, &row.clone().used_at(later(5).at)).await;
    }
}

/// Several nodes tell of one credential.
pub async fn a_use_within_a_minute_of_the_last_is_passed_over(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    for (seconds, known) in [(1, 1), (2, 1), (60, 1), (61, 61), (120, 61), (121, 121)] {
        record(store, vec![use_of(&row, seconds)]).await;
        assert_found(store, &row.clone().used_at(later(known).at)).await;
    }
}

/// Whatever order they are told in, also those of several companies.
pub async fn uses_of_several_are_kept_at_once_and_what_is_gone_passed_over(store: &dyn Store) {
    let ((_, first), (company, second)) = (
        a_stored_credential(store).await,
        a_stored_credential(store).await,
    );
    let [gone] = stored(store, [a_credential().of(&company).recorded()]).await;
    let removal = removal_of(gone.subject(), later(1));
    store.credentials().delete(&removal).await.unwrap();
    let absent = a_credential().recorded().into_subject();
    let elsewhere = CredentialUse {
        company: company.id(),
        ..use_of(&first, 9)
    };
    let uses = vec![
        use_of(&second, 4),
        use_of(gone.subject(), 5),
        elsewhere,
        use_of(&absent, 6),
        use_of(&first, 3),
    ];
    record(store, uses).await;
    assert_found(store, &first.used_at(later(3).at)).await;
    let second = second.used_at(later(4).at);
    assert_found(store, &second).await;
    assert_eq!(all_credentials(store, &company).await.items, [second]);
    record(store, Vec::new()).await;
}

/// An edit was decided upon before that came in between.
pub async fn an_edit_keeps_a_use_in_between(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let edit = CredentialEdit {
        name: CredentialName::parse("Another name").ok(),
        ..CredentialEdit::default()
    };
    let edited = edit_of(&row, edit, later(2));
    record(store, vec![use_of(&row, 1)]).await;
    store.credentials().update(&edited).await.unwrap();
    let kept = edited.subject().over(&row.used_at(later(1).at));
    assert_eq!(kept.last_used_at(), Some(later(1).at));
    assert_found(store, &kept).await;
}

/// It tells of the credential, whatever its secret is.
pub async fn a_new_secret_keeps_the_last_use(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    record(store, vec![use_of(&row, 1)]).await;
    let row = row.used_at(later(1).at);
    let edit = CredentialEdit {
        secret_given: true,
        ..CredentialEdit::default()
    };
    let edited = edit_of(&row, edit, later(2));
    store.credentials().update(&edited).await.unwrap();
    let kept = edited.subject().credential();
    assert_eq!(kept.last_used_at(), Some(later(1).at));
    assert_found(store, kept).await;
}

/// By several nodes, in different orders.
pub async fn uses_that_are_told_at_once_leave_the_latest(store: &dyn Store) {
    let (company, first) = a_stored_credential(store).await;
    let [second] = stored(store, [a_credential().of(&company).recorded()]).await;
    let second = second.into_subject();
    at_once(8, async || {
        for minutes in 0..8 {
            let mut uses = vec![
                use_of(&first, 60 * minutes),
                use_of(&second, 60 * (7 - minutes)),
            ];
            if minutes % 2 == 0 {
                uses.reverse();
            }
            record(store, uses).await;
        }
    });
    for row in [first, second] {
        assert_found(store, &row.used_at(later(7 * 60).at)).await;
    }
}

async fn record(store: &dyn Store, uses: Vec<CredentialUse>) {
    store.credentials().record_last_uses(uses).await.unwrap();
}

async fn a_stored_credential(store: &dyn Store) -> (Company, Credential) {
    let company = a_stored_company(store).await;
    let [row] = stored(store, [a_credential().of(&company).recorded()]).await;
    (company, row.into_subject())
}

fn use_of(row: &Credential, seconds: u64) -> CredentialUse {
    CredentialUse {
        company: row.company(),
        credential: row.id(),
        at: later(seconds).at,
    }
}

fn later(seconds: u64) -> Act {
    an_act(a_moment().after(Duration::from_secs(seconds)))
}
