//! Copies of a database that is in use, of one that is not, and of what is none.

use std::{
    fs,
    os::unix::fs::{FileExt, PermissionsExt, symlink},
    path::Path,
};

use diesel::connection::SimpleConnection;
use pullkey_storage::{CompanyStore, CredentialStore};
use pullkey_storage_sqlite::{BackupError, Migrate, OpenError, SqliteStore, backup};

use crate::place::{Place, a_stored_company, a_stored_credential};

#[tokio::test]
async fn a_copy_has_all_that_was_committed_in_one_file_for_our_user_only() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    let company = a_stored_company(&store).await;
    let credential = a_stored_credential(&store, &company).await;

    let bytes = backup(&place.path(), &elsewhere.path()).unwrap();

    assert_eq!(names(elsewhere.folder()), ["pullkey.db"]);
    let metadata = fs::metadata(elsewhere.path()).unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert_eq!(metadata.len(), bytes);
    let copy = SqliteStore::open(&elsewhere.path(), Migrate::No).unwrap();
    let found = CredentialStore::find(&copy, company.id(), credential.id()).await;
    assert_eq!(found.unwrap(), Some(credential));
}

#[tokio::test]
async fn a_write_that_is_under_way_neither_waits_nor_is_waited_for() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    let company = a_stored_company(&store).await;
    let mut other = place.connect();
    other
        .batch_execute("BEGIN EXCLUSIVE; UPDATE companies SET name = 'half done'")
        .unwrap();

    backup(&place.path(), &elsewhere.path()).unwrap();

    other.batch_execute("COMMIT").unwrap();
    let found = CompanyStore::find(&elsewhere.open(), company.id()).await;
    assert_eq!(found.unwrap(), Some(company));
}

#[tokio::test]
async fn the_database_and_its_journal_stay_as_they_are() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    a_stored_company(&store).await;
    let files = ["pullkey.db", "pullkey.db-wal"].map(|name| place.folder().join(name));
    let before = files.each_ref().map(|file| fs::read(file).unwrap());
    assert!(!before[1].is_empty());
    backup(&place.path(), &elsewhere.path()).unwrap();
    assert_eq!(files.map(|file| fs::read(file).unwrap()), before);
}

#[tokio::test]
async fn what_a_killed_process_left_in_the_journal_is_in_the_copy() {
    let (place, killed, elsewhere) = (Place::new(), Place::new(), Place::new());
    let store = place.open();
    let company = a_stored_company(&store).await;
    for name in ["pullkey.db", "pullkey.db-wal"] {
        fs::copy(place.folder().join(name), killed.folder().join(name)).unwrap();
    }
    let before = fs::read(killed.path()).unwrap();
    backup(&killed.path(), &elsewhere.path()).unwrap();
    assert_eq!(fs::read(killed.path()).unwrap(), before);
    let found = CompanyStore::find(&elsewhere.open(), company.id()).await;
    assert_eq!(found.unwrap(), Some(company));
}

#[tokio::test]
async fn a_database_that_nobody_uses_is_copied_as_well() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    let company = a_stored_company(&store).await;
    drop(store);
    backup(&place.path(), &elsewhere.path()).unwrap();
    let found = CompanyStore::find(&elsewhere.open(), company.id()).await;
    assert_eq!(found.unwrap(), Some(company));
    drop(place.open());
    assert_eq!(names(place.folder()), ["pullkey.db"]);
}

