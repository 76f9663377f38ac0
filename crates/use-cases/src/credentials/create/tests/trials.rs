//! Logins that are tried before anything is stored, and where they go.

use std::{collections::BTreeSet, time::Duration};

use pullkey_registry::{MockRegistry, Obstacle, Verdict};

use super::*;

async fn created(
    credentials: &Credentials,
    command: CreateCredential,
    attempt: Option<Attempt>,
) -> Result<CreatedCredential, CreateCredentialError> {
    credentials
        .create(&a_company(), by_an_operator(), command, attempt)
        .await
}

fn to_be_tried() -> CreateCredential {
    CreateCredential {
        verify: true,
        ..command()
    }
}

fn saying(verdict: Verdict) -> MockRegistry {
    let mut registry = MockRegistry::new();
    registry
        .expect_verify()
        .withf(|login| {
            login.secret.expose() == "my-secret-token"
                && login.username.as_str() == "my-docker-user"
                && login.place == RegistryPlace::of_provider(RegistryProvider::DockerHub)
        })
        .times(1)
        .return_once(move |_| verdict);
    registry
}

#[tokio::test]
async fn what_came_of_its_login_is_stored_with_a_credential_unless_it_was_refused() {
    let host = RegistryHost::parse("registry-1.docker.io").unwrap();
    for verdict in [
        Verdict::Verified,
        Verdict::Failed(Obstacle::Timeout { host }),
    ] {
        let outcome = verdict.outcome();
        let mut store = MockCredentialStore::new();
        store
            .expect_insert()
            .withf(move |created, _| {
                let kept = created.subject().verification();
                kept.is_some_and(|kept| kept.outcome == outcome)
            })
            .times(1)
            .returning(|_, _| Ok(Inserted::Stored));
        let parts = Parts::on(store).signing().sealing_by(sealing());
        let credentials = parts.asking(saying(verdict)).credentials().await;
        let created = created(&credentials, to_be_tried(), None);
        assert!(matches!(created.await, Ok(CreatedCredential::New(_))));
    }
}

#[tokio::test]
async fn a_login_that_is_refused_is_not_stored_and_its_member_is_told() {
    for (login, member) in [(None, "secret"), (Some(LoginKind::Password), "login")] {
        let parts = Parts::on(MockCredentialStore::new());
        let credentials = parts
            .asking(saying(Verdict::Failed(Obstacle::Rejected)))
            .credentials()
            .await;
        let command = CreateCredential {
            login,
            ..to_be_tried()
        };
        let refused = created(&credentials, command, None);
        let Err(CreateCredentialError::Rejected(rejected)) = refused.await else {
            panic!("the registry refused it");
        };
        assert_eq!(rejected.member, member);
        assert_eq!(rejected.verdict, Verdict::Failed(Obstacle::Rejected));
    }
}

/// A repeat gets the answer of the first attempt.
async fn assert_replayed(credentials: &Credentials) {
    let repeated = created(credentials, to_be_tried(), Some(attempt())).await;
    let earlier = an_earlier_record().into_answer();
    assert_eq!(repeated.unwrap(), CreatedCredential::Replayed(earlier));
}

#[tokio::test]
async fn a_repeat_tries_no_login_again() {
    let mut store = MockCredentialStore::new();
    store
        .expect_recall()
        .withf(|company, key, _| *company == a_company().id() && *key == attempt().key)
        .returning(|_, _, _| Ok(Some(an_earlier_record())));
    let mut fingerprints = MockPayloadFingerprinter::new();
    fingerprints.expect_is_of().returning(|_, _| Ok(true));
    let parts = Parts::on(store).fingerprinting_by(fingerprints);
    let credentials = parts.credentials().await;
    assert_replayed(&credentials).await;
}

#[tokio::test]
async fn a_refusal_gives_way_to_what_the_first_of_two_attempts_came_to_meanwhile() {
    let mut store = MockCredentialStore::new();
    let mut order = mockall::Sequence::new();
    for record in [None, Some(an_earlier_record())] {
        store
            .expect_recall()
            .times(1)
            .in_sequence(&mut order)
            .return_once(|_, _, _| Ok(record));
    }
    let mut fingerprints = MockPayloadFingerprinter::new();
    fingerprints.expect_is_of().returning(|_, _| Ok(true));
    let parts = Parts::on(store).fingerprinting_by(fingerprints);
    let parts = parts.having_tried_too_often(Duration::from_secs(7));
    let credentials = parts.credentials().await;
    assert_replayed(&credentials).await;
}

#[tokio::test]
async fn a_login_without_a_host_or_too_soon_is_not_tried_and_not_stored() {
    let credentials = Parts::on(MockCredentialStore::new()).credentials().await;
    let homeless = CreateCredential {
        provider: Some(RegistryProvider::Custom),
        ..to_be_tried()
    };
    let refused = created(&credentials, homeless, None);
    assert!(matches!(
        refused.await,
        Err(CreateCredentialError::Trial(TryLoginError::HostRequired))
    ));
    let wait = Duration::from_secs(7);
    let parts = Parts::on(MockCredentialStore::new()).having_tried_too_often(wait);
    let credentials = parts.credentials().await;
    let refused = created(&credentials, to_be_tried(), None);
    assert!(matches!(
        refused.await,
        Err(CreateCredentialError::Trial(TryLoginError::TooOften { retry_after })) if retry_after == wait
    ));
}

#[tokio::test]
async fn a_host_that_does_not_go_with_its_provider_is_refused() {
    let credentials = Parts::on(MockCredentialStore::new()).credentials().await;
    let command = CreateCredential {
        host: RegistryHost::parse("ghcr.io").ok(),
        ..command()
    };
    let refused = created(&credentials, command, None);
    assert!(matches!(
        refused.await,
        Err(CreateCredentialError::Place(InvalidPlace::Fixed(
            RegistryProvider::DockerHub
        )))
    ));
}

#[test]
fn each_member_that_is_given_makes_another_payload() {
    let host = || RegistryHost::parse("registry.example.com").ok();
    let commands = [
        command(),
        CreateCredential {
            provider: Some(RegistryProvider::DockerHub),
            ..command()
        },
        CreateCredential {
            host: host(),
            ..command()
        },
        CreateCredential {
            token_host: host(),
            ..command()
        },
        CreateCredential {
            login: Some(LoginKind::Password),
            ..command()
        },
        to_be_tried(),
    ];
    let company = a_company().id();
    let payloads: BTreeSet<_> = commands
        .iter()
        .map(|it| it.payload(company).to_vec())
        .collect();
    assert_eq!(payloads.len(), commands.len());
}
