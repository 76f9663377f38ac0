//! Rules of [`CredentialStore::list`](crate::CredentialStore::list) about where a page begins.

use pullkey_domain::{
    api_key::Reach,
    company::Company,
    credential::{Credential, CredentialName, RegistryProvider, SearchText},
    timestamp::Timestamp,
};

use super::{
    a_stored_company,
    credential_store::stored,
    fixtures::{a_credential, a_moment, a_query, an_act, removal_of},
    listed,
    several::{PROVIDERS, behind, every_order, several, sorted},
    within,
};
use crate::{CredentialFilter, CredentialOrder, CredentialQuery, Direction, Store};

/// With neither a gap nor a row twice, though others share its moment or its name.
pub async fn a_list_goes_on_right_behind_any_place(store: &dyn Store) {
    let (company, rows) = several(store).await;
    for query in every_order() {
        let rows = sorted(rows.clone(), &query);
        for (nth, last) in rows.iter().enumerate() {
            let page = listed(store, &company, behind(&query, last)).await;
            assert_eq!(page.items, rows[nth + 1..], "{query:?}");
        }
    }
}

/// A walk that is under way need not care who deletes what.
pub async fn a_place_means_the_same_when_its_credential_is_gone(store: &dyn Store) {
    let (company, rows) = several(store).await;
    let gone = &rows[5];
    let removal = removal_of(gone, an_act(a_moment()));
    store.credentials().delete(&removal).await.unwrap();
    for query in every_order() {
        let mut rest = sorted(rows.clone(), &query);
        let place = rest.iter().position(|row| row == gone).unwrap();
        let page = listed(store, &company, behind(&query, gone)).await;
        assert_eq!(page.items, rest.split_off(place + 1), "{query:?}");
    }
}

/// Before the first, between two, or behind the last.
pub async fn a_place_may_be_where_nothing_ever_was(store: &dyn Store) {
    let (company, rows) = several(store).await;
    let creation = |at, id: &str| CredentialOrder::Creation(Some((at, id.parse().unwrap())));
    let name = |name, id: &str| {
        let name = CredentialName::parse(name).unwrap();
        CredentialOrder::Name(Some((name, id.parse().unwrap())))
    };
    let (least, greatest) = (
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    );
    // Three rows are of the first moment, four each of the names "B", "b" and "Ö…", in this order.
    let first = rows[0].created_at();
    for (order, before) in [
        (creation(Timestamp::MIN, least), 0),
        (creation(first, least), 0),
        (creation(first, greatest), 3),
        (creation(Timestamp::MAX, least), 12),
        (name("\u{1}", least), 0),
        (name("C", least), 4),
        (name("b", greatest), 8),
        (name("\u{10ffff}", greatest), 12),
    ] {
        for (direction, count) in [
            (Direction::Ascending, 12 - before),
            (Direction::Descending, before),
        ] {
            let order = order.clone();
            let query = CredentialQuery {
                order,
                direction,
                ..a_query()
            };
            let page = listed(store, &company, query.clone()).await;
            assert_eq!(page.items.len(), count, "{query:?}");
        }
    }
}

/// Each row once, whatever is asked of it and by whom.
pub async fn a_walk_by_twos_comes_by_each_credential_once(store: &dyn Store) {
    let (company, rows) = several(store).await;
    let search = SearchText::parse("ÖKO").unwrap();
    let all = CredentialFilter::default();
    for (filter, reach) in [
        (all.clone(), Reach::All),
        (of(PROVIDERS[1]), Reach::All),
        (found(search), Reach::All),
        (
            all,
            Reach::Only(rows[3..10].iter().map(Credential::id).collect()),
        ),
    ] {
        for query in every_order() {
            let query = CredentialQuery {
                filter: filter.clone(),
                ..query
            };
            let whole = within(store, &company, &reach, query.clone()).await.items;
            assert!(whole.len() >= 4);
            let walked = walk(store, &company, &reach, query.clone()).await;
            assert_eq!(walked, whole, "{query:?}");
        }
    }
}

/// Ids alone hold the order then.
pub async fn a_walk_through_credentials_of_one_moment_and_name_comes_by_each_once(
    store: &dyn Store,
) {
    let company = a_stored_company(store).await;
    let twins = [(); 7].map(|()| a_credential().of(&company).recorded());
    stored(store, twins).await;
    for query in every_order() {
        let whole = listed(store, &company, query.clone()).await.items;
        assert_eq!(whole.len(), 7);
        let walked = walk(store, &company, &Reach::All, query).await;
        assert_eq!(walked, whole);
    }
}

/// What is left out is left out behind the place.
pub async fn an_offset_counts_from_the_place_on(store: &dyn Store) {
    let (company, rows) = several(store).await;
    for query in every_order() {
        let rows = sorted(rows.clone(), &query);
        let query = CredentialQuery {
            offset: 2,
            limit: 3,
            ..behind(&query, &rows[4])
        };
        let page = listed(store, &company, query).await;
        assert_eq!(page.items, rows[7..10]);
    }
}

async fn walk(
    store: &dyn Store,
    company: &Company,
    reach: &Reach,
    query: CredentialQuery,
) -> Vec<Credential> {
    let mut walked = Vec::new();
    let mut query = CredentialQuery { limit: 2, ..query };
    loop {
        let page = within(store, company, reach, query.clone()).await;
        let Some(last) = page.items.last() else {
            return walked;
        };
        query = behind(&query, last);
        walked.extend(page.items);
        assert!(walked.len() < ENDLESS, "the walk comes to no end");
    }
}

/// More than any rule stores.
const ENDLESS: usize = 1_000;

fn of(provider: RegistryProvider) -> CredentialFilter {
    CredentialFilter {
        provider: Some(provider),
        search: None,
    }
}

fn found(search: SearchText) -> CredentialFilter {
    CredentialFilter {
        provider: None,
        search: Some(search),
    }
}
