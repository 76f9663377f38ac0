//! Chains and turns of which somebody made rows up, and pages that take long.

use std::time::Duration;

use pullkey_domain::{audit::AuditEvent, company::Company};
use pullkey_storage::{
    AuditChain, AuditInspection, Deadline, RowKind,
    contract::fixtures::{
        a_growth, a_moment, a_sealer, an_act, created, end_of, sealed, unsealed_of,
    },
};
use pullkey_storage_postgres::PostgresStore;
use tokio::time::sleep;

use crate::place::{Place, a_stored_company};

/// A company with a chain, and an event that waits.
async fn a_place_with_a_chain() -> (Place, PostgresStore, Company) {
    let place = Place::new();
    let store = place.open().await;
    let company = a_stored_company(&store).await;
    sealed(&store, a_sealer(), company.id()).await;
    created(&store, &company, an_act(a_moment())).await;
    (place, store, company)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_in_no_chain_and_waits_for_none_is_a_stray() {
    let (place, store, company) = a_place_with_a_chain().await;
    let waiting = unsealed_of(&store, company.id()).await;
    place.query("DELETE FROM audit_unsealed");
    let walked = store.stray_events(company.id(), None, 9).await.unwrap();
    let event = waiting[0].event.clone().unwrap();
    assert_eq!(walked.strays, [(waiting[0].id, event)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mark_of_a_linked_event_says_so() {
    let (place, store, company) = a_place_with_a_chain().await;
    place.query("INSERT INTO audit_unsealed SELECT company_id, event_id FROM audit_links");
    let unsealed = unsealed_of(&store, company.id()).await;
    let linked = unsealed.iter().filter(|event| event.is_linked);
    assert_eq!((linked.count(), unsealed.len()), (1, 2));
}

/// Where nothing keeps an id from being given twice, whoever checks the chain must see both that have it.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_was_made_up_under_the_id_of_a_linked_or_a_waiting_one_is_read_beside_it() {
    let (place, store, company) = a_place_with_a_chain().await;
    place.query(
        "ALTER TABLE audit_events DROP CONSTRAINT audit_events_pkey;
         INSERT INTO audit_events SELECT made_up.* FROM audit_events AS event,
             LATERAL jsonb_populate_record(event, '{\"action\": \"credential.delete\"}') AS made_up",
    );
    let actions = |events: Vec<AuditEvent>| {
        let mut actions: Vec<_> = events.iter().map(|it| it.action().as_str()).collect();
        actions.sort_unstable();
        actions
    };
    let linked = store.linked_events(company.id(), None, 9).await.unwrap();
    let linked = linked.into_iter().map(|it| it.event.unwrap().unwrap());
    assert_eq!(
        actions(linked.collect()),
        ["company.create", "credential.delete"]
    );
    let waiting = unsealed_of(&store, company.id()).await.into_iter();
    let waiting = waiting.map(|it| it.event.unwrap().unwrap());
    assert_eq!(
        actions(waiting.collect()),
        ["credential.create", "credential.delete"]
    );
    assert_eq!(store.backlog().await.unwrap().events, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_that_is_over_or_was_made_up_counts_for_nothing() {
    for ends_at in [
        "clock_timestamp() - interval '1 ms'",
        "clock_timestamp() + interval '1 min'",
        "'infinity'",
    ] {
        let (place, store, company) = a_place_with_a_chain().await;
        let (one, two) = (a_sealer(), a_sealer());
        place.query("DELETE FROM audit_turn");
        sealed(&store, one, company.id()).await;
        assert!(store.is_others_turn(two).await.unwrap());
        created(&store, &company, an_act(a_moment())).await;
        place.query(&format!("UPDATE audit_turn SET ends_at = {ends_at}"));
        assert!(!store.is_others_turn(two).await.unwrap(), "{ends_at}");
        let from = end_of(&store, company.id()).await.head;
        let unsealed = unsealed_of(&store, company.id()).await;
        let growth = a_growth(company.id(), from, &unsealed);
        let grown = store.grow(two, vec![growth]).await;
        assert_eq!(grown.unwrap(), [company.id()], "{ends_at}");
        assert!(store.is_others_turn(one).await.unwrap());
    }
}

/// Longer than any statement that serves may take, and than a connection that serves may be silent.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_takes_long_is_read_as_long_as_somebody_waits_for_it() {
    let (place, store, company) = a_place_with_a_chain().await;
    let session = place.session().await;
    let lock = "BEGIN; LOCK audit_events IN ACCESS EXCLUSIVE MODE";
    session.batch_execute(lock).await.unwrap();
    let reading = async {
        let rows = store.audited_rows(company.id(), RowKind::Credential, None, 9);
        rows.await.unwrap().len()
    };
    let unlocking = async {
        sleep(Duration::from_secs(8)).await;
        session.batch_execute("COMMIT").await.unwrap();
    };
    let reading = Deadline::after(Duration::from_mins(1)).bounding(reading);
    let (rows, ()) = tokio::join!(reading, unlocking);
    assert_eq!(rows, 1);
}
