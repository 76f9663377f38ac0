// What the examples of this crate start from: their hidden first line includes this file.

pub use pullkey_domain::{
    api_key::*, audit::*, company::*, credential::*, id::*, ring_key::*, timestamp::*, version::*,
};

pub const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

pub fn now() -> Timestamp {
    Timestamp::parse("2025-01-30T00:00:00Z").unwrap()
}

pub fn act() -> Act {
    Act {
        event: AuditEventId::parse(ID).unwrap(),
        actor: Actor::Operator,
        request: None,
        at: now(),
    }
}

pub fn sign(event: &UnsignedEvent) -> EventSignature {
    let key = RingKeyId::new(9);
    let row_digest = hmac(event.digest_input());
    let mac = hmac(&event.signed_bytes(key, &row_digest));
    EventSignature { key, row_digest, mac }
}

pub fn hmac(_: &[u8]) -> [u8; 32] {
    [7; 32]
}

pub fn new_credential() -> NewCredential {
    NewCredential {
        id: CredentialId::parse(ID).unwrap(),
        company: CompanyId::parse(ID).unwrap(),
        name: CredentialName::parse("My Docker Hub").unwrap(),
        place: RegistryPlace::of_provider(RegistryProvider::DockerHub),
        path_prefix: None,
        login: LoginKind::Password,
        username: RegistryUsername::parse("my-docker-user").unwrap(),
    }
}

pub fn seal(_: &SecretBinding) -> SealedSecret {
    SealedSecret::from_bytes([1, 2, 3])
}

pub fn credential() -> Credential {
    let new = new_credential();
    let sealed = seal(&new.binding());
    new.create(sealed, act()).sign(sign).into_subject()
}

pub fn new_api_key() -> NewApiKey {
    NewApiKey {
        id: ApiKeyId::parse(ID).unwrap(),
        company: CompanyId::parse(ID).unwrap(),
        handle: ApiKeyHandle::parse("0123456789abcdef").unwrap(),
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities: "DOCKER_REGISTRY:READ".parse().unwrap(),
        expires_at: None,
    }
}

pub fn verifier() -> Verifier {
    Verifier::current(RingKeyId::new(4), [7; 32])
}

pub fn api_key() -> ApiKey {
    let change = new_api_key().issue(verifier(), act()).unwrap();
    change.sign(sign).into_subject()
}

pub fn company() -> Company {
    let name = CompanyName::parse("Acme").unwrap();
    let salt = CompanySalt::from_bytes([7; 32]);
    let change = Company::create(CompanyId::parse(ID).unwrap(), name, salt, act());
    change.sign(sign).into_subject()
}
