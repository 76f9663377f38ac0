use pullkey_cipher::{CursorMac, MissingKey, MockCursorSigner};
use pullkey_domain::credential::{RegistryProvider, SearchText};
use pullkey_storage::{CredentialPage, MockCredentialStore};

use super::*;
use crate::fixtures::{
    LACKING, Parts, a_company, a_credential, a_credential_named, another_company, mac_of,
    signing_cursors,
};

fn list(sort: CredentialSort, start: ListStart) -> ListCredentials {
    ListCredentials {
        filter: CredentialFilter::default(),
        sort,
        start,
        limit: 1,
        with_total: false,
    }
}

/// Gives out as many as it is asked for, and says what that was.
fn endless(asked: impl Fn(&CredentialQuery) -> bool + Send + 'static) -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    store
        .expect_list()
        .withf(move |company, _, query| *company == a_company().id() && asked(query))
        .returning(|_, _, query| {
            Ok(CredentialPage {
                items: vec![a_credential(); usize::try_from(query.limit).unwrap()],
                total: query.with_total.then_some(42),
            })
        });
    store
}

async fn listed(
    store: MockCredentialStore,
    company: CompanyId,
    command: ListCredentials,
) -> Result<ListedCredentials, ListCredentialsError> {
    let credentials = Parts::on(store)
        .signing_cursors_by(signing_cursors())
        .credentials();
    credentials.await.list(company, &Reach::All, command).await
}

async fn cursor_of(command: ListCredentials) -> String {
    let listed = listed(endless(|_| true), a_company().id(), command).await;
    listed.unwrap().next_cursor.unwrap()
}

async fn read(
    company: CompanyId,
    command: ListCredentials,
) -> Result<ListedCredentials, ListCredentialsError> {
    let mut store = MockCredentialStore::new();
    store.expect_list().returning(|_, _, _| {
        Ok(CredentialPage {
            items: vec![],
            total: None,
        })
    });
    listed(store, company, command).await
}

#[tokio::test]
async fn one_more_is_read_than_is_shown_to_see_whether_anything_follows() {
    let command = list(CredentialSort::default(), ListStart::Offset(7));
    let store = endless(|query| (query.limit, query.offset) == (2, 7));
    let listed = listed(store, a_company().id(), command).await.unwrap();
    assert_eq!(listed.items.len(), 1);
    assert!(listed.next_cursor.is_some());
    assert_eq!(listed.total, None);
}

#[tokio::test]
async fn the_last_part_has_no_cursor() {
    let command = list(CredentialSort::default(), ListStart::Offset(0));
    let listed = read(a_company().id(), command).await.unwrap();
    assert_eq!(listed.next_cursor, None);
}

#[tokio::test]
async fn a_cursor_leads_on_behind_the_last_that_was_shown() {
    let last = a_credential();
    let moment = Some((last.created_at(), last.id()));
    let name = Some((last.name().clone(), last.id()));
    for (sort, order, direction) in [
        (
            CredentialSort::CreatedAt,
            CredentialOrder::Creation(moment),
            Direction::Ascending,
        ),
        (
            CredentialSort::CreatedAtDescending,
            CredentialOrder::Creation(moment),
            Direction::Descending,
        ),
        (
            CredentialSort::Name,
            CredentialOrder::Name(name.clone()),
            Direction::Ascending,
        ),
        (
            CredentialSort::NameDescending,
            CredentialOrder::Name(name.clone()),
            Direction::Descending,
        ),
    ] {
        let cursor = cursor_of(list(sort, ListStart::Offset(0))).await;
        let store = endless(move |query| {
            (&query.order, query.direction, query.offset) == (&order, direction, 0)
        });
        let command = list(sort, ListStart::Cursor(cursor));
        assert!(listed(store, a_company().id(), command).await.is_ok());
    }
}

