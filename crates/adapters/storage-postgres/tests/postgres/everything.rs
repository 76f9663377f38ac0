//! Everything that a store can be asked.

use std::num::NonZeroU32;

use pullkey_domain::{
    api_key::Reach,
    audit::{Action, ActorFilter},
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName, SearchText, VerificationOutcome},
    id::AuditEventId,
    image::Repository,
    ring_key::RingKeyKind,
    timestamp::Timestamp,
};
use pullkey_storage::{
    ApiKeyDirectory, ApiKeyStore, ApiKeyUse, AuditChain, AuditFilter, AuditInspection, AuditLog,
    AuditQuery, ChangeKeyError, CompanyStore, CredentialOrder, CredentialQuery, CredentialStore,
    CredentialUse, Direction, Inserted, KnownRingKey, Maintenance, Managers, PageRequest,
    Registration, Rewrapping, RingKeyStore, RowKind, StoreHealth,
    contract::fixtures::{
        a_claim, a_credential, a_mark, a_moment, a_query, a_ring_key, a_sealer, a_signature,
        a_walk, an_act, an_api_key, deletion_of, edit_of, failed_opening_of, removal_of, rewrap_of,
        rewrapped, rotation_of, sealed, switch_of, verification_of,
    },
};
use pullkey_storage_postgres::PostgresStore;
use uuid::Uuid;

use crate::place::{a_stored_company, a_stored_credential};

pub(crate) const PAGE: PageRequest = PageRequest {
    limit: 10,
    offset: 0,
};

/// Asks each thing at least once, about a new company.
pub(crate) async fn ask_everything(store: &PostgresStore) {
    let company = a_stored_company(store).await;
    let found = CompanyStore::find(store, company.id()).await;
    assert!(found.unwrap().is_some());
    CompanyStore::list(store, PAGE).await.unwrap();
    ask_about_api_keys(store, &company).await;
    ask_about_credentials(store, &company).await;
    ask_about_seals(store, &company).await;
    AuditLog::list(store, company.id(), PAGE).await.unwrap();
    let credential = a_stored_credential(store, &company).await;
    for query in every_walk(&credential) {
        store.walk(company.id(), query).await.unwrap();
    }
    ask_about_chains(store, &company).await;
    let known = store.known().await.unwrap();
    let registration = store.register(vec![a_ring_key()], known).await;
    assert_eq!(registration.unwrap(), Registration::Done);
    assert!(!store.known().await.unwrap().is_empty());
    ask_about_ring_keys(store).await;
    for after in [None, Some(company.id())] {
        store.company_ids(after, 10).await.unwrap();
    }
    for swept in [2, 0] {
        let sweep = store.sweep_idempotency_records(company.id(), Timestamp::MAX, 10);
        assert_eq!(sweep.await.unwrap(), swept);
    }
    store.check().await.unwrap();
    let later = an_act(a_moment());
    let deleted = company.clone().delete(later).sign(a_signature);
    CompanyStore::delete(store, &deleted).await.unwrap();
    while store.sweep_deleted_company(company.id(), 10).await.unwrap() > 0 {}
}

async fn ask_about_ring_keys(store: &PostgresStore) {
    let KnownRingKey { kind, id, .. } = a_ring_key();
    for retired in [true, false] {
        store.retire(kind, id, retired).await.unwrap();
        let known = store.retired().await.unwrap();
        assert_eq!(known.contains(&(kind, id)), retired);
    }
    for kind in [RingKeyKind::Pepper, RingKeyKind::Audit] {
        assert_eq!(store.rows_that_name(kind, id).await.unwrap(), 0);
    }
}

