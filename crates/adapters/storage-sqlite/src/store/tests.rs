//! Which statements the connections keep prepared.

use std::sync::{Arc, Mutex};

use diesel::{Connection, SqliteConnection, connection::InstrumentationEvent};
use pullkey_domain::api_key::Reach;
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, CompanyStore, CredentialStore, StoreError,
    contract::fixtures::{a_company, a_credential, a_query, an_api_key},
};
use tempfile::tempdir;

use super::*;
use crate::writer::Rollback;

/// What connections were asked, and which of it they keep prepared.
#[derive(Clone, Default)]
struct Watch {
    asked: Arc<Mutex<Vec<String>>>,
    kept: Arc<Mutex<Vec<String>>>,
}

#[tokio::test]
async fn hot_statements_are_prepared_once() {
    let folder = tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("pullkey.db"), Migrate::Yes).unwrap();
    let watch = Watch::default();
    watch.follow(&store).await;

    let company = a_company().recorded();
    CompanyStore::insert(&store, &company).await.unwrap();
    let company = company.into_subject();
    let (credential, key) = (a_credential().of(&company), an_api_key().of(&company));
    let (credential, key) = (credential.recorded(), key.recorded());
    CredentialStore::insert(&store, &credential, None)
        .await
        .unwrap();
    ApiKeyStore::insert(&store, &key).await.unwrap();
    let id = credential.subject().id();
    let found = CredentialStore::find(&store, company.id(), id).await;
    found.unwrap().unwrap();
    let handle = *key.subject().unverified().handle();
    store.find_by_handle(handle).await.unwrap().unwrap();
    store.epoch().await.unwrap();
    let page = CredentialStore::list(&store, company.id(), &Reach::All, a_query()).await;
    assert_eq!(page.unwrap().total, Some(1));

    let (asked, kept) = (watch.asked.lock().unwrap(), watch.kept.lock().unwrap());
    assert!(asked.len() > 10);
    for statement in asked.iter() {
        assert!(kept.contains(statement), "not kept: {statement}");
    }
}

impl Watch {
    async fn follow(&self, store: &SqliteStore) {
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
                // diesel keeps no UPDATE; only changes of keys and companies need one.
                let hot = ["SELECT", "INSERT"];
                if hot.iter().any(|word| statement.starts_with(word)) {
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
