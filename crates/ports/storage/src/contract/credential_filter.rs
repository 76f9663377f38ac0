//! Rules of [`CredentialStore::list`](crate::CredentialStore::list) about what is asked of credentials.

use pullkey_domain::{
    api_key::Reach,
    company::Company,
    credential::{Credential, RegistryProvider, SearchText},
};

use super::{
    ODD_NAMES, a_stored_company,
    credential_store::stored,
    fixtures::{a_credential, a_query},
    in_order, listed,
    several::{PROVIDERS, every_order, several, sorted},
    within,
};
use crate::{CredentialFilter, CredentialPage, CredentialQuery, Store};

/// Each provider has its own.
pub async fn a_provider_narrows_the_list_and_the_total(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = |provider| {
        let credential = a_credential().of(&company).provided_by(provider);
        credential.recorded()
    };
    let rows = stored(store, RegistryProvider::ALL.map(each)).await;
    for (nth, provider) in RegistryProvider::ALL.into_iter().enumerate() {
        let filter = CredentialFilter {
            provider: Some(provider),
            search: None,
        };
        let page = filtered(store, &company, filter).await;
        assert_eq!(page.items, in_order(&rows, &[nth]));
        assert_eq!(page.total, Some(1));
    }
}

/// In either, anywhere.
pub async fn a_text_is_found_in_names_and_in_user_names(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let rows = [
        a_credential().named("Hub of Acme").for_user("deploy"),
        a_credential().named("Backups").for_user("acme.hub"),
        a_credential().named("hub").for_user("hub"),
        a_credential().named("Nightly hu b").for_user("h-u-b"),
    ];
    let rows = stored(store, rows.map(|row| row.of(&company).recorded())).await;
    assert_found(store, &company, "hub", in_order(&rows, &[2, 1, 0])).await;
    assert_found(store, &company, "acme", in_order(&rows, &[1, 0])).await;
    assert_found(store, &company, "y hu b", in_order(&rows, &[3])).await;
    assert_found(store, &company, "hubs", vec![]).await;
    // Not across the two.
    assert_found(store, &company, "hubhub", vec![]).await;
}

/// Beyond ASCII, too.
pub async fn case_makes_no_difference_to_a_search(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for (name, sought) in [
        ("Docker HUB", "dOCKER hub"),
        ("Größe ÄÖÜ", "GRÖßE äöü"),
        ("ΟΔΟΣ", "οδοσ"),
        ("Привет", "пРИВЕТ"),
        ("İstanbul", "i\u{307}STANBUL"),
    ] {
        let row = a_credential().of(&company).named(name).recorded();
        let [row] = stored(store, [row]).await;
        assert_found(store, &company, sought, vec![row.into_subject()]).await;
    }
}

/// Not even those that databases have a use for.
pub async fn no_character_of_a_search_stands_for_others(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let names = [
        "a%c", "a_c", "a\\c", "a*c", "a?c", "a[c", "a\"c", "a'c", "abc", "abbc",
    ];
    let each = |name| a_credential().of(&company).named(name).recorded();
    let rows = stored(store, names.map(each)).await;
    for (nth, name) in names.into_iter().enumerate() {
        assert_found(store, &company, name, in_order(&rows, &[nth])).await;
    }
    for (sought, nth) in [("%", 0), ("_", 1), ("\\", 2), ("[", 5), ("'", 7)] {
        assert_found(store, &company, sought, in_order(&rows, &[nth])).await;
    }
}

/// Whole, and by its first and its last half.
pub async fn names_with_odd_characters_are_found(store: &dyn Store) {
    let company = a_stored_company(store).await;
    for name in ODD_NAMES {
        let row = a_credential().of(&company).named(name).recorded();
        let [row] = stored(store, [row]).await;
        let characters: Vec<_> = name.chars().collect();
        let (first, last) = characters.split_at(characters.len() / 2);
        for part in [first, last, &characters] {
            if let Ok(search) = SearchText::parse(&String::from_iter(part)) {
                let page = filtered(store, &company, sought(search)).await;
                assert!(page.items.contains(row.subject()), "{part:?}");
            }
        }
    }
}

/// In every combination, and the total with them.
pub async fn filters_and_reach_narrow_each_other(store: &dyn Store) {
    let (company, rows) = several(store).await;
    let providers = [None, Some(PROVIDERS[0]), Some(RegistryProvider::Gcr)];
    let searches = ["B", "öko", "user-1", "nowhere"].map(|text| SearchText::parse(text).ok());
    let only = rows[2..9].iter().map(Credential::id).collect();
    for reach in [Reach::All, Reach::Only(only)] {
        for provider in providers {
            for search in searches.iter().chain([&None]) {
                let filter = CredentialFilter {
                    provider,
                    search: search.clone(),
                };
                let expected = |row: &&Credential| {
                    let texts = [row.name().as_str(), row.username().as_str()];
                    let mut texts = texts.into_iter();
                    reach.includes(row.id())
                        && provider.is_none_or(|it| row.provider() == it)
                        && search
                            .as_ref()
                            .is_none_or(|it| texts.any(|text| it.is_in(text)))
                };
                let expected: Vec<_> = rows.iter().filter(expected).cloned().collect();
                for query in every_order() {
                    let filter = filter.clone();
                    let query = CredentialQuery { filter, ..query };
                    let page = within(store, &company, &reach, query.clone()).await;
                    assert_eq!(page.items, sorted(expected.clone(), &query), "{query:?}");
                    assert_eq!(page.total, Some(expected.len() as u64), "{query:?}");
                }
            }
        }
    }
}

/// Its credentials are of the same provider and name as another's.
pub async fn filters_never_lead_out_of_the_company(store: &dyn Store) {
    several(store).await;
    let company = a_stored_company(store).await;
    for provider in [None, Some(PROVIDERS[0])] {
        for search in [None, SearchText::parse("b").ok()] {
            let page = filtered(store, &company, CredentialFilter { provider, search }).await;
            assert_eq!((page.items, page.total), (vec![], Some(0)));
        }
    }
}

async fn filtered(
    store: &dyn Store,
    company: &Company,
    filter: CredentialFilter,
) -> CredentialPage {
    let query = CredentialQuery {
        filter,
        ..a_query()
    };
    listed(store, company, query).await
}

fn sought(search: SearchText) -> CredentialFilter {
    CredentialFilter {
        provider: None,
        search: Some(search),
    }
}

async fn assert_found(store: &dyn Store, company: &Company, text: &str, rows: Vec<Credential>) {
    let search = SearchText::parse(text).unwrap();
    let page = filtered(store, company, sought(search)).await;
    assert_eq!(page.total, Some(rows.len() as u64), "{text}");
    assert_eq!(page.items, rows, "{text}");
}
