//! When the journal is emptied.

use std::fs;

use diesel::{SqliteConnection, connection::SimpleConnection};
use tempfile::{TempDir, tempdir};

use crate::{
    connection,
    location::Location,
    writer::{
        journal::{Journal, JournalMark},
        writer_connection::WriterConnection,
    },
};

/// A database with something in its journal, and whoever reads it.
fn database() -> (TempDir, WriterConnection, SqliteConnection) {
    let folder = tempdir().unwrap();
    let location = Location::of(&folder.path().join("pullkey.db")).unwrap();
    location.make().unwrap();
    let mut writer = connection::writing(&location).unwrap();
    writer
        .batch_execute("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (1)")
        .unwrap();
    let reader = connection::reading(&location).unwrap();
    (folder, WriterConnection::new(location, writer), reader)
}

fn is_empty(folder: &TempDir) -> bool {
    let journal = folder.path().join("pullkey.db-wal");
    fs::metadata(journal).unwrap().len() == 0
}

#[test]
fn it_is_emptied_once_for_each_mark() {
    let (folder, mut writer, _reader) = database();
    let mark = JournalMark::default();
    let mut journal = Journal::of(mark.clone());
    journal.empty_if_due(&mut writer);
    assert!(!is_empty(&folder), "nobody asked for it");
    mark.set();
    journal.empty_if_due(&mut writer);
    assert!(is_empty(&folder));
    writer
        .ready()
        .unwrap()
        .batch_execute("INSERT INTO t VALUES (2)")
        .unwrap();
    journal.empty_if_due(&mut writer);
    assert!(!is_empty(&folder));
    assert_eq!(journal.due_in(), None);
}

#[test]
fn whoever_reads_what_was_there_before_hinders_it_until_it_is_tried_again() {
    let (folder, mut writer, mut reader) = database();
    let mark = JournalMark::default();
    let mut journal = Journal::of(mark.clone());
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM t")
        .unwrap();
    writer
        .ready()
        .unwrap()
        .batch_execute("INSERT INTO t VALUES (2)")
        .unwrap();
    mark.set();
    journal.empty_if_due(&mut writer);
    assert!(!is_empty(&folder));
    let wait = journal.due_in().unwrap();
    assert!(!wait.is_zero());
    reader.batch_execute("COMMIT").unwrap();
    journal.empty_if_due(&mut writer);
    assert!(!is_empty(&folder), "it is not time yet");
    journal.empty(&mut writer);
    assert!(is_empty(&folder));
    assert_eq!(journal.due_in(), None);
}
