//! Chains and turns of which somebody made rows up.

use pullkey_domain::{company::Company, id::AuditEventId};
use pullkey_storage::{
    ApiKeyStore, AuditChain, AuditInspection, MalformedRows, RowKind,
    contract::fixtures::{
        a_growth, a_moment, a_sealer, an_act, an_api_key, created, end_of, sealed, unsealed_of,
    },
};
use pullkey_storage_sqlite::SqliteStore;
use uuid::Uuid;

use crate::place::{Place, a_stored_company};

/// A company with a chain, a credential and a key, and an event that waits.
async fn a_place_with_a_chain() -> (Place, SqliteStore, Company) {
    let place = Place::new();
    let store = place.open();
    let company = a_stored_company(&store).await;
    let key = an_api_key().of(&company).recorded();
    ApiKeyStore::insert(&store, &key, None).await.unwrap();
    sealed(&store, a_sealer(), company.id()).await;
    created(&store, &company, an_act(a_moment())).await;
    (place, store, company)
}

const NO_IDS: [&str; 3] = ["x''", "x'00'", "x'00000000000000000000000000000000ff'"];

#[tokio::test]
async fn rows_whose_ids_are_none_are_counted_and_hold_up_no_page() {
    let (place, store, company) = a_place_with_a_chain().await;
    let id = company.id();
    for no_id in NO_IDS {
        let own = format!("x'{}'", id.as_uuid().simple());
        place.tamper(&format!(
            "PRAGMA foreign_keys = off;
            INSERT INTO audit_unsealed VALUES ({no_id}, {no_id}), ({own}, {no_id});
            INSERT INTO audit_heads SELECT {no_id}, seq, link, audit_key, mac FROM audit_heads WHERE company_id = {own};
            INSERT INTO companies SELECT {no_id}, name, salt, created_at, deleted_at FROM companies WHERE id = {own};
            INSERT INTO audit_events SELECT company_id, {no_id}, at, actor_kind, actor_id, request_id, action, target_kind,
                {no_id}, outcome, version_before, version_after, secret_version_before, secret_version_after, audit_key,
                row_digest, mac
            FROM audit_events WHERE company_id = {own} AND length(id) = 16 LIMIT 1;
            INSERT INTO credentials SELECT company_id, {no_id}, name, provider, login, username, sealed, secret_version,
                version, created_at, updated_at, host, token_host, last_verified_at, last_outcome, path_prefix, last_used_at
            FROM credentials WHERE company_id = {own} AND length(id) = 16 LIMIT 1;
            INSERT INTO api_keys SELECT company_id, {no_id}, handle || {}, name, capabilities, expires_at, enabled, verifier,
                verifier_pepper, verifier_ends_at, previous_verifier, previous_verifier_pepper, previous_verifier_ends_at,
                row_pepper, row_mac, version, created_at, updated_at, last_used_at
            FROM api_keys WHERE company_id = {own} AND length(id) = 16 LIMIT 1",
            no_id.len()
        ));
    }
    // A page of one would be filled by them.
    assert_eq!(store.unsealed(None, 1).await.unwrap()[0].company, id);
    assert_eq!(store.backlog().await.unwrap().events, 1);
    assert_eq!(store.heads(None, 1).await.unwrap()[0].company, id);
    let companies = store.audited_companies(None, 1).await.unwrap();
    assert_eq!(companies[0].id, id);
    for kind in RowKind::ALL {
        let rows = store.audited_rows(id, kind, None, 1).await.unwrap();
        assert!(rows[0].columns.is_some() && rows[0].last.is_some());
    }
    let walked = store.stray_events(id, None, 1).await.unwrap();
    assert!(walked.walked_to > Some(AuditEventId::from_uuid(Uuid::nil())));
    let malformed = store.malformed_rows().await.unwrap();
    let counts = [
        ("companies", 3),
        ("credentials", 3),
        ("api_keys", 3),
        ("audit_events", 3),
        ("audit_unsealed", 6),
        ("audit_heads", 3),
    ];
    assert_eq!(
        malformed,
        counts.map(|(table, rows)| MalformedRows { table, rows })
    );
}

#[tokio::test]
async fn an_event_that_is_in_no_chain_and_waits_for_none_is_a_stray() {
    let (place, store, company) = a_place_with_a_chain().await;
    let waiting = unsealed_of(&store, company.id()).await;
    place.tamper("DELETE FROM audit_unsealed");
    let walked = store.stray_events(company.id(), None, 9).await.unwrap();
    let event = waiting[0].event.clone().unwrap();
    assert_eq!(walked.strays, [(waiting[0].id, event)]);
}

#[tokio::test]
async fn a_mark_of_a_linked_event_says_so() {
    let (place, store, company) = a_place_with_a_chain().await;
    place.tamper("INSERT INTO audit_unsealed SELECT company_id, event_id FROM audit_links");
    let unsealed = unsealed_of(&store, company.id()).await;
    let linked = unsealed.iter().filter(|event| event.is_linked);
    assert_eq!((linked.count(), unsealed.len()), (2, 3));
}

#[tokio::test]
async fn a_turn_that_is_over_or_was_made_up_counts_for_nothing() {
    for ends_at in [
        "unixepoch('subsec') * 1000 - 1",
        "unixepoch('subsec') * 1000 + 60000",
        "9223372036854775807",
    ] {
        let (place, store, company) = a_place_with_a_chain().await;
        let (one, two) = (a_sealer(), a_sealer());
        place.tamper("DELETE FROM audit_turn");
        sealed(&store, one, company.id()).await;
        assert!(store.is_others_turn(two).await.unwrap());
        created(&store, &company, an_act(a_moment())).await;
        place.tamper(&format!(
            "UPDATE audit_turn SET ends_at = CAST({ends_at} AS INTEGER)"
        ));
        assert!(!store.is_others_turn(two).await.unwrap(), "{ends_at}");
        let from = end_of(&store, company.id()).await.head;
        let unsealed = unsealed_of(&store, company.id()).await;
        let growth = a_growth(company.id(), from, &unsealed);
        let grown = store.grow(two, vec![growth]).await;
        assert_eq!(grown.unwrap(), [company.id()], "{ends_at}");
        assert!(store.is_others_turn(one).await.unwrap());
    }
}
