use std::sync::{Arc, Mutex};

use diesel::{Connection, SqliteConnection, connection::InstrumentationEvent};
use pullkey_storage::StoreError;

use crate::{SqliteStore, writer::Rollback};

/// What connections were asked, and which of it they keep prepared.
#[derive(Clone, Default)]
pub(super) struct Watch {
    pub(super) asked: Arc<Mutex<Vec<String>>>,
    pub(super) kept: Arc<Mutex<Vec<String>>>,
}

impl Watch {
    pub(super) async fn follow(&self, store: &SqliteStore) {
        let watch = self.clone();
        let writing = store.writer.write(move |connection| {
            watch.look_at(connection);
            Ok::<_, Rollback<StoreError>>(())
        });
        writing.await.unwrap();
        let reading = store.readers.read_inline(|connection| {
            self.look_at(connection);
            Ok(())
        });
        reading.unwrap();
    }

    fn look_at(&self, connection: &mut SqliteConnection) {
        let Self { asked, kept } = self.clone();
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let statement = text.split(" -- binds").next().unwrap_or_default();
                let words = ["SELECT", "INSERT", "REPLACE", "UPDATE", "DELETE"];
                if words.iter().any(|word| statement.starts_with(word)) {
                    asked.lock().unwrap().push(statement.to_owned());
                }
            }
            InstrumentationEvent::CacheQuery { sql, .. } => {
                kept.lock().unwrap().push(sql.to_owned());
            }
            _ => (),
        });
    }
}
