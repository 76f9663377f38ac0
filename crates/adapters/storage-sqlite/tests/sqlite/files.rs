//! The file of the database: when it is made, who may read it, and what it is called.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

use pullkey_storage::{CredentialStore, RingKeyStore, StoreError, StoreHealth};
use pullkey_storage_sqlite::{Migrate, OpenError, SqliteStore};

use crate::place::{Place, a_stored_company, a_stored_credential};

#[tokio::test]
async fn what_was_stored_is_there_after_the_store_was_closed_and_opened() {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;
    drop(store);
    let found = place.open().find(company.id(), credential.id()).await;
    assert_eq!(found.unwrap(), Some(credential));
}

#[tokio::test]
async fn only_our_user_may_read_any_of_the_files() {
    let place = Place::new();
    fs::set_permissions(place.folder(), Permissions::from_mode(0o755)).unwrap();
    let store = place.open();
    a_stored_company(&store).await;
    for file in ["pullkey.db", "pullkey.db-wal", "pullkey.db-shm"] {
        assert_eq!(mode(&place.folder().join(file)), 0o600, "{file}");
    }
}

#[tokio::test]
async fn files_that_others_may_read_are_only_ours_after_opening() {
    for migrate in [Migrate::Yes, Migrate::No] {
        let place = Place::new();
        let store = place.open();
        a_stored_company(&store).await;
        let files = ["pullkey.db", "pullkey.db-wal"].map(|file| place.folder().join(file));
        for file in &files {
            fs::set_permissions(file, Permissions::from_mode(0o664)).unwrap();
        }
        let _again = SqliteStore::open(&place.path(), migrate).unwrap();
        for file in &files {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
    }
}

#[test]
fn a_file_behind_a_link_is_tightened_as_well() {
    let (place, elsewhere) = (Place::new(), Place::new());
    drop(elsewhere.open());
    fs::set_permissions(elsewhere.path(), Permissions::from_mode(0o644)).unwrap();
    symlink(elsewhere.path(), place.path()).unwrap();
    place.open();
    assert_eq!(mode(&elsewhere.path()), 0o600);
}

#[test]
fn the_folder_stays_as_it_is() {
    let place = Place::new();
    fs::set_permissions(place.folder(), Permissions::from_mode(0o755)).unwrap();
    place.open();
    assert_eq!(mode(place.folder()), 0o755);
}

#[test]
fn a_link_in_place_of_the_journal_is_refused_and_what_it_leads_to_stays_as_it_is() {
    let place = Place::new();
    let other = place.folder().join("other");
    fs::write(&other, "").unwrap();
    fs::set_permissions(&other, Permissions::from_mode(0o644)).unwrap();
    symlink(&other, place.folder().join("pullkey.db-journal")).unwrap();
    let refused = SqliteStore::open(&place.path(), Migrate::Yes).err();
    assert!(matches!(refused, Some(OpenError::Database(_))));
    assert_eq!(mode(&other), 0o644);
}

#[test]
fn a_mode_that_is_tight_already_stays() {
    let place = Place::new();
    drop(place.open());
    fs::set_permissions(place.path(), Permissions::from_mode(0o700)).unwrap();
    place.open();
    assert_eq!(mode(&place.path()), 0o700);
}

#[test]
fn a_missing_file_is_not_made_unless_asked_for() {
    let place = Place::new();
    let refused = SqliteStore::open(&place.path(), Migrate::No);
    assert!(matches!(refused.err(), Some(OpenError::Missing)));
    assert!(!place.path().exists());
}

#[test]
fn a_missing_folder_is_told() {
    let path = Place::new().folder().join("missing").join("pullkey.db");
    for migrate in [Migrate::Yes, Migrate::No] {
        let refused = SqliteStore::open(&path, migrate).err();
        assert!(matches!(
            refused,
            Some(OpenError::File(_) | OpenError::Missing)
        ));
    }
}

#[test]
fn a_file_of_another_kind_is_refused_and_left_as_it_is() {
    let place = Place::new();
    let text = "To be, or not to be, that is the question. ".repeat(50);
    fs::write(place.path(), &text).unwrap();
    let refused = SqliteStore::open(&place.path(), Migrate::Yes).err();
    assert!(matches!(refused, Some(OpenError::Database(_))));
    assert_eq!(fs::read_to_string(place.path()).unwrap(), text);
}

#[test]
fn a_name_that_sqlite_would_take_for_something_else_is_a_file() {
    let place = Place::new();
    for name in [
        ":memory:",
        "file:x?mode=memory",
        "100%41 # odd",
        "a?mode=ro&b#c%",
        "ä b",
    ] {
        let path = place.folder().join(name);
        SqliteStore::open(&path, Migrate::Yes).unwrap();
        assert_ne!(fs::metadata(&path).unwrap().len(), 0, "{name}");
    }
}

#[test]
fn a_path_that_starts_with_two_slashes_names_no_host() {
    let place = Place::new();
    let path = format!("/{}", place.path().display());
    SqliteStore::open(Path::new(&path), Migrate::Yes).unwrap();
    assert_ne!(fs::metadata(place.path()).unwrap().len(), 0);
}

#[tokio::test]
async fn a_file_that_was_removed_is_told_and_not_made_again() {
    let place = Place::new();
    let store = place.open();
    fs::remove_file(place.path()).unwrap();
    let known = store.known().await;
    assert!(matches!(known, Err(StoreError::Unavailable(_))));
    assert_gone(&store).await;
    assert!(!place.path().exists());
}

#[tokio::test]
async fn a_file_that_was_replaced_is_told() {
    let place = Place::new();
    let store = place.open();
    a_stored_company(&store).await;
    store.check().await.unwrap();
    let copy = place.folder().join("copy");
    fs::copy(place.path(), &copy).unwrap();
    fs::rename(&copy, place.path()).unwrap();
    assert_gone(&store).await;
}

async fn assert_gone(store: &SqliteStore) {
    match store.check().await {
        Err(StoreError::Unavailable(cause)) => {
            assert_eq!(
                cause.to_string(),
                "the database file was removed or replaced"
            );
        }
        other => panic!("{other:?}"),
    }
}

/// What may be done with it, by whom.
fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
