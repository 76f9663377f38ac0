use super::{Act, Action, Actor, Outcome, RequestId, Target};
use crate::{
    encoding::Parts,
    id::{AuditEventId, CompanyId},
    ring_key::RingKeyId,
    timestamp::Timestamp,
    version::{RowVersion, SecretVersion},
};

/// The versions of a row at one side of a change.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let recorded = credential().delete(act()).sign(sign);
/// let before = Versions { row: RowVersion::FIRST, secret: Some(SecretVersion::FIRST) };
/// assert_eq!(recorded.event().before(), Some(before));
/// assert_eq!(recorded.event().after(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// How often the row was written.
    pub row: RowVersion,
    /// How often its secret was sealed, where it has one.
    pub secret: Option<SecretVersion>,
}

/// An event before it is signed.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let change = credential().delete(act());
/// assert_eq!(change.event().digest_input(), credential().digest_input());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsignedEvent {
    pub(super) id: AuditEventId,
    pub(super) at: Timestamp,
    pub(super) company: CompanyId,
    pub(super) actor: Actor,
    pub(super) request: Option<RequestId>,
    pub(super) action: Action,
    pub(super) target: Target,
    pub(super) outcome: Outcome,
    pub(super) before: Option<Versions>,
    pub(super) after: Option<Versions>,
    row: Vec<u8>,
}

/// What makes an event hard to forge.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let recorded = credential().delete(act()).sign(sign);
/// let signature = recorded.event().signature();
/// assert_eq!(signature.row_digest, hmac(&credential().digest_input()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventSignature {
    /// The audit key of the ring that signed.
    pub key: RingKeyId,
    /// A keyed digest of the row's columns as the event leaves them, or as they were when it removes them.
    pub row_digest: [u8; 32],
    /// A MAC over everything else in the event, the digest included.
    pub mac: [u8; 32],
}

/// An event of the audit trail.
///
/// ```
/// # mod sample { include!(concat!(env!("CARGO_MANIFEST_DIR"), "/doc/sample.rs")); } use sample::*;
/// let recorded = credential().delete(act()).sign(sign);
/// let event = recorded.event();
/// assert_eq!(event.outcome(), Outcome::Succeeded);
/// assert_eq!(event.signature().mac, hmac(&event.signed_bytes()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    pub(super) event: UnsignedEvent,
    pub(super) signature: EventSignature,
}

impl UnsignedEvent {
    pub(crate) fn of(company: CompanyId, target: Target, action: Action, act: Act) -> Self {
        Self {
            id: act.event,
            at: act.at,
            company,
            actor: act.actor,
            request: act.request,
            action,
            target,
            outcome: Outcome::Succeeded,
            before: None,
            after: None,
            row: Vec::new(),
        }
    }

    pub(crate) fn between(mut self, before: Option<Versions>, after: Option<Versions>) -> Self {
        self.before = before;
        self.after = after;
        self
    }

    pub(crate) fn over(mut self, row: Vec<u8>) -> Self {
        self.row = row;
        self
    }

    pub(crate) fn ended(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    pub(super) fn signed(self, signature: EventSignature) -> AuditEvent {
        AuditEvent {
            event: Self {
                row: Vec::new(),
                ..self
            },
            signature,
        }
    }

    /// What was done.
    pub fn action(&self) -> Action {
        self.action
    }

    /// The row's columns that the signature's digest covers.
    pub fn digest_input(&self) -> &[u8] {
        &self.row
    }

    /// The bytes that the signature's MAC covers: every field, in fixed order, each with its length.
    pub fn signed_bytes(&self, key: RingKeyId, row_digest: &[u8; 32]) -> Vec<u8> {
        let row = |side: Option<Versions>| side.map(|it| it.row.to_be_bytes());
        let secret = |side: Option<Versions>| {
            side.and_then(|it| it.secret)
                .map(SecretVersion::to_be_bytes)
        };
        Parts::of("pullkey/audit-event")
            .part([FORMAT])
            .part(key.to_be_bytes())
            .part(self.id.as_bytes())
            .part(self.at.as_millis().to_be_bytes())
            .part(self.company.as_bytes())
            .part(self.actor.kind())
            .optional(self.actor.id())
            .optional(self.request.as_ref().map(RequestId::as_str))
            .part(self.action.as_str())
            .part(self.target.kind())
            .part(self.target.id().as_bytes())
            .part(self.outcome.as_str())
            .optional(row(self.before))
            .optional(row(self.after))
            .optional(secret(self.before))
            .optional(secret(self.after))
            .part(row_digest)
            .finish()
    }
}

const FORMAT: u8 = 1;

impl AuditEvent {
    /// Its id.
    pub fn id(&self) -> AuditEventId {
        self.event.id
    }

    /// When it happened.
    pub fn at(&self) -> Timestamp {
        self.event.at
    }

    /// The company in whose trail it stands.
    pub fn company(&self) -> CompanyId {
        self.event.company
    }

    /// Who did it.
    pub fn actor(&self) -> &Actor {
        &self.event.actor
    }

    /// The request that it was done in.
    pub fn request(&self) -> Option<&RequestId> {
        self.event.request.as_ref()
    }

    /// What was done.
    pub fn action(&self) -> Action {
        self.event.action
    }

    /// What it was done to.
    pub fn target(&self) -> Target {
        self.event.target
    }

    /// How it ended.
    pub fn outcome(&self) -> Outcome {
        self.event.outcome
    }

    /// The row's versions before; none where there was no row.
    pub fn before(&self) -> Option<Versions> {
        self.event.before
    }

    /// The row's versions after; none where no row is left.
    pub fn after(&self) -> Option<Versions> {
        self.event.after
    }

    /// What makes it hard to forge.
    pub fn signature(&self) -> &EventSignature {
        &self.signature
    }

    /// The bytes that its MAC must cover.
    pub fn signed_bytes(&self) -> Vec<u8> {
        self.event
            .signed_bytes(self.signature.key, &self.signature.row_digest)
    }
}

#[cfg(test)]
mod tests;