#[tokio::test]
async fn a_cursor_that_was_altered_anywhere_is_refused() {
    for sort in [CredentialSort::CreatedAt, CredentialSort::Name] {
        let cursor = cursor_of(list(sort, ListStart::Offset(0))).await;
        let mut altered: Vec<_> = (0..cursor.len())
            .map(|at| {
                let mut bytes = cursor.clone().into_bytes();
                bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
                String::from_utf8(bytes).unwrap()
            })
            .collect();
        altered.extend([
            String::new(),
            cursor[1..].into(),
            format!("{cursor}A"),
            format!("{cursor}="),
        ]);
        for cursor in altered {
            let read = read(a_company().id(), list(sort, ListStart::Cursor(cursor))).await;
            assert!(matches!(
                read,
                Err(ListCredentialsError::Cursor(CursorError::Invalid))
            ));
        }
    }
}

#[tokio::test]
async fn a_cursor_is_of_one_company_one_sort_and_one_filter() {
    let sort = CredentialSort::CreatedAt;
    let cursor = cursor_of(list(sort, ListStart::Offset(0))).await;
    let again = || list(sort, ListStart::Cursor(cursor.clone()));
    let filtered = |filter| ListCredentials { filter, ..again() };
    let of_provider = CredentialFilter {
        provider: Some(RegistryProvider::DockerHub),
        search: None,
    };
    let searched = CredentialFilter {
        provider: None,
        search: SearchText::parse("hub").ok(),
    };
    assert!(read(a_company().id(), again()).await.is_ok());
    for (company, command) in [
        (another_company().id(), again()),
        (a_company().id(), filtered(of_provider)),
        (a_company().id(), filtered(searched)),
        (
            a_company().id(),
            ListCredentials {
                sort: CredentialSort::CreatedAtDescending,
                ..again()
            },
        ),
    ] {
        let refused = read(company, command).await;
        assert!(matches!(
            refused,
            Err(ListCredentialsError::Cursor(CursorError::Invalid))
        ));
    }
}

#[tokio::test]
async fn the_limit_may_change_behind_a_cursor() {
    let sort = CredentialSort::Name;
    let cursor = cursor_of(list(sort, ListStart::Offset(0))).await;
    let command = ListCredentials {
        limit: 100,
        ..list(sort, ListStart::Cursor(cursor))
    };
    assert!(read(a_company().id(), command).await.is_ok());
}

#[tokio::test]
async fn a_cursor_of_a_pepper_that_another_node_may_have_is_not_called_invalid() {
    let mut cursors = MockCursorSigner::new();
    cursors.expect_sign_cursor().returning(|bytes| CursorMac {
        pepper: LACKING,
        ..mac_of(bytes)
    });
    cursors
        .expect_verify_cursor()
        .returning(|_, mac| Err(MissingKey(mac.pepper)));
    let parts = Parts::on(endless(|_| true)).signing_cursors_by(cursors);
    let credentials = parts.credentials().await;
    let (company, sort) = (a_company().id(), CredentialSort::Name);
    let first = list(sort, ListStart::Offset(0));
    let first = credentials.list(company, &Reach::All, first).await.unwrap();
    let next = list(sort, ListStart::Cursor(first.next_cursor.unwrap()));
    let refused = credentials.list(company, &Reach::All, next).await;
    assert!(matches!(
        refused,
        Err(ListCredentialsError::Cursor(CursorError::MissingKey(
            MissingKey(LACKING)
        )))
    ));
}

#[tokio::test]
async fn names_of_the_greatest_length_fit_into_a_cursor() {
    let name = "\u{10ffff}".repeat(255);
    let mut store = MockCredentialStore::new();
    let long = a_credential_named(&name);
    store.expect_list().returning(move |_, _, _| {
        Ok(CredentialPage {
            items: vec![long.clone(); 2],
            total: None,
        })
    });
    let command = list(CredentialSort::Name, ListStart::Offset(0));
    let listed = listed(store, a_company().id(), command).await.unwrap();
    let command = list(
        CredentialSort::Name,
        ListStart::Cursor(listed.next_cursor.unwrap()),
    );
    assert!(read(a_company().id(), command).await.is_ok());
}
