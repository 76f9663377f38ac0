//! The audit trail: what was done, by whom, to what.
//!
//! A change and the event that tells of it are one value from the start. An aggregate makes a [`Change`]; signing its
//! event makes a [`Recorded`]; and a store takes nothing else. So an unaudited write does not compile:
//!
//! ```
//! # use pullkey_domain::{audit::{AuditEvent, Change, EventSignature, Recorded}, credential::Credential};
//! fn record(change: Change<Credential>, signature: EventSignature) -> Recorded<Credential> {
//!     change.sign(|_| signature)
//! }
//! ```
//!
//! ```compile_fail,E0451
//! # use pullkey_domain::{audit::{AuditEvent, Change, EventSignature, Recorded}, credential::Credential};
//! fn forge(subject: Credential, event: AuditEvent) -> Recorded<Credential> {
//!     Recorded { subject, event }
//! }
//! ```

mod action;
mod actor;
mod actor_filter;
mod chain;
mod change;
mod event;
mod stored;

pub use self::{
    action::{Action, Outcome, Target},
    actor::{Act, Actor, InvalidRequestId, RequestId, SystemUser},
    actor_filter::{ActorFilter, InvalidActorFilter},
    chain::{ChainMac, Head, Link, StoredHead},
    change::{Change, Recorded},
    event::{AuditEvent, EventSignature, UnsignedEvent, Versions},
    stored::StoredAuditEvent,
};
