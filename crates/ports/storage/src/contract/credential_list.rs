//! Rules of [`CredentialStore::list`](crate::CredentialStore::list).

use std::{cmp::Reverse, time::Duration};

use pullkey_domain::{
    api_key::Reach, audit::Recorded, company::Company, credential::Credential, timestamp::Timestamp,
};

use super::{
    a_stored_company, all_credentials,
    credential_store::stored,
    fixtures::{a_credential, a_moment, a_query},
    in_order, listed,
    several::{every_order, several, sorted},
    within,
};
use crate::{CredentialQuery, Store};

/// By the moment of creation, the first and the last there are included.
pub async fn credentials_are_listed_newest_first(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let moments = [a_moment(), Timestamp::MAX, Timestamp::MIN];
    let each = |at| a_credential().of(&company).created_at(at).recorded();
    let credentials = stored(store, moments.map(each)).await;
    let page = all_credentials(store, &company).await;
    assert_eq!(page.items, in_order(&credentials, &[1, 0, 2]));
}

/// By creation and by name, each way, ties by id the same way.
pub async fn credentials_are_listed_in_every_order(store: &dyn Store) {
    let (company, rows) = several(store).await;
    for query in every_order() {
        let page = listed(store, &company, query.clone()).await;
        assert_eq!(page.items, sorted(rows.clone(), &query), "{query:?}");
    }
}

/// No locale, no case, nor the order of UTF-16, where the last two change places.
pub async fn names_are_sorted_by_their_bytes(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let names = [
        " a",
        "10",
        "9",
        "B",
        "a",
        "a ",
        "ab",
        "z",
        "\u{e4}",
        "\u{fffd}",
        "\u{1f40b}",
    ];
    let each = |name| a_credential().of(&company).named(name).recorded();
    let mut rows = names.map(each);
    rows.sort_by_key(|row| Reverse(row.event().id()));
    stored(store, rows).await;
    let [.., ascending, descending] = every_order();
    let page = listed(store, &company, ascending).await;
    let sorted: Vec<_> = page.items.iter().map(|row| row.name().as_str()).collect();
    assert_eq!(sorted, names);
    let mut reversed = listed(store, &company, descending).await;
    reversed.items.reverse();
    assert_eq!(reversed, page);
}

/// So that pages fit together.
pub async fn credentials_of_one_moment_are_listed_by_id_descending(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let ids = [2, 9, 1].map(|n| format!("{n}0000000-0000-8000-8000-000000000000"));
    let each = |id: String| {
        let credential = a_credential().of(&company).with_id(id.parse().unwrap());
        credential.recorded()
    };
    let credentials = stored(store, ids.map(each)).await;
    let page = all_credentials(store, &company).await;
    assert_eq!(page.items, in_order(&credentials, &[1, 0, 2]));
}

/// Limit, offset and total.
pub async fn a_page_is_cut_out_of_the_list_and_counts_all_of_it(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credentials = stored(store, five_ages(&company)).await;
    for (limit, offset, expected) in [(2, 0, &[0, 1][..]), (2, 3, &[3, 4]), (0, 0, &[])] {
        let page = listed(store, &company, part(limit, offset)).await;
        assert_eq!(page.items, in_order(&credentials, expected));
        assert_eq!(page.total, Some(5));
    }
}

/// However far beyond.
pub async fn a_page_beyond_the_end_is_empty_and_counts_all(store: &dyn Store) {
    let company = a_stored_company(store).await;
    stored(store, five_ages(&company)).await;
    for offset in [5, 6, u32::MAX] {
        let page = listed(store, &company, part(u32::MAX, offset)).await;
        assert_eq!((page.items, page.total), (vec![], Some(5)));
    }
}

/// In the list's order, whatever the order of the reach; an id that stands in it twice counts once.
pub async fn a_reach_narrows_the_list_and_the_total(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let credentials = stored(store, five_ages(&company)).await;
    let absent = a_credential().recorded().into_subject().id();
    let id = |at: usize| credentials[at].subject().id();
    let reach = Reach::Only(vec![id(3), absent, id(1), id(3), id(0)]);
    let page = within(store, &company, &reach, a_query()).await;
    assert_eq!(page.items, in_order(&credentials, &[0, 1, 3]));
    assert_eq!(page.total, Some(3));

    let page = within(store, &company, &reach, part(1, 1)).await;
    assert_eq!(page.items, in_order(&credentials, &[1]));
    assert_eq!(page.total, Some(3));
}

/// A reach never leads out of the company.
pub async fn a_reach_to_credentials_of_another_company_shows_nothing(store: &dyn Store) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    let [own] = stored(store, [a_credential().of(&company).recorded()]).await;
    let [others] = stored(store, [a_credential().of(&other).recorded()]).await;
    let reach = Reach::Only(vec![others.subject().id(), own.subject().id()]);
    let page = within(store, &company, &reach, a_query()).await;
    assert_eq!(
        (page.items, page.total),
        (vec![own.into_subject()], Some(1))
    );
}

/// An empty reach is not a missing one.
pub async fn a_reach_to_nothing_shows_nothing(store: &dyn Store) {
    let company = a_stored_company(store).await;
    stored(store, [a_credential().of(&company).recorded()]).await;
    let reach = Reach::Only(vec![]);
    let page = within(store, &company, &reach, a_query()).await;
    assert_eq!((page.items, page.total), (vec![], Some(0)));
}

fn part(limit: u32, offset: u32) -> CredentialQuery {
    CredentialQuery {
        offset,
        limit,
        ..a_query()
    }
}

fn five_ages(company: &Company) -> [Recorded<Credential>; 5] {
    [9, 7, 5, 3, 1].map(|age| {
        let at = a_moment().after(Duration::from_secs(age));
        a_credential().of(company).created_at(at).recorded()
    })
}