async fn ask_about_chains(store: &PostgresStore, company: &Company) {
    let sealer = a_sealer();
    store.is_others_turn(sealer).await.unwrap();
    let growth = sealed(store, SEALER, company.id()).await;
    store.backlog().await.unwrap();
    store.leave_turn(SEALER).await.unwrap();
    for after in [None, Some(company.id())] {
        store.heads(after, 10).await.unwrap();
        store.audited_companies(after, 10).await.unwrap();
    }
    let linked = store.linked_events(company.id(), None, 10).await.unwrap();
    assert_eq!(linked.len().min(10), growth.links.len().min(10));
    let last = Some(growth.links[0].event);
    for after in [None, last] {
        store.stray_events(company.id(), after, 10).await.unwrap();
    }
    for kind in RowKind::ALL {
        let rows = store.audited_rows(company.id(), kind, None, 10);
        assert!(!rows.await.unwrap().is_empty());
    }
}

/// One and the same, or it would have to wait for its turn.
const SEALER: Uuid = Uuid::from_u128(7);

async fn ask_about_api_keys(store: &PostgresStore, company: &Company) {
    let key = an_api_key().of(company).recorded();
    ApiKeyStore::insert(store, &key, None).await.unwrap();
    let record = a_claim().record();
    let another = an_api_key().of(company).recorded();
    let inserted = ApiKeyStore::insert(store, &another, Some(record.clone())).await;
    assert_eq!(inserted.unwrap(), Inserted::Stored);
    let recalled = ApiKeyStore::recall(store, company.id(), record.key(), a_moment()).await;
    assert_eq!(recalled.unwrap(), Some(record.clone()));
    let act = || an_act(a_moment());
    let off = switch_of(key.subject(), false, act());
    let stale = ApiKeyStore::update(store, &another, Managers::OneMustRemain).await;
    assert!(matches!(stale, Err(ChangeKeyError::Stale)));
    let updated = ApiKeyStore::update(store, &off, Managers::OneMustRemain);
    updated.await.unwrap();
    let rotated = rotation_of(off.subject(), act());
    for (claim, expected) in [
        (Some(record.clone()), Inserted::Remembered(record)),
        (None, Inserted::Stored),
    ] {
        let answer = store.rotate(&rotated, claim).await;
        assert_eq!(answer.unwrap(), expected);
    }
    let key = rotated.into_subject();
    let used = ApiKeyUse {
        company: company.id(),
        key: key.unverified().id(),
        at: a_moment(),
    };
    store.record_uses(vec![used]).await.unwrap();
    store.turn_pepper(&key, &key).await.unwrap();
    let id = key.unverified().id();
    let found = ApiKeyStore::find(store, company.id(), id).await;
    assert!(found.unwrap().is_some());
    let found = store.find_by_handle(*key.unverified().handle()).await;
    assert!(found.unwrap().is_some());
    ApiKeyStore::list(store, company.id(), PAGE).await.unwrap();
    ApiKeyStore::delete(store, &deletion_of(&key), Managers::NoneNeedRemain)
        .await
        .unwrap();
    store.epoch().await.unwrap();
}

async fn ask_about_credentials(store: &PostgresStore, company: &Company) {
    let record = a_claim().record();
    let insert = async || {
        let created = a_credential().of(company).recorded();
        CredentialStore::insert(store, &created, Some(record.clone())).await
    };
    assert_eq!(insert().await.unwrap(), Inserted::Stored);
    assert_eq!(
        insert().await.unwrap(),
        Inserted::Remembered(record.clone())
    );

    let credential = a_stored_credential(store, company).await;
    for query in every_list(&credential) {
        for reach in [Reach::All, Reach::Only(vec![credential.id()])] {
            let page = CredentialStore::list(store, company.id(), &reach, query.clone());
            page.await.unwrap();
        }
    }
    let act = || an_act(a_moment());
    let used = failed_opening_of(&credential, act());
    store.record_use(&used).await.unwrap();
    let edit = CredentialEdit {
        name: CredentialName::parse("Edited").ok(),
        ..CredentialEdit::default()
    };
    let edited = edit_of(&credential, edit, act());
    CredentialStore::update(store, &edited).await.unwrap();
    let edited = edited.subject().credential();
    let found = CredentialStore::find(store, company.id(), edited.id()).await;
    assert_eq!(found.unwrap().as_ref(), Some(edited));
    let verified = verification_of(edited, VerificationOutcome::Timeout, act());
    store.record_verification(&verified).await.unwrap();
    ask_what_serves(store, edited).await;
    let deleted = removal_of(edited, act());
    CredentialStore::delete(store, &deleted).await.unwrap();
}

