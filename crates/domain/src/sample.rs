//! Sample values for the tests of this crate.

use uuid::Uuid;

use crate::{
    api_key::{
        ApiKey, ApiKeyHandle, ApiKeyName, NewApiKey, SignedApiKey, StoredApiKey, StoredVerifier,
        Verifier,
    },
    audit::{Act, Actor, AuditEvent, EventSignature, RequestId, StoredAuditEvent, UnsignedEvent},
    company::{Company, StoredCompany},
    credential::{
        Credential, CredentialName, LoginKind, NewCredential, RegistryPlace, RegistryProvider,
        RegistryUsername, SealedSecret, StoredCredential,
    },
    id::{ApiKeyId, AuditEventId, CompanyId, CredentialId},
    ring_key::RingKeyId,
    timestamp::Timestamp,
};

/// 2025-01-30T00:00:00.000Z.
pub(crate) const NOW: i64 = 1_738_195_200_000;

pub(crate) const fn uuid(last: u128) -> Uuid {
    Uuid::from_u128(0x0198_f2c1_0000_7000_8000_0000_0000_0000 + last)
}

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

pub(crate) fn act(millis: i64) -> Act {
    Act {
        event: AuditEventId::from_uuid(uuid(9)),
        actor: Actor::ApiKey(ApiKeyId::from_uuid(uuid(3))),
        request: RequestId::parse("0198-request").ok(),
        at: at(millis),
    }
}

/// A stand-in for a signer: it shows which bytes it was given.
pub(crate) fn sign(event: &UnsignedEvent) -> EventSignature {
    let key = RingKeyId::new(7);
    let row_digest = digest(event.digest_input());
    let mac = digest(&event.signed_bytes(key, &row_digest));
    EventSignature {
        key,
        row_digest,
        mac,
    }
}

fn digest(bytes: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&crc32fast::hash(bytes).to_be_bytes());
    digest
}

pub(crate) fn new_credential() -> NewCredential {
    NewCredential {
        id: CredentialId::from_uuid(uuid(1)),
        company: CompanyId::from_uuid(uuid(2)),
        name: CredentialName::parse("My Docker Hub").unwrap(),
        place: RegistryPlace::of_provider(RegistryProvider::DockerHub),
        path_prefix: None,
        login: LoginKind::Password,
        username: RegistryUsername::parse("my-docker-user").unwrap(),
    }
}

pub(crate) fn stored_credential() -> StoredCredential {
    StoredCredential {
        id: uuid(1),
        company: uuid(2),
        name: "My Docker Hub".to_owned(),
        provider: "dockerHub".to_owned(),
        host: None,
        token_host: None,
        path_prefix: None,
        login: "password".to_owned(),
        username: "my-docker-user".to_owned(),
        sealed: vec![1, 2, 3],
        secret_version: 4,
        version: 6,
        created_at: NOW - 1000,
        updated_at: NOW,
        last_verified_at: Some(NOW + 1000),
        last_outcome: Some("verified".to_owned()),
        last_used_at: Some(NOW + 2000),
    }
}

pub(crate) fn credential() -> Credential {
    Credential::restore(stored_credential()).unwrap()
}

pub(crate) fn sealed(byte: u8) -> SealedSecret {
    SealedSecret::from_bytes(vec![byte; 3])
}

pub(crate) fn verifier(byte: u8) -> Verifier {
    Verifier::current(RingKeyId::new(4), [byte; 32])
}

pub(crate) fn new_api_key() -> NewApiKey {
    NewApiKey {
        id: ApiKeyId::from_uuid(uuid(3)),
        company: CompanyId::from_uuid(uuid(2)),
        handle: ApiKeyHandle::parse("0123456789abcdef").unwrap(),
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities: "DOCKER_REGISTRY:READ".parse().unwrap(),
        expires_at: None,
    }
}

pub(crate) fn stored_api_key() -> StoredApiKey {
    StoredApiKey {
        id: uuid(3),
        company: uuid(2),
        handle: "0123456789abcdef".to_owned(),
        name: "deployments".to_owned(),
        capabilities: format!("API_KEY:READ,DOCKER_REGISTRY:READ@{}", uuid(1)),
        expires_at: Some(NOW + 1000),
        enabled: true,
        verifier: StoredVerifier {
            pepper: 4,
            mac: vec![4; 32],
            ends_at: None,
        },
        previous: Some(StoredVerifier {
            pepper: 3,
            mac: vec![3; 32],
            ends_at: Some(NOW + 500),
        }),
        row_pepper: 5,
        row_mac: vec![5; 32],
        version: 6,
        created_at: NOW - 1000,
        updated_at: NOW,
    }
}

pub(crate) fn api_key() -> ApiKey {
    SignedApiKey::restore(stored_api_key())
        .unwrap()
        .into_unverified()
}

pub(crate) fn stored_company() -> StoredCompany {
    StoredCompany {
        id: uuid(2),
        name: "Acme".to_owned(),
        salt: vec![8; 32],
        created_at: NOW,
    }
}

pub(crate) fn company() -> Company {
    Company::restore(stored_company()).unwrap()
}

/// With every column filled.
pub(crate) fn stored_event() -> StoredAuditEvent {
    StoredAuditEvent {
        id: uuid(9),
        at: NOW,
        company: uuid(2),
        actor_kind: "api_key".to_owned(),
        actor_id: Some(uuid(3).to_string()),
        request: Some("0198-request".to_owned()),
        action: "credential.update".to_owned(),
        target_kind: "credential".to_owned(),
        target_id: uuid(1),
        outcome: "succeeded".to_owned(),
        version_before: Some(6),
        version_after: Some(7),
        secret_version_before: Some(4),
        secret_version_after: Some(5),
        key: 7,
        row_digest: vec![6; 32],
        mac: vec![7; 32],
    }
}

pub(crate) fn event() -> AuditEvent {
    AuditEvent::restore(stored_event()).unwrap()
}
