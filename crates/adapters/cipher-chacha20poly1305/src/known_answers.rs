//! The bytes that this crate writes, pinned. `tests/known_answers.py` computes them again and tells how.

use std::time::Duration;

use pullkey_cipher::{
    ApiKeyAuthority, AuditAuthority, AuditSigner, CursorSigner, PayloadFingerprinter, RingCensus,
    SecretCipher,
};
use pullkey_domain::{
    api_key::{ApiKeyHandle, ApiKeyName, ApiKeyToken, NewApiKey},
    audit::{Act, Actor, Head, Link, RequestId},
    company::CompanySalt,
    credential::{
        CredentialName, LoginKind, NewCredential, RegistryPlace, RegistryProvider, RegistrySecret,
        RegistryUsername, SealedSecret, SecretBinding,
    },
    id::{ApiKeyId, CompanyId},
    ring_key::RingKeyId,
    timestamp::Timestamp,
    version::SecretVersion,
};

use crate::{
    associated_data::associated_data,
    cipher::KeyRingCipher,
    fixture::{self, counting, hex},
    key::Key,
};

const COMPANY: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
const CREDENTIAL: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
const API_KEY: &str = "01890a5d-ac96-774b-bcce-b302099a8058";
const EVENT: &str = "01890a5d-ac96-774b-bcce-b302099a8059";

#[test]
fn the_associated_data() {
    let bytes = associated_data(RingKeyId::new(fixture::SECRET), &binding());
    assert_eq!(hex(&bytes), answer("associated_data"));
}

#[test]
fn the_key_of_a_company() {
    let key = Key::filled(|key| *key = counting(0));
    let derived = key.company_key(company(), &salt());
    assert_eq!(hex(derived.expose()), answer("company_key"));
}

#[test]
fn a_sealed_secret() {
    let nonce = counting(0x80);
    let secret = RegistrySecret::parse("my-secret-token").unwrap();
    let sealed = cipher().seal_with(&nonce, &secret, &salt(), &binding());
    assert_eq!(hex(sealed.as_bytes()), answer("sealed"));
}

#[test]
fn a_sealed_secret_of_old_opens() {
    let text = answer("sealed");
    let bytes: Vec<_> = (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap())
        .collect();
    let opened = cipher().open(&SealedSecret::from_bytes(bytes), &salt(), &binding());
    assert_eq!(
        opened.as_ref().map(RegistrySecret::expose),
        Ok("my-secret-token")
    );
}

#[test]
fn the_verifier_of_a_token() {
    let verifier = cipher().verifier(&token(7));
    assert_eq!(verifier.pepper(), RingKeyId::new(fixture::PEPPER));
    assert_eq!(hex(verifier.mac()), answer("verifier"));
}

#[test]
fn the_row_mac_of_an_api_key() {
    let cipher = cipher();
    let capabilities = format!("DOCKER_REGISTRY:READ@{CREDENTIAL},AUDIT:READ");
    let new = NewApiKey {
        id: ApiKeyId::parse(API_KEY).unwrap(),
        company: company(),
        handle: ApiKeyHandle::parse("7777777777777777").unwrap(),
        name: ApiKeyName::parse("deployments").unwrap(),
        capabilities: capabilities.parse().unwrap(),
        expires_at: Timestamp::parse("2025-07-01T00:00:00.000Z").ok(),
    };
    let issued = new.issue(cipher.verifier(&token(8)), act()).unwrap();
    let hour = Duration::from_hours(1);
    let rotated = issued
        .subject()
        .clone()
        .rotate(cipher.verifier(&token(7)), hour, act());
    let row_mac = cipher.row_mac(rotated.subject());
    assert_eq!(row_mac.pepper, RingKeyId::new(fixture::PEPPER));
    assert_eq!(hex(&row_mac.mac), answer("row_mac"));
}

#[test]
fn the_mac_of_a_cursor() {
    let mac = cipher().sign_cursor(b"what a cursor says");
    assert_eq!(mac.pepper, RingKeyId::new(fixture::PEPPER));
    assert_eq!(hex(&mac.mac), answer("cursor_mac"));
}

#[test]
fn the_fingerprint_of_a_payload() {
    let fingerprint = cipher().fingerprint(b"what a request asks for");
    assert_eq!(fingerprint.pepper(), RingKeyId::new(fixture::PEPPER));
    assert_eq!(hex(fingerprint.mac()), answer("fingerprint"));
}

#[test]
fn the_signature_of_an_event() {
    let new = NewCredential {
        id: CREDENTIAL.parse().unwrap(),
        company: company(),
        name: CredentialName::parse("My Docker Hub").unwrap(),
        place: RegistryPlace::of_provider(RegistryProvider::DockerHub),
        path_prefix: None,
        login: LoginKind::Password,
        username: RegistryUsername::parse("my-docker-user").unwrap(),
    };
    let change = new.create(SealedSecret::from_bytes([0]), act());
    let signature = cipher().sign(change.event());
    assert_eq!(signature.key, RingKeyId::new(fixture::AUDIT));
    assert_eq!(hex(&signature.row_digest), answer("row_digest"));
    assert_eq!(hex(&signature.mac), answer("event_mac"));
}

#[test]
fn the_links_of_a_chain_and_its_head() {
    let cipher = cipher();
    let first = Link::after(None, company(), counting(0xa0)).unwrap();
    let link = cipher.sign_link(&first);
    assert_eq!(link.key, RingKeyId::new(fixture::AUDIT));
    assert_eq!(hex(&link.mac), answer("first_link"));
    let head = Head {
        company: company(),
        seq: first.seq,
        link: link.mac,
    };
    assert_eq!(hex(&cipher.sign_head(&head).mac), answer("head_mac"));
    let second = Link::after(Some(&head), company(), counting(0xc0)).unwrap();
    let link = cipher.sign_link(&second);
    assert_eq!(hex(&link.mac), answer("second_link"));
}

#[test]
fn the_check_of_each_ring_key() {
    for key in cipher().keys() {
        let name = format!("check_{}", key.kind);
        assert_eq!(hex(&key.check), answer(&name), "{name}");
    }
}

fn answer(name: &str) -> &'static str {
    let mut lines = include_str!("../tests/known_answers.txt").lines();
    lines
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
        .unwrap()
}

fn cipher() -> KeyRingCipher {
    fixture::cipher(&fixture::ring())
}

fn company() -> CompanyId {
    COMPANY.parse().unwrap()
}

fn salt() -> CompanySalt {
    CompanySalt::from_bytes(counting(0x60))
}

fn binding() -> SecretBinding {
    SecretBinding {
        company: company(),
        credential: CREDENTIAL.parse().unwrap(),
        secret_version: SecretVersion::restore(7).unwrap(),
        place: RegistryPlace::of_provider(RegistryProvider::DockerHub),
        login: LoginKind::Password,
        username: RegistryUsername::parse("my-docker-user").unwrap(),
    }
}

/// The handle of 7s, with a secret that repeats another character.
fn token(secret: u8) -> ApiKeyToken {
    let mut draws = [7, secret].into_iter();
    ApiKeyToken::generate(|bytes| bytes.fill(draws.next().unwrap()))
}

fn act() -> Act {
    Act {
        event: EVENT.parse().unwrap(),
        actor: Actor::ApiKey(API_KEY.parse().unwrap()),
        request: RequestId::parse("a-request").ok(),
        at: Timestamp::parse("2025-01-30T00:00:00.000Z").unwrap(),
    }
}
