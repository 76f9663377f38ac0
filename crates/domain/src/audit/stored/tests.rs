use super::*;
use crate::{
    audit::SystemUser,
    sample::{self, stored_event},
};

type Alter = fn(&mut StoredAuditEvent);

/// A field that is added does not compile until it stands here: write a change of it beside the signed bytes as well.
fn stored_again(event: &AuditEvent) -> StoredAuditEvent {
    let row = |versions: Option<Versions>| versions.map(|it| it.row.as_i64());
    let secret = |versions: Option<Versions>| Some(versions?.secret?.as_i64());
    StoredAuditEvent {
        id: event.id().as_uuid(),
        at: event.at().as_millis(),
        company: event.company().as_uuid(),
        actor_kind: event.actor().kind().to_owned(),
        actor_id: event.actor().id(),
        request: event.request().map(ToString::to_string),
        action: event.action().to_string(),
        target_kind: event.target().kind().to_owned(),
        target_id: event.target().id(),
        outcome: event.outcome().to_string(),
        version_before: row(event.before()),
        version_after: row(event.after()),
        secret_version_before: secret(event.before()),
        secret_version_after: secret(event.after()),
        key: event.signature().key.as_u32().into(),
        row_digest: event.signature().row_digest.to_vec(),
        mac: event.signature().mac.to_vec(),
    }
}

fn with(alter: Alter) -> StoredAuditEvent {
    let mut stored = stored_event();
    alter(&mut stored);
    stored
}

#[test]
fn what_is_restored_is_what_was_stored() {
    let sparse: Alter = |it| {
        it.actor_kind = "operator".to_owned();
        it.actor_id = None;
        it.request = None;
        it.version_before = None;
        it.secret_version_before = None;
        it.secret_version_after = None;
    };
    for stored in [stored_event(), with(sparse)] {
        let event = AuditEvent::restore(stored.clone()).unwrap();
        assert_eq!(stored_again(&event), stored);
    }
}

#[test]
fn an_event_that_was_signed_is_restored_as_it_was() {
    let change = sample::credential().delete(sample::act(sample::NOW));
    let recorded = change.sign(sample::sign);
    let restored = AuditEvent::restore(stored_again(recorded.event()));
    assert_eq!(restored.as_ref(), Ok(recorded.event()));
}

#[test]
fn every_action_outcome_and_target_is_restored_from_its_word() {
    let targets = ["credential", "api_key", "company"];
    for (at, action) in Action::ALL.iter().enumerate() {
        let mut stored = stored_event();
        stored.action = action.to_string();
        stored.outcome = Outcome::ALL[at % Outcome::ALL.len()].to_string();
        stored.target_kind = targets[at % targets.len()].to_owned();
        let event = AuditEvent::restore(stored.clone()).unwrap();
        assert_eq!(stored_again(&event), stored);
    }
}

#[test]
fn a_column_that_breaks_a_rule_is_named() {
    let broken: [(&str, Alter); 22] = [
        ("at", |it| it.at = i64::MAX),
        ("actor_kind", |it| it.actor_kind = "root".to_owned()),
        ("actor_id", |it| it.actor_id = None),
        ("actor_id", |it| it.actor_id = Some("root".to_owned())),
        ("actor_id", |it| it.actor_kind = "operator".to_owned()),
        ("actor_id", |it| it.actor_kind = "system".to_owned()),
        ("request_id", |it| it.request = Some(String::new())),
        ("request_id", |it| it.request = Some("two words".to_owned())),
        ("action", |it| it.action = "credential.read".to_owned()),
        ("target_kind", |it| it.target_kind = "Credential".to_owned()),
        ("outcome", |it| it.outcome = "failed".to_owned()),
        ("version_before", |it| it.version_before = Some(0)),
        ("version_after", |it| it.version_after = Some(-1)),
        ("secret_version_before", |it| {
            it.secret_version_before = Some(0);
        }),
        ("secret_version_after", |it| {
            it.secret_version_after = Some(i64::MIN);
        }),
        ("version_before", |it| it.version_before = None),
        ("version_after", |it| it.version_after = None),
        ("audit_key", |it| it.key = -1),
        ("audit_key", |it| it.key = 1 << 32),
        ("row_digest", |it| it.row_digest.truncate(31)),
        ("row_digest", |it| it.row_digest.push(0)),
        ("mac", |it| it.mac.clear()),
    ];
    for (column, alter) in broken {
        let restored = AuditEvent::restore(with(alter));
        assert_eq!(restored, Err(InconsistentRow::at(column)));
    }
}

#[test]
fn an_actor_in_other_words_than_those_that_were_signed_is_refused() {
    let shouted: Alter = |it| it.actor_id = it.actor_id.as_ref().map(|id| id.to_uppercase());
    let longer: Alter = |it| {
        it.actor_kind = "cli".to_owned();
        it.actor_id = Some("r".repeat(256));
    };
    let with_nul: Alter = |it| {
        it.actor_kind = "cli".to_owned();
        it.actor_id = Some("root\0".to_owned());
    };
    for alter in [shouted, longer, with_nul] {
        let restored = AuditEvent::restore(with(alter));
        assert_eq!(restored, Err(InconsistentRow::at("actor_id")));
    }
}

#[test]
fn a_user_of_the_machine_is_restored_even_without_a_name() {
    for name in ["", "root", "Jürgen"] {
        let mut stored = stored_event();
        stored.actor_kind = "cli".to_owned();
        stored.actor_id = Some(name.to_owned());
        let event = AuditEvent::restore(stored).unwrap();
        assert_eq!(event.actor(), &Actor::CommandLine(SystemUser::of(name)));
    }
}
