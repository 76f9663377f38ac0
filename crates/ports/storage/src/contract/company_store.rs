//! Rules of [`CompanyStore`](crate::CompanyStore).

use std::time::Duration;

use pullkey_domain::{audit::Recorded, company::Company, id::CompanyId, timestamp::Timestamp};

use super::{
    EVERYTHING, ODD_NAMES, all_events,
    fixtures::{a_company, a_moment, an_id},
    in_order,
};
use crate::{InsertCompanyError, PageRequest, Store};

/// In every field, the salt included.
pub async fn what_was_inserted_is_found(store: &dyn Store) {
    let [company] = stored(store, [a_company().recorded()]).await;
    let found = store.companies().find(company.subject().id()).await;
    assert_eq!(found.unwrap().as_ref(), Some(company.subject()));
}

/// Absence is an answer.
pub async fn a_company_that_was_never_inserted_is_not_found(store: &dyn Store) {
    let id = CompanyId::parse(&an_id()).unwrap();
    assert_eq!(store.companies().find(id).await.unwrap(), None);
}

/// A second company of an id leaves no trace.
pub async fn an_id_is_given_once(store: &dyn Store) {
    let [first] = stored(store, [a_company().recorded()]).await;
    let first = first.into_subject();
    let second = a_company().with_id(first.id()).named("Second").recorded();
    let refused = store.companies().insert(&second).await;
    assert!(matches!(refused, Err(InsertCompanyError::IdTaken)));
    let found = store.companies().find(first.id()).await.unwrap();
    assert_eq!(found.as_ref(), Some(&first));
    assert_eq!(all_events(store, &first).await.total, 1);
}

/// Byte for byte.
pub async fn names_with_odd_characters_survive(store: &dyn Store) {
    for name in ODD_NAMES {
        let [company] = stored(store, [a_company().named(name).recorded()]).await;
        let found = store.companies().find(company.subject().id()).await;
        assert_eq!(found.unwrap().unwrap().name().as_str(), name);
    }
}

/// Names tell people apart, not companies.
pub async fn two_companies_may_share_a_name(store: &dyn Store) {
    stored(store, [a_company().recorded(), a_company().recorded()]).await;
    let page = store.companies().list(EVERYTHING).await.unwrap();
    assert_eq!((page.items.len(), page.total), (2, 2));
}

/// By the moment of creation, the first and the last there are included.
pub async fn companies_are_listed_oldest_first(store: &dyn Store) {
    let moments = [Timestamp::MAX, a_moment(), Timestamp::MIN];
    let companies = moments.map(|at| a_company().created_at(at).recorded());
    let companies = stored(store, companies).await;
    let page = store.companies().list(EVERYTHING).await.unwrap();
    assert_eq!(page.items, in_order(&companies, &[2, 1, 0]));
}

/// So that pages fit together.
pub async fn companies_of_one_moment_are_listed_by_id(store: &dyn Store) {
    let ids = [3, 1, 2].map(|n| format!("0000000{n}-0000-8000-8000-000000000000"));
    let companies = ids.map(|id| a_company().with_id(id.parse().unwrap()).recorded());
    let companies = stored(store, companies).await;
    let page = store.companies().list(EVERYTHING).await.unwrap();
    assert_eq!(page.items, in_order(&companies, &[1, 2, 0]));
}

/// Limit, offset and total.
pub async fn a_page_is_cut_out_of_the_list_and_counts_all_of_it(store: &dyn Store) {
    let later = |seconds| a_moment().after(Duration::from_secs(seconds));
    let companies = [0, 1, 2].map(|age| a_company().created_at(later(age)).recorded());
    let companies = stored(store, companies).await;
    for (limit, offset, expected) in [(2, 0, &[0, 1][..]), (2, 2, &[2]), (0, 0, &[]), (2, 3, &[])] {
        let page = store.companies().list(PageRequest { limit, offset }).await;
        let page = page.unwrap();
        assert_eq!(page.items, in_order(&companies, expected));
        assert_eq!(page.total, 3);
    }
}

async fn stored<const N: usize>(
    store: &dyn Store,
    companies: [Recorded<Company>; N],
) -> [Recorded<Company>; N] {
    for company in &companies {
        store.companies().insert(company).await.unwrap();
    }
    companies
}
