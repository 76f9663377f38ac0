//! What the user of the service must be allowed to do, and how its lack is told.

use pullkey_storage_postgres::{Migrate, OpenError, PostgresStore};

use crate::{
    everything::ask_everything,
    place::{Place, store_at},
};

/// A role that may do nothing but what it is granted.
struct Bare<'a> {
    place: &'a Place,
    name: String,
}

impl<'a> Bare<'a> {
    fn at(place: &'a Place) -> Self {
        let name = format!("bare_{}", place.name());
        place.query(&format!("CREATE ROLE {name} LOGIN"));
        Self { place, name }
    }

    fn store(&self) -> PostgresStore {
        let url = self.place.url();
        store_at(&url.replace("//pullkey@", &format!("//{}@", self.name)))
    }

    fn grant(&self, right: &str) {
        self.place.query(&format!("GRANT {right} TO {}", self.name));
    }

    fn revoke(&self, right: &str) {
        self.place
            .query(&format!("REVOKE {right} FROM {}", self.name));
    }

    /// What it lacks, if it is refused for that.
    async fn lacks(&self, migrate: Migrate) -> Option<String> {
        match self.store().open(migrate).await {
            Ok(()) => None,
            Err(OpenError::NotPermitted { lacking }) => Some(lacking),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_just_the_rights_that_are_asked_for_can_be_asked_everything() {
    let place = Place::new();
    let role = Bare::at(&place);
    let lacking = role.lacks(Migrate::No).await.unwrap();
    let rights: Vec<_> = lacking.split(", ").collect();
    assert!(rights.len() > 20, "{lacking}");
    for right in &rights {
        role.grant(right);
    }
    let store = role.store();
    store.open(Migrate::Yes).await.unwrap();
    ask_everything(&store).await;
    for right in rights {
        role.revoke(right);
        assert_eq!(role.lacks(Migrate::Yes).await.as_deref(), Some(right));
        role.grant(right);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_make_tables_is_told_so_where_there_are_none() {
    let place = Place::empty();
    let lacking = Bare::at(&place).lacks(Migrate::Yes).await.unwrap();
    assert!(lacking.starts_with("CREATE on the schema"), "{lacking}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_somebody_gives_up_is_no_lack_of_rights_and_may_be_tried_again() {
    let place = Place::new();
    let other = place.session().await;
    let hold = "BEGIN; LOCK schema_requirements";
    other.batch_execute(hold).await.unwrap();
    let store = place.store();
    let opening = tokio::spawn(async move { (store.open(Migrate::Yes).await, store) });
    place.wait_until_a_session_waits();
    place.query(
        "SELECT pg_cancel_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    let (refused, store) = opening.await.unwrap();
    let refused = refused.unwrap_err();
    assert!(refused.is_outage(), "{refused:?}");
    other.batch_execute("COMMIT").await.unwrap();
    store.open(Migrate::Yes).await.unwrap();
}
