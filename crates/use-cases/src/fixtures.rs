//! What the tests of the use cases start from.

mod cursors;
mod key_parts;
mod parts;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use pullkey_domain::{
    api_key::{
        ApiKey, ApiKeyHandle, ApiKeyName, ApiKeyToken, Capabilities, NewApiKey, RowMac,
        SignedApiKey, Verifier,
    },
    audit::{Act, Actor, EventSignature},
    company::{Company, CompanyName, CompanySalt},
    credential::{
        Credential, CredentialName, LoginKind, NewCredential, RegistryPlace, RegistryProvider,
        RegistryUsername, SealedSecret,
    },
    id::{ApiKeyId, AuditEventId, CompanyId, CredentialId},
    ring_key::RingKeyId,
    timestamp::Timestamp,
};
use pullkey_storage::{KeyWithUse, MockApiKeyStore};
use uuid::Uuid;

pub(crate) use self::{
    cursors::{mac_of, signing_cursors},
    key_parts::{KeyParts, an_authentication},
    parts::{LACKING, Parts, ledger},
};
use crate::{Authority, By, Clock, Entropy, Holder, IdSource, Surroundings};

pub(crate) fn surroundings() -> Surroundings {
    Surroundings {
        clock: Arc::new(StillClock::default()),
        ids: Arc::new(Counting::default()),
        entropy: Arc::new(Counting::default()),
    }
}

pub(crate) fn by_an_operator() -> By {
    By::actor(Actor::Operator)
}

/// Bound by nothing.
pub(crate) fn operator() -> Authority {
    Authority::Operator(by_an_operator())
}

/// Bound by this key, whose token was sent.
pub(crate) fn holder(key: &ApiKey) -> Authority {
    let token = ApiKeyToken::another(*key.handle(), |bytes| bytes.fill(1));
    let holder = Holder {
        key: key.id(),
        token: Arc::new(token),
    };
    Authority::Holder(holder, By::actor(Actor::ApiKey(key.id())))
}

/// Has the store find this key, which a holder has.
pub(crate) fn finding(mut store: MockApiKeyStore, own: &ApiKey) -> MockApiKeyStore {
    let (id, found) = (
        own.id(),
        KeyWithUse {
            key: SignedApiKey::new(own.clone(), a_row_mac()),
            last_used_at: None,
        },
    );
    store
        .expect_find()
        .withf(move |_, asked| *asked == id)
        .returning(move |_, _| Ok(Some(found.clone())));
    store
}

/// The fixtures' key, as it is stored.
pub(crate) fn a_stored_key() -> KeyWithUse {
    KeyWithUse {
        key: a_signed_key(),
        last_used_at: None,
    }
}

/// One that can be read back.
fn api_key_id(number: u64) -> ApiKeyId {
    ApiKeyId::from_uuid(Uuid::from_u64_pair(0x8000, 0x8000_0000_0000_0000 | number))
}

/// Another key of the same company, that may do this until then.
pub(crate) fn another_key(capabilities: &str, expires_at: Option<Timestamp>) -> ApiKey {
    let new = NewApiKey {
        id: api_key_id(103),
        company: a_company().id(),
        handle: ApiKeyHandle::parse("FEDCBA9876543210").unwrap(),
        name: ApiKeyName::parse("administration").unwrap(),
        capabilities: capabilities.parse().unwrap(),
        expires_at,
    };
    let verifier = Verifier::current(RingKeyId::new(4), [8; 32]);
    new.issue(verifier, an_act()).unwrap().subject().clone()
}

pub(crate) fn signature() -> EventSignature {
    EventSignature {
        key: RingKeyId::new(9),
        row_digest: [1; 32],
        mac: [2; 32],
    }
}

pub(crate) fn a_row_mac() -> RowMac {
    RowMac {
        pepper: RingKeyId::new(4),
        mac: [3; 32],
    }
}

pub(crate) fn a_company() -> Company {
    company_of(1)
}

pub(crate) fn another_company() -> Company {
    company_of(101)
}

fn company_of(id: u128) -> Company {
    let name = CompanyName::parse("Acme").unwrap();
    let salt = CompanySalt::from_bytes([7; 32]);
    let id = CompanyId::from_uuid(Uuid::from_u128(id));
    Company::create(id, name, salt, an_act()).subject().clone()
}

pub(crate) fn a_credential() -> Credential {
    a_credential_named("My Docker Hub")
}

pub(crate) fn a_credential_named(name: &str) -> Credential {
    let sealed = SealedSecret::from_bytes(vec![1, 2, 3]);
    let new = NewCredential {
        name: CredentialName::parse(name).unwrap(),
        ..a_new_credential()
    };
    new.create(sealed, an_act()).subject().clone()
}

pub(crate) fn a_new_credential() -> NewCredential {
    NewCredential {
        id: CredentialId::from_uuid(Uuid::from_u128(2)),
        company: a_company().id(),
        name: CredentialName::parse("My Docker Hub").unwrap(),
        place: RegistryPlace::of_provider(RegistryProvider::DockerHub),
        path_prefix: None,
        login: LoginKind::Password,
        username: RegistryUsername::parse("my-docker-user").unwrap(),
    }
}

pub(crate) fn a_signed_key() -> SignedApiKey {
    a_signed_key_until(None)
}

pub(crate) fn a_signed_key_until(expires_at: Option<Timestamp>) -> SignedApiKey {
    let new = NewApiKey {
        id: api_key_id(3),
        company: a_company().id(),
        handle: ApiKeyHandle::parse("0123456789ABCDEF").unwrap(),
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities: Capabilities::all(),
        expires_at,
    };
    let verifier = Verifier::current(RingKeyId::new(4), [8; 32]);
    let issued = new.issue(verifier, an_act()).unwrap();
    SignedApiKey::new(issued.subject().clone(), a_row_mac())
}

pub(crate) fn an_act() -> Act {
    Act {
        event: AuditEventId::from_uuid(Uuid::from_u128(4)),
        actor: Actor::System,
        request: None,
        at: StillClock::default().now(),
    }
}

/// Stands still until it is moved.
#[derive(Default)]
pub(crate) struct StillClock(AtomicU64);

impl StillClock {
    pub(crate) fn advance(&self, span: Duration) {
        let millis = u64::try_from(span.as_millis()).unwrap();
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        let start = Timestamp::parse("2025-01-30T00:00:00.000Z").unwrap();
        start.after(self.elapsed())
    }

    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Default)]
struct Counting(AtomicU64);

impl IdSource for Counting {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::SeqCst)))
    }
}

impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        let next = self.0.fetch_add(1, Ordering::SeqCst);
        bytes.fill(u8::try_from(next % 62).unwrap());
    }
}
