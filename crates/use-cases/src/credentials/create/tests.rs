use pullkey_cipher::{MissingKey, MockPayloadFingerprinter, MockSecretCipher};
use pullkey_domain::{
    audit::Action,
    credential::SealedSecret,
    idempotency::{Fingerprint, IdempotencyRecord},
    ring_key::RingKeyId,
};
use pullkey_storage::{MockCredentialStore, StoreError};

use super::*;
use crate::UnusableKey;
use crate::fixtures::{
    LACKING, Parts, a_company, another_company, by_an_operator, signature, surroundings,
};

mod trials;

fn command() -> CreateCredential {
    CreateCredential {
        name: CredentialName::parse("My Docker Hub").unwrap(),
        provider: None,
        host: None,
        token_host: None,
        path_prefix: None,
        login: None,
        username: RegistryUsername::parse("my-docker-user").unwrap(),
        secret: RegistrySecret::parse("my-secret-token").unwrap(),
        verify: false,
    }
}

fn attempt() -> Attempt {
    Attempt {
        key: IdempotencyKey::parse("order-4711").unwrap(),
        answer: |credential| KeptAnswer {
            status: 201,
            body: credential.id().to_string().into_bytes(),
        },
    }
}

fn fingerprint() -> Fingerprint {
    Fingerprint::new(RingKeyId::new(4), [8; 32])
}

fn an_earlier_record() -> IdempotencyRecord {
    let answer = KeptAnswer {
        status: 201,
        body: b"earlier".to_vec(),
    };
    let now = surroundings().clock.now();
    IdempotencyRecord::new(attempt().key, fingerprint(), answer, now)
}

fn sealing() -> MockSecretCipher {
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_seal()
        .withf(|secret, salt, binding| {
            secret.expose() == "my-secret-token"
                && salt == a_company().salt()
                && binding.company == a_company().id()
                && binding.place.provider() == RegistryProvider::DockerHub
                && binding.username.as_str() == "my-docker-user"
        })
        .times(1)
        .return_once(|_, _, _| SealedSecret::from_bytes(vec![1, 2, 3]));
    cipher
}

fn fingerprinting() -> MockPayloadFingerprinter {
    let mut fingerprints = MockPayloadFingerprinter::new();
    fingerprints
        .expect_fingerprint()
        .withf(|payload| payload == &command().payload(a_company().id())[..])
        .returning(|_| fingerprint());
    fingerprints
}

fn comparing(same: Result<bool, MissingKey>) -> MockPayloadFingerprinter {
    let mut fingerprints = fingerprinting();
    fingerprints
        .expect_is_of()
        .withf(|earlier, payload| {
            *earlier == fingerprint() && payload == &command().payload(a_company().id())[..]
        })
        .times(1)
        .return_once(move |_, _| same);
    fingerprints
}

fn remembering() -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    store
        .expect_insert()
        .returning(|_, _| Ok(Inserted::Remembered(an_earlier_record())));
    store
}

async fn repeated(
    same: Result<bool, MissingKey>,
) -> Result<CreatedCredential, CreateCredentialError> {
    let parts = Parts::on(remembering()).signing().sealing_by(sealing());
    let credentials = parts.fingerprinting_by(comparing(same)).credentials().await;
    credentials
        .create(&a_company(), by_an_operator(), command(), Some(attempt()))
        .await
}

#[tokio::test]
async fn what_is_stored_is_sealed_for_its_own_row_and_signed() {
    let mut store = MockCredentialStore::new();
    store
        .expect_insert()
        .withf(|created, claim| {
            let credential = created.subject();
            credential.sealed().as_bytes() == [1, 2, 3]
                && credential.company() == a_company().id()
                && created.event().action() == Action::CredentialCreate
                && created.event().signature() == &signature()
                && claim.is_none()
        })
        .times(1)
        .returning(|_, _| Ok(Inserted::Stored));
    let parts = Parts::on(store).signing().sealing_by(sealing());
    let credentials = parts.credentials().await;

    let created = credentials
        .create(&a_company(), by_an_operator(), command(), None)
        .await;

    let CreatedCredential::New(credential) = created.unwrap() else {
        panic!("nobody tried before");
    };
    assert_eq!(credential.name().as_str(), "My Docker Hub");
    assert_eq!(credential.created_at(), surroundings().clock.now());
}