#[test]
fn a_database_of_a_newer_program_is_copied_as_it_is() {
    let (place, elsewhere) = (Place::new(), Place::new());
    drop(place.open());
    place.tamper("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    backup(&place.path(), &elsewhere.path()).unwrap();
    let opened = SqliteStore::open(&elsewhere.path(), Migrate::Yes).err();
    assert!(matches!(opened, Some(OpenError::SchemaNewer { .. })));
}

#[test]
fn a_file_of_that_name_is_refused_and_left_as_it_is() {
    let (place, elsewhere) = (Place::new(), Place::new());
    drop(place.open());
    fs::write(elsewhere.path(), "precious").unwrap();
    let link = elsewhere.folder().join("link");
    symlink("nowhere", &link).unwrap();
    for taken in [&elsewhere.path(), &link, &place.path()] {
        let refused = backup(&place.path(), taken).err();
        assert!(matches!(refused, Some(BackupError::Exists)), "{refused:?}");
    }
    assert_eq!(fs::read(elsewhere.path()).unwrap(), b"precious");
    assert_eq!(names(elsewhere.folder()), ["link", "pullkey.db"]);
}

#[test]
fn what_is_no_database_of_pullkey_is_refused() {
    let elsewhere = Place::new();
    for (bytes, told) in [
        (&b"To be, or not to be, that is the question."[..], "none"),
        (b"", "not a database of Pullkey"),
    ] {
        let place = Place::new();
        fs::write(place.path(), bytes).unwrap();
        assert_refused(&place, &elsewhere, told);
    }
    let place = Place::new();
    place.tamper("CREATE TABLE t (c INTEGER)");
    assert_refused(&place, &elsewhere, "not a database of Pullkey");
}

#[test]
fn a_missing_database_is_told_and_not_made() {
    let (place, elsewhere) = (Place::new(), Place::new());
    assert_refused(&place, &elsewhere, "no database file");
    assert!(names(place.folder()).is_empty());
}

#[tokio::test]
async fn no_copy_is_left_of_a_damaged_database() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    for _ in 0..50 {
        let company = a_stored_company(&store).await;
        a_stored_credential(&store, &company).await;
    }
    drop(store);
    let length = fs::metadata(place.path()).unwrap().len();
    let file = fs::OpenOptions::new().write(true).open(place.path());
    let noise = vec![0xa5; usize::try_from(length / 2).unwrap()];
    file.unwrap().write_all_at(&noise, length / 2).unwrap();
    assert_refused(&place, &elsewhere, "damaged");
}

#[tokio::test]
async fn no_copy_is_left_that_fails_the_check_of_sqlite() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    a_stored_company(&store).await;
    drop(store);
    // Copying does not look at values. A row now lacks one that its table demands.
    place.tamper(
        "PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, 'deleted_at INTEGER', 'deleted_at INTEGER NOT NULL')",
    );
    assert_refused(&place, &elsewhere, "fails the check");
}

#[tokio::test]
async fn one_altered_row_does_not_forbid_a_copy() {
    let (place, elsewhere) = (Place::new(), Place::new());
    let store = place.open();
    let company = a_stored_company(&store).await;
    a_stored_credential(&store, &company).await;
    place.tamper("UPDATE credentials SET version = -1; UPDATE auth_epoch SET only = 2");
    backup(&place.path(), &elsewhere.path()).unwrap();
}

#[test]
fn a_place_that_takes_no_file_is_told() {
    let place = Place::new();
    drop(place.open());
    let folder = place.folder();
    fs::write(folder.join("file"), "").unwrap();
    for path in [
        folder.join("missing/copy"),
        folder.join("file/copy"),
        "..".into(),
    ] {
        let refused = backup(&place.path(), &path).err();
        assert!(
            matches!(refused, Some(BackupError::Place(_))),
            "{refused:?}"
        );
    }
}

/// The words of the error say why, and nothing is left of the copy.
fn assert_refused(place: &Place, elsewhere: &Place, why: &str) {
    let error = backup(&place.path(), &elsewhere.path()).unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string);
    let told = format!("{error}: {}", source.unwrap_or_default());
    assert!(told.contains(why), "{told}");
    assert_eq!(names(elsewhere.folder()), Vec::<String>::new());
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string());
    let mut names: Vec<_> = names.map(Result::unwrap).collect();
    names.sort();
    names
}
