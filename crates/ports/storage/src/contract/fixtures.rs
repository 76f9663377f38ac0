//! Valid companies, credentials and API keys, with sensible defaults: for the rules, and for whoever tests against a
//! store.
//!
//! ```
//! use pullkey_storage::contract::fixtures::{a_company, a_credential};
//!
//! let company = a_company().named("Acme").recorded().into_subject();
//! let created = a_credential().of(&company).named("My Docker Hub").recorded();
//! assert_eq!(created.subject().company(), company.id());
//! ```

mod api_key;
mod chain;
mod change;
mod claim;
mod company;
mod credential;
mod rewrap;

use std::sync::atomic::{AtomicU64, Ordering};

use pullkey_domain::{
    audit::{Act, Actor, EventSignature, RequestId, UnsignedEvent},
    id::{ApiKeyId, AuditEventId},
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
};

pub use self::{
    api_key::{ApiKeyBuilder, an_api_key, deletion_of, key_edit_of, rotation_of, switch_of},
    chain::{a_growth, a_sealer, created, end_of, sealed, unsealed_of},
    change::{edit_of, failed_opening_of, removal_of, tried_edit_of, verification_of},
    claim::{ClaimBuilder, a_claim},
    company::{CompanyBuilder, a_company},
    credential::{CredentialBuilder, a_credential},
    rewrap::{a_mark, rewrap_of, rewrapped},
};
use crate::{
    AuditFilter, AuditQuery, CredentialFilter, CredentialOrder, CredentialQuery, Direction,
    KnownRingKey,
};

/// A moment in 2025.
pub fn a_moment() -> Timestamp {
    Timestamp::parse("2025-01-30T00:00:00Z").unwrap()
}

/// A UUID that this process did not give before, later ones sorting behind earlier ones.
pub fn an_id() -> String {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("00000000-0000-8000-8000-{count:012x}")
}

/// An act at that moment, with a fresh event id, of some API key in some request.
pub fn an_act(at: Timestamp) -> Act {
    Act {
        event: AuditEventId::parse(&an_id()).unwrap(),
        actor: Actor::ApiKey(ApiKeyId::parse(&an_id()).unwrap()),
        request: RequestId::parse("a-request").ok(),
        at,
    }
}

/// A signature that no key made. It differs between events, as a real one does.
pub fn a_signature(event: &UnsignedEvent) -> EventSignature {
    let key = RingKeyId::new(9);
    let row_digest = folded(event.digest_input());
    let mac = folded(&event.signed_bytes(key, &row_digest));
    EventSignature {
        key,
        row_digest,
        mac,
    }
}

/// All credentials, or a thousand of them, newest first, and their count.
pub fn a_query() -> CredentialQuery {
    CredentialQuery {
        filter: CredentialFilter::default(),
        order: CredentialOrder::Creation(None),
        direction: Direction::Descending,
        offset: 0,
        limit: 1000,
        with_total: true,
    }
}

/// All events, if they are fewer than a thousand.
pub fn a_walk() -> AuditQuery {
    AuditQuery {
        filter: AuditFilter::default(),
        after: None,
        limit: 1000,
        reach: 10_000,
    }
}

/// A key of the ring that this process did not give before.
pub fn a_ring_key() -> KnownRingKey {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    KnownRingKey {
        kind: RingKeyKind::Secret,
        id: RingKeyId::new(u32::try_from(count).unwrap()),
        check: [7; 16],
    }
}

static COUNT: AtomicU64 = AtomicU64::new(1);

fn folded(bytes: &[u8]) -> [u8; 32] {
    let mut folded = [0_u8; 32];
    for (at, byte) in bytes.iter().enumerate() {
        let slot = &mut folded[at % 32];
        *slot = slot.rotate_left(3) ^ byte;
    }
    folded
}