#[tokio::test]
async fn a_named_attempt_is_stored_with_the_answer_that_its_repeats_get() {
    let mut store = MockCredentialStore::new();
    store
        .expect_insert()
        .withf(|created, claim| {
            let claim = claim.as_ref().unwrap();
            let id = created.subject().id().to_string();
            claim.key() == &attempt().key
                && claim.fingerprint() == &fingerprint()
                && claim.answer().body == id.as_bytes()
                && claim.ends_at() == an_earlier_record().ends_at()
        })
        .times(1)
        .returning(|_, _| Ok(Inserted::Stored));
    let parts = Parts::on(store).signing().sealing_by(sealing());
    let credentials = parts
        .fingerprinting_by(fingerprinting())
        .credentials()
        .await;
    let created = credentials
        .create(&a_company(), by_an_operator(), command(), Some(attempt()))
        .await;
    assert!(matches!(created, Ok(CreatedCredential::New(_))));
}

#[tokio::test]
async fn a_repeat_gets_the_answer_of_the_first_attempt() {
    let earlier = an_earlier_record().into_answer();
    let repeated = repeated(Ok(true)).await.unwrap();
    assert_eq!(repeated, CreatedCredential::Replayed(earlier));
}

#[tokio::test]
async fn another_payload_under_the_same_name_is_refused() {
    let refused = repeated(Ok(false)).await;
    assert!(matches!(
        refused,
        Err(CreateCredentialError::Repeat(RepeatError::KeyReused))
    ));
}

#[tokio::test]
async fn a_fingerprint_of_a_pepper_that_is_not_there_says_whether_another_node_may_have_it() {
    let refused = repeated(Err(MissingKey(LACKING))).await;
    assert!(matches!(
        refused,
        Err(CreateCredentialError::Repeat(RepeatError::Pepper(
            UnusableKey::Missing(_)
        )))
    ));
    let refused = repeated(Err(MissingKey(RingKeyId::new(99)))).await;
    assert!(matches!(
        refused,
        Err(CreateCredentialError::Repeat(RepeatError::Pepper(
            UnusableKey::NeverUsed { .. }
        )))
    ));
}

#[tokio::test]
async fn what_the_store_says_is_passed_on() {
    let mut store = MockCredentialStore::new();
    store
        .expect_insert()
        .returning(|_, _| Err(StoreError::Unavailable("down".into()).into()));
    let parts = Parts::on(store).signing().sealing_by(sealing());
    let credentials = parts.credentials().await;
    let refused = credentials
        .create(&a_company(), by_an_operator(), command(), None)
        .await;
    assert!(matches!(
        refused,
        Err(CreateCredentialError::Insert(InsertError::Store(
            StoreError::Unavailable(_)
        )))
    ));
}

#[test]
fn every_member_and_the_company_make_another_payload() {
    let company = a_company().id();
    let same = command().payload(company);
    let other = |alter: fn(&mut CreateCredential)| {
        let mut command = command();
        alter(&mut command);
        command.payload(company)
    };
    let payloads = [
        other(|it| it.name = CredentialName::parse("Hub").unwrap()),
        other(|it| it.provider = Some(RegistryProvider::DockerHub)),
        other(|it| it.provider = Some(RegistryProvider::GitHub)),
        other(|it| it.username = RegistryUsername::parse("other").unwrap()),
        other(|it| it.secret = RegistrySecret::parse("my-other-token").unwrap()),
        command().payload(another_company().id()),
    ];
    for payload in payloads {
        assert_ne!(*payload, *same);
    }
    assert_eq!(*command().payload(company), *same);
}

/// Repeats of what was sent before a member existed must stay repeats.
#[test]
fn a_member_that_was_not_given_is_no_part_of_the_payload() {
    let company = a_company().id();
    let given: [&[u8]; 7] = [
        company.as_bytes(),
        b"name",
        b"My Docker Hub",
        b"username",
        b"my-docker-user",
        b"secret",
        b"my-secret-token",
    ];
    let payload = secret_parts("pullkey/create-credential", &given);
    assert_eq!(command().payload(company), payload);
    let meant = CreateCredential {
        path_prefix: "acme".parse().ok(),
        ..command()
    };
    let further: [&[u8]; 2] = [b"path_prefix", b"acme"];
    let given = [&given[..], &further].concat();
    let payload = secret_parts("pullkey/create-credential", &given);
    assert_eq!(meant.payload(company), payload);
}
