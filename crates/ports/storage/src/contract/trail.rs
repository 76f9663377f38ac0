//! A trail whose events differ in whatever a walk can tell apart, and what a walk should find in it.

use std::time::Duration;

use pullkey_domain::{
    audit::{Act, Action, Actor, ActorFilter, AuditEvent, SystemUser, Target},
    company::Company,
    credential::{Credential, CredentialEdit, CredentialName},
    id::{ApiKeyId, CredentialId},
};

use super::{
    a_stored_company, all_events,
    fixtures::{a_credential, a_moment, a_walk, an_act, an_api_key, edit_of, failed_opening_of},
};
use crate::{AuditFilter, AuditPart, AuditQuery, Store};

/// Whose events it has.
pub(super) fn actors() -> [Actor; 6] {
    let key = |id: &str| Actor::ApiKey(ApiKeyId::parse(id).unwrap());
    let user = |name| Actor::CommandLine(SystemUser::of(name));
    [
        key("10000000-0000-8000-8000-000000000000"),
        user("anna: ö'\u{308} \"%\" 🐋"),
        Actor::Operator,
        key("20000000-0000-8000-8000-000000000000"),
        user("root"),
        Actor::System,
    ]
}

/// Which credentials it tells of. The first also is the id of an API key.
pub(super) fn credentials() -> [CredentialId; 2] {
    let id = |id: &str| CredentialId::parse(id).unwrap();
    [
        id("30000000-0000-8000-8000-000000000000"),
        id("40000000-0000-8000-8000-000000000000"),
    ]
}

/// The events of a company, newest first: of each actor and credential several, at five moments that several share, with
/// ids that follow neither. Another company has as many, of the same ids.
pub(super) async fn a_trail(store: &dyn Store) -> (Company, Vec<AuditEvent>) {
    let (company, other) = (a_stored_company(store).await, a_stored_company(store).await);
    for of in [&company, &other] {
        tell(store, of).await;
    }
    let key = ApiKeyId::from_uuid(credentials()[0].as_uuid());
    let key = an_api_key().of(&company).with_id(key).recorded();
    store.api_keys().insert(&key, None).await.unwrap();
    let events = all_events(store, &company).await.items;
    assert_eq!(events.len(), 1 + 2 + TOLD + 1);
    (company, events)
}

const TOLD: usize = 24;

/// Creates both credentials; then every fourth event tells of an edit, the others of uses.
async fn tell(store: &dyn Store, company: &Company) {
    let mut rows = Vec::new();
    for id in credentials() {
        let created = a_credential().of(company).with_id(id).recorded();
        store.credentials().insert(&created, None).await.unwrap();
        rows.push(created.into_subject());
    }
    for nth in 0..TOLD {
        let row = &mut rows[nth / 6 % 2];
        let act = Act {
            event: format!("{:02x}000000-0000-8000-8000-000000000000", nth * 7 % TOLD)
                .parse()
                .unwrap(),
            actor: actors()[nth % 6].clone(),
            ..an_act(a_moment().after(Duration::from_secs(nth as u64 % 5)))
        };
        if nth % 4 == 3 {
            *row = edited(store, row, &format!("Name {nth}"), act).await;
        } else {
            let used = failed_opening_of(row, act);
            store.credentials().record_use(&used).await.unwrap();
        }
    }
}

async fn edited(store: &dyn Store, row: &Credential, name: &str, act: Act) -> Credential {
    let edit = CredentialEdit {
        name: CredentialName::parse(name).ok(),
        ..CredentialEdit::default()
    };
    let edited = edit_of(row, edit, act);
    store.credentials().update(&edited).await.unwrap();
    edited.subject().credential().clone()
}

/// What a filter lets through of these events.
pub(super) fn fitting(events: &[AuditEvent], filter: &AuditFilter) -> Vec<AuditEvent> {
    let fits = |event: &&AuditEvent| {
        let asked = [
            filter
                .credential
                .map(|id| event.target() == Target::Credential(id)),
            filter.actor.as_ref().map(|it| it.includes(event.actor())),
            filter.action.map(|it| event.action() == it),
            filter.from.map(|from| event.at() >= from),
            filter.to.map(|to| event.at() < to),
        ];
        asked.into_iter().flatten().all(|fits| fits)
    };
    events.iter().filter(fits).cloned().collect()
}

pub(super) async fn walked(store: &dyn Store, company: &Company, query: AuditQuery) -> AuditPart {
    store.audit_log().walk(company.id(), query).await.unwrap()
}

/// All that a filter finds in one go.
pub(super) async fn found(
    store: &dyn Store,
    company: &Company,
    filter: AuditFilter,
) -> Vec<AuditEvent> {
    let part = walked(store, company, AuditQuery { filter, ..a_walk() }).await;
    assert_eq!(part.next, None);
    part.items
}

/// All that a query finds, from part to part.
pub(super) async fn walked_through(
    store: &dyn Store,
    company: &Company,
    mut query: AuditQuery,
) -> Vec<AuditEvent> {
    let mut events = Vec::new();
    let mut parts = 0;
    loop {
        let part = walked(store, company, query.clone()).await;
        assert!(part.items.len() <= query.limit as usize);
        events.extend(part.items);
        if part.next.is_none() {
            return events;
        }
        query.after = part.next;
        parts += 1;
        assert!(parts < 1_000, "the walk comes to no end");
    }
}

/// Each thing asked or not: 32 filters.
pub(super) fn every_filter() -> Vec<AuditFilter> {
    let asked = |nth: u32, bit: u32| nth & (1 << bit) != 0;
    let of = |nth| AuditFilter {
        credential: asked(nth, 0).then(|| credentials()[0]),
        actor: asked(nth, 1).then(|| ActorFilter::parse("cli").unwrap()),
        action: asked(nth, 2).then_some(Action::CredentialOpenFailed),
        from: asked(nth, 3).then(|| a_moment().after(Duration::from_secs(1))),
        to: asked(nth, 4).then(|| a_moment().after(Duration::from_secs(4))),
    };
    (0..32).map(of).collect()
}

pub(super) fn by(actor: ActorFilter) -> AuditFilter {
    AuditFilter {
        actor: Some(actor),
        ..AuditFilter::default()
    }
}

/// Tells of something by this act.
pub(super) async fn told(store: &dyn Store, company: &Company, act: Act) {
    let credential = a_credential().of(company).recorded().into_subject();
    let used = failed_opening_of(&credential, act);
    store.credentials().record_use(&used).await.unwrap();
}
