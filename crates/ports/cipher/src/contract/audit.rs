//! What [`AuditSigner`] promises.

use pullkey_domain::{
    audit::{Act, Actor, Change, EventSignature, RequestId, SystemUser, UnsignedEvent},
    company::{Company, CompanyName},
    credential::{
        Credential, CredentialEdit, CredentialName, Edit, EditedCredential, NewCredential,
        SealedSecret,
    },
    id::{CompanyId, CredentialId},
    ring_key::RingKeyKind,
};

use super::sample;
use crate::{AuditSigner, RingCensus};

/// A signature can be checked by signing again.
pub fn one_event_has_one_signature(signer: &dyn AuditSigner) {
    let event = deletion(sample::act());
    assert_eq!(signer.sign(&event), signer.sign(&event));
}

/// The digest of a row that was not touched since can be compared with that in its last event.
pub fn the_digest_of_a_row_is_the_same_in_every_event(signer: &dyn AuditSigner) {
    let other = Act {
        actor: Actor::System,
        event: sample::other_event(),
        ..sample::act()
    };
    let (one, two) = (sign(signer, sample::act()), sign(signer, other));
    assert_eq!(one.row_digest, two.row_digest);
}

/// A row that was altered shows.
pub fn another_row_has_another_digest(signer: &dyn AuditSigner) {
    let one = signer.sign(creation("Acme", sample::act()).event());
    let two = signer.sign(creation("Acme.", sample::act()).event());
    assert_ne!(one.row_digest, two.row_digest);
}

/// Digest and MAC are two things under two keys.
pub fn the_digest_is_not_the_mac(signer: &dyn AuditSigner) {
    let signature = sign(signer, sample::act());
    assert_ne!(signature.row_digest, signature.mac);
}

/// An event cannot be told twice under two ids.
pub fn the_mac_covers_the_id(signer: &dyn AuditSigner) {
    covers(signer, |act| act.event = sample::other_event());
}

/// An event cannot be moved in time.
pub fn the_mac_covers_the_time(signer: &dyn AuditSigner) {
    covers(signer, |act| act.at = sample::later());
}

/// Nobody else can be blamed.
pub fn the_mac_covers_the_actor(signer: &dyn AuditSigner) {
    for actor in [
        Actor::System,
        Actor::ApiKey(sample::api_key()),
        Actor::ApiKey(sample::other_api_key()),
        Actor::CommandLine(SystemUser::of("root")),
        Actor::CommandLine(SystemUser::of("")),
    ] {
        covers(signer, |act| act.actor = actor);
    }
}

/// An event cannot be said to be of another request.
pub fn the_mac_covers_the_request(signer: &dyn AuditSigner) {
    covers(signer, |act| {
        act.request = RequestId::parse("a-request").ok();
    });
}

/// What was done cannot be turned into something else.
pub fn the_mac_covers_the_action(signer: &dyn AuditSigner) {
    let creation = signer.sign(creation("Acme", sample::act()).event());
    let deletion = sign(signer, sample::act());
    assert_eq!(creation.row_digest, deletion.row_digest);
    assert_ne!(creation.mac, deletion.mac);
}

/// An event cannot be moved to another company's trail.
pub fn the_mac_covers_the_company(signer: &dyn AuditSigner) {
    let of = |company| signer.sign(credential(company, sample::credential()).event());
    assert_ne!(of(sample::company()).mac, of(sample::other_company()).mac);
}

/// An event cannot be told of another thing.
pub fn the_mac_covers_the_target(signer: &dyn AuditSigner) {
    let of = |credential_id| signer.sign(credential(sample::company(), credential_id).event());
    assert_ne!(
        of(sample::credential()).mac,
        of(sample::other_credential()).mac
    );
}

/// Two edits that leave the same text are two events.
pub fn the_mac_covers_the_versions(signer: &dyn AuditSigner) {
    let first = credential(sample::company(), sample::credential());
    let renamed = rename(first.subject(), "Hub");
    let back = rename(renamed.subject().credential(), "Registry");
    let again = rename(back.subject().credential(), "Hub");
    assert_ne!(
        signer.sign(renamed.event()).mac,
        signer.sign(again.event()).mac
    );
}

/// The row that an event tells of cannot be exchanged.
pub fn the_mac_covers_the_digest(signer: &dyn AuditSigner) {
    let one = signer.sign(creation("Acme", sample::act()).event());
    let two = signer.sign(creation("Acme.", sample::act()).event());
    assert_ne!(one.mac, two.mac);
}

/// What is new is signed with the primary audit key.
pub fn a_signature_names_the_primary_audit_key(cipher: &(impl AuditSigner + RingCensus)) {
    let signature = sign(cipher, sample::act());
    let mut keys = cipher.keys().into_iter();
    let primary = keys.find(|key| key.primary && key.kind == RingKeyKind::Audit);
    assert_eq!(primary.map(|key| key.id), Some(signature.key));
}

/// Two deletions of one company differ in the altered part only: the row is the same.
fn covers(signer: &dyn AuditSigner, alter: impl FnOnce(&mut Act)) {
    let mut act = sample::act();
    alter(&mut act);
    let (own, altered) = (sign(signer, sample::act()), sign(signer, act));
    assert_eq!(own.row_digest, altered.row_digest);
    assert_ne!(own.mac, altered.mac);
}

fn sign(signer: &dyn AuditSigner, act: Act) -> EventSignature {
    signer.sign(&deletion(act))
}

fn deletion(act: Act) -> UnsignedEvent {
    let company = creation("Acme", sample::act()).subject().clone();
    company.delete(act).event().clone()
}

fn creation(name: &str, act: Act) -> Change<Company> {
    let name = CompanyName::parse(name).expect("a name");
    Company::create(sample::company(), name, sample::salt(), act)
}

fn credential(company: CompanyId, id: CredentialId) -> Change<Credential> {
    let binding = sample::binding();
    let new = NewCredential {
        id,
        company,
        name: CredentialName::parse("Registry").expect("a name"),
        place: binding.place,
        path_prefix: None,
        login: binding.login,
        username: binding.username,
    };
    new.create(SealedSecret::from_bytes([0; 64]), sample::act())
}

fn rename(credential: &Credential, name: &str) -> Change<EditedCredential> {
    let edit = CredentialEdit {
        name: CredentialName::parse(name).ok(),
        ..CredentialEdit::default()
    };
    match credential.clone().edit(edit) {
        Ok(Edit::Columns(edited)) => edited.finish(sample::act()),
        _ => unreachable!("a rename edits columns only"),
    }
}