async fn ask_what_serves(store: &PostgresStore, credential: &Credential) {
    let repository = Repository::of("docker.io".parse().unwrap(), "acme/app").unwrap();
    let (company, id) = (credential.company(), credential.id());
    for reach in [Reach::All, Reach::Only(vec![id])] {
        let found = store.find_serving(company, &reach, &repository).await;
        assert_eq!(found.unwrap().map(|it| it.id()), Some(id));
    }
    let used = CredentialUse {
        company,
        credential: id,
        at: a_moment(),
    };
    store.record_last_uses(vec![used]).await.unwrap();
}

async fn ask_about_seals(store: &PostgresStore, company: &Company) {
    let credential = a_stored_credential(store, company).await;
    let mark = a_mark(2);
    for after in [None, Some(credential.id())] {
        let limit = NonZeroU32::new(10).unwrap();
        let step = store.walk_sealed_otherwise(company.id(), &mark, after, limit);
        step.await.unwrap();
    }
    let moved = vec![rewrapped(&credential, &mark)];
    let replaced = store.replace_sealed(&rewrap_of(company), moved).await;
    assert_eq!(replaced.unwrap(), 1);
    store.count_sealed(&mark).await.unwrap();
    store.count_sealed_otherwise(&mark).await.unwrap();
}

/// Lists in each order, each way, from the start and from this credential on, with and without each filter and a total.
pub(crate) fn every_list(from: &Credential) -> Vec<CredentialQuery> {
    let orders = [
        CredentialOrder::Creation(None),
        CredentialOrder::Creation(Some((from.created_at(), from.id()))),
        CredentialOrder::Name(None),
        CredentialOrder::Name(Some((from.name().clone(), from.id()))),
    ];
    let mut lists: Vec<_> = orders
        .map(|order| CredentialQuery { order, ..a_query() })
        .into();
    lists = each_also(lists, |list| list.direction = Direction::Ascending);
    lists = each_also(lists, |list| list.filter.provider = Some(from.provider()));
    lists = each_also(lists, |list| {
        list.filter.search = SearchText::parse("hub").ok();
    });
    each_also(lists, |list| list.with_total = false)
}

/// Walks over events with and without each filter, from the start and from a place on.
pub(crate) fn every_walk(of: &Credential) -> Vec<AuditQuery> {
    let mut walks = vec![a_walk()];
    walks = each_also(walks, |walk| walk.filter.credential = Some(of.id()));
    walks = each_also(walks, |walk| {
        walk.filter.actor = ActorFilter::parse("cli").ok();
    });
    let one = ActorFilter::one(&an_act(a_moment()).actor);
    let by_one = AuditQuery {
        filter: AuditFilter {
            actor: Some(one),
            ..AuditFilter::default()
        },
        ..a_walk()
    };
    walks.push(by_one);
    walks = each_also(walks, |walk| {
        walk.filter.action = Some(Action::CredentialDelete);
    });
    walks = each_also(walks, |walk| walk.filter.from = Some(Timestamp::MIN));
    walks = each_also(walks, |walk| walk.filter.to = Some(Timestamp::MAX));
    each_also(walks, |walk| {
        walk.after = Some((a_moment(), AuditEventId::MIN));
    })
}

/// Each as it is, and each as it is then.
fn each_also<Q: Clone>(mut lists: Vec<Q>, change: impl Fn(&mut Q)) -> Vec<Q> {
    let mut also = lists.clone();
    also.iter_mut().for_each(change);
    lists.extend(also);
    lists
}
