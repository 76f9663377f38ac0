//! Values that the rules run on. None of them is special.

mod alterations;

use pullkey_domain::{
    api_key::{
        ApiKey, ApiKeyName, ApiKeyToken, NewApiKey, SignedApiKey, StoredApiKey, StoredVerifier,
        Verifier,
    },
    audit::{Act, Actor},
    company::CompanySalt,
    credential::{
        LoginKind, RegistryPlace, RegistryProvider, RegistrySecret, RegistryUsername, SecretBinding,
    },
    id::{ApiKeyId, AuditEventId, CompanyId, CredentialId},
    ring_key::{RingKeyId, RingKeyKind},
    timestamp::Timestamp,
    version::SecretVersion,
};

pub(super) use self::alterations::*;
use crate::{ApiKeyAuthority, RingCensus};

pub(super) fn company() -> CompanyId {
    id("11111111-1111-4111-8111-111111111111")
}

pub(super) fn other_company() -> CompanyId {
    id("22222222-2222-4222-8222-222222222222")
}

pub(super) fn credential() -> CredentialId {
    id("33333333-3333-4333-8333-333333333333")
}

pub(super) fn other_credential() -> CredentialId {
    id("44444444-4444-4444-8444-444444444444")
}

pub(super) fn api_key() -> ApiKeyId {
    id("55555555-5555-4555-8555-555555555555")
}

pub(super) fn other_api_key() -> ApiKeyId {
    id("66666666-6666-4666-8666-666666666666")
}

pub(super) fn event() -> AuditEventId {
    id("77777777-7777-4777-8777-777777777777")
}

pub(super) fn other_event() -> AuditEventId {
    id("88888888-8888-4888-8888-888888888888")
}

pub(super) fn now() -> Timestamp {
    Timestamp::parse("2025-01-30T00:00:00.000Z").expect("a timestamp")
}

pub(super) fn later() -> Timestamp {
    Timestamp::parse("2025-01-31T00:00:00.000Z").expect("a timestamp")
}

pub(super) fn act() -> Act {
    Act {
        event: event(),
        actor: Actor::Operator,
        request: None,
        at: now(),
    }
}

pub(super) fn secret() -> RegistrySecret {
    secret_of("my-secret-token")
}

pub(super) fn secret_of(text: &str) -> RegistrySecret {
    RegistrySecret::restore(text).expect("a secret")
}

pub(super) fn salt() -> CompanySalt {
    CompanySalt::from_bytes([7; 32])
}

pub(super) fn place(host: Option<&str>, token_host: Option<&str>) -> RegistryPlace {
    let parse = |text: &str| text.parse().expect("a host");
    RegistryPlace::of(
        RegistryProvider::GitLab,
        host.map(parse),
        token_host.map(parse),
    )
    .expect("they go together")
}

pub(super) fn username(text: &str) -> RegistryUsername {
    RegistryUsername::parse(text).expect("a user name")
}

pub(super) fn binding() -> SecretBinding {
    SecretBinding {
        company: company(),
        credential: credential(),
        secret_version: SecretVersion::FIRST.next(),
        place: RegistryPlace::of_provider(RegistryProvider::GitLab),
        login: LoginKind::Password,
        username: username("my-docker-user"),
    }
}

/// A token whose handle and secret repeat one character each.
pub(super) fn token(handle: u8, secret: u8) -> ApiKeyToken {
    let mut draws = [handle, secret].into_iter();
    ApiKeyToken::generate(|bytes| bytes.fill(draws.next().unwrap_or_default()))
}

pub(super) fn key_of(token: &ApiKeyToken, verifier: Verifier) -> ApiKey {
    let new = NewApiKey {
        id: api_key(),
        company: company(),
        handle: token.handle(),
        name: ApiKeyName::parse("deployments").expect("a name"),
        capabilities: "DOCKER_REGISTRY:PULL,DOCKER_REGISTRY:READ"
            .parse()
            .expect("capabilities"),
        expires_at: Some(later()),
    };
    let change = new.issue(verifier, act()).expect("a key that lives");
    change.subject().clone()
}

/// A key that `token(1, 1)` opens, and `token(1, 2)` until [`later`].
pub(super) fn rotated_key(authority: &dyn ApiKeyAuthority) -> ApiKey {
    let (current, previous) = (token(1, 1), token(1, 2));
    let key = key_of(&current, authority.verifier(&previous));
    let overlap = later().as_millis() - now().as_millis();
    let overlap = std::time::Duration::from_millis(overlap.unsigned_abs());
    key.rotate(authority.verifier(&current), overlap, act())
        .subject()
        .clone()
}

/// A key with its row MAC.
pub(super) fn signed(authority: &dyn ApiKeyAuthority, key: ApiKey) -> SignedApiKey {
    let mac = authority.row_mac(&key);
    SignedApiKey::new(key, mac)
}

/// The row of a signed key, as a store would keep it.
pub(super) fn row_of(signed: &SignedApiKey) -> StoredApiKey {
    let key = signed.unverified();
    StoredApiKey {
        id: key.id().as_uuid(),
        company: key.company().as_uuid(),
        handle: key.handle().to_string(),
        name: key.name().to_string(),
        capabilities: key.capabilities().to_string(),
        expires_at: key.expires_at().map(Timestamp::as_millis),
        enabled: key.is_enabled(),
        verifier: verifier_row(key.verifier()),
        previous: key.previous_verifier().map(verifier_row),
        row_pepper: signed.mac().pepper.as_u32().into(),
        row_mac: signed.mac().mac.to_vec(),
        version: key.version().as_i64(),
        created_at: key.created_at().as_millis(),
        updated_at: key.updated_at().as_millis(),
    }
}

fn verifier_row(verifier: &Verifier) -> StoredVerifier {
    StoredVerifier {
        pepper: verifier.pepper().as_u32().into(),
        mac: verifier.mac().to_vec(),
        ends_at: verifier.ends_at().map(Timestamp::as_millis),
    }
}

/// The pepper that new things are made with.
pub(super) fn primary_pepper(census: &dyn RingCensus) -> RingKeyId {
    let mut keys = census.keys().into_iter();
    let primary = keys.find(|key| key.primary && key.kind == RingKeyKind::Pepper);
    primary.expect("a primary pepper").id
}

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().expect("an id")
}
