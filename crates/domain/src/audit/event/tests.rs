use super::*;
use crate::{audit::StoredAuditEvent, sample};

type Alter = fn(&mut StoredAuditEvent);

/// A change of every field but the MAC.
const CHANGES: &[(&str, Alter)] = &[
    ("id", |it| it.id = sample::uuid(100)),
    ("at", |it| it.at += 1),
    ("company", |it| it.company = sample::uuid(100)),
    ("actor_kind", |it| it.actor_kind = "cli".to_owned()),
    ("actor_id", |it| it.actor_id = Some(it.id.to_string())),
    ("request", |it| it.request = Some("other".to_owned())),
    ("no request", |it| it.request = None),
    ("action", |it| it.action = "credential.pull".to_owned()),
    ("target_kind", |it| it.target_kind = "api_key".to_owned()),
    ("target_id", |it| it.target_id = sample::uuid(100)),
    ("outcome", |it| it.outcome = "rejected".to_owned()),
    ("version before", |it| it.version_before = Some(5)),
    ("version after", |it| it.version_after = Some(8)),
    ("secret before", |it| it.secret_version_before = Some(3)),
    ("secret after", |it| it.secret_version_after = Some(6)),
    ("no secret before", |it| it.secret_version_before = None),
    ("no secret after", |it| it.secret_version_after = None),
    ("no version before", |it| {
        (it.version_before, it.secret_version_before) = (None, None);
    }),
    ("no version after", |it| {
        (it.version_after, it.secret_version_after) = (None, None);
    }),
    ("versions exchanged", |it| {
        std::mem::swap(&mut it.version_before, &mut it.version_after);
    }),
    ("key", |it| it.key += 1),
    ("row_digest", |it| it.row_digest[31] ^= 1),
];

#[test]
fn what_is_signed_changes_with_every_field() {
    let mut seen = vec![sample::event().signed_bytes()];
    for (field, alter) in CHANGES {
        let mut stored = sample::stored_event();
        alter(&mut stored);
        let bytes = AuditEvent::restore(stored).unwrap().signed_bytes();
        assert!(!seen.contains(&bytes), "{field}");
        seen.push(bytes);
    }
}

#[test]
fn what_is_signed_does_not_hold_the_mac_itself() {
    let mut stored = sample::stored_event();
    stored.mac = vec![8; 32];
    let other = AuditEvent::restore(stored).unwrap();
    assert_eq!(other.signed_bytes(), sample::event().signed_bytes());
}

#[test]
fn the_form_of_what_is_signed_never_changes() {
    let expected = [
        b"\0\x13pullkey/audit-event".as_slice(),
        b"\0\x01\x01",
        b"\0\x04\0\0\0\x07",
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x09",
        b"\0\x08\0\0\x01\x94\xb4\x81\xe8\0",
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x02",
        b"\0\x07api_key",
        b"\0\x25\x010198f2c1-0000-7000-8000-000000000003",
        b"\0\x0d\x010198-request",
        b"\0\x11credential.update",
        b"\0\x0acredential",
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x01",
        b"\0\x09succeeded",
        b"\0\x09\x01\0\0\0\0\0\0\0\x06",
        b"\0\x09\x01\0\0\0\0\0\0\0\x07",
        b"\0\x09\x01\0\0\0\0\0\0\0\x04",
        b"\0\x09\x01\0\0\0\0\0\0\0\x05",
        b"\0\x20",
        &[6; 32],
    ];
    assert_eq!(sample::event().signed_bytes(), expected.concat());
}

#[test]
fn a_signed_event_holds_the_bytes_that_were_signed_and_no_row() {
    let change = sample::new_credential().create(sample::sealed(1), sample::act(sample::NOW));
    let unsigned = change.event().clone();
    let recorded = change.sign(sample::sign);
    let (event, signature) = (recorded.event(), recorded.event().signature());
    assert_eq!(signature, &sample::sign(&unsigned));
    let signed = unsigned.signed_bytes(signature.key, &signature.row_digest);
    assert_eq!(event.signed_bytes(), signed);
    assert_eq!(event.event.digest_input(), b"");
}

#[test]
fn an_event_is_what_the_act_says() {
    let act = sample::act(sample::NOW);
    let change = sample::new_credential().create(sample::sealed(1), act.clone());
    let recorded = change.sign(sample::sign);
    let event = recorded.event();
    assert_eq!(event.id(), act.event);
    assert_eq!(event.at(), act.at);
    assert_eq!(event.actor(), &act.actor);
    assert_eq!(event.request(), act.request.as_ref());
    assert_eq!(event.company(), recorded.subject().company());
    assert_eq!(event.outcome(), Outcome::Succeeded);
}
