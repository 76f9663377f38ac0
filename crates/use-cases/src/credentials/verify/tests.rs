use std::time::Duration;

use pullkey_cipher::{MockSecretCipher, OpenError};
use pullkey_domain::{
    audit::{Action, Outcome},
    credential::{
        CredentialEdit, Edit, RegistryProvider, RegistrySecret, SealedSecret, VerificationOutcome,
    },
};
use pullkey_registry::{MockRegistry, Obstacle, Verdict};
use pullkey_storage::{MockCredentialStore, StoreError};

use super::*;
use crate::fixtures::{Parts, a_company, a_credential, an_act, by_an_operator};

fn holding(credential: Credential) -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    store
        .expect_find()
        .returning(move |_, _| Ok(Some(credential.clone())));
    store
}

fn opening() -> MockSecretCipher {
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_open()
        .withf(|_, _, binding| *binding == a_credential().binding())
        .times(1)
        .returning(|_, _, _| Ok(RegistrySecret::parse("my-secret-token").unwrap()));
    cipher
}

fn saying(verdict: Verdict) -> MockRegistry {
    let mut registry = MockRegistry::new();
    registry
        .expect_verify()
        .withf(|attempt| {
            attempt.secret.expose() == "my-secret-token"
                && attempt.place == *a_credential().place()
                && attempt.kind == a_credential().login()
                && attempt.username == *a_credential().username()
        })
        .times(1)
        .return_once(move |_| verdict);
    registry
}

fn unreachable() -> Verdict {
    let host = RegistryHost::parse("registry-1.docker.io").unwrap();
    Verdict::Failed(Obstacle::Unreachable { host })
}

async fn verified(parts: Parts, image: Option<&str>) -> Result<TriedLogin, VerifyCredentialError> {
    let credentials = parts.credentials().await;
    let image = image.map(|image| image.parse().unwrap());
    let (company, id) = (a_company(), a_credential().id());
    credentials
        .verify(&company, by_an_operator(), id, image)
        .await
}

#[tokio::test]
async fn what_came_of_a_login_is_recorded_and_told() {
    for (verdict, outcome) in [
        (Verdict::Verified, VerificationOutcome::Verified),
        (
            Verdict::Failed(Obstacle::Rejected),
            VerificationOutcome::Rejected,
        ),
        (Verdict::NoAccess, VerificationOutcome::NoAccess),
    ] {
        let mut store = holding(a_credential());
        store
            .expect_record_verification()
            .withf(move |verified| {
                verified.subject().verification.outcome == outcome
                    && verified.event().action() == Action::CredentialVerify
                    && verified.event().outcome() == Outcome::from(outcome)
                    && verified.event().at() == verified.subject().verification.at
            })
            .times(1)
            .returning(|_| Ok(()));
        let parts = Parts::on(store).signing().sealing_by(opening());
        let parts = parts.asking(saying(verdict.clone()));
        let tried = verified(parts, Some("docker.io/acme/app:1")).await.unwrap();
        assert_eq!(tried.verdict, verdict);
        assert_eq!(tried.verification.outcome, outcome);
        assert_eq!(tried.took, Some(Duration::ZERO));
    }
}

#[tokio::test]
async fn how_long_it_took_to_reach_nobody_is_not_told() {
    let mut store = holding(a_credential());
    store.expect_record_verification().returning(|_| Ok(()));
    let parts = Parts::on(store).signing().sealing_by(opening());
    let tried = verified(parts.asking(saying(unreachable())), None).await;
    assert_eq!(tried.unwrap().took, None);
}

#[tokio::test]
async fn what_could_not_be_recorded_is_not_told() {
    let mut store = holding(a_credential());
    store
        .expect_record_verification()
        .returning(|_| Err(StoreError::Unavailable("down".into()).into()));
    let parts = Parts::on(store).signing().sealing_by(opening());
    let refused = verified(parts.asking(saying(Verdict::Verified)), None).await;
    assert!(matches!(refused, Err(VerifyCredentialError::Record(_))));
}

#[tokio::test]
async fn a_credential_that_is_not_there_is_not_tried() {
    let mut store = MockCredentialStore::new();
    store.expect_find().returning(|_, _| Ok(None));
    let refused = verified(Parts::on(store), None).await;
    let not_found = FindCredentialError::NotFound;
    assert_eq!(refused.unwrap_err().to_string(), not_found.to_string());
}

#[tokio::test]
async fn without_a_host_its_secret_is_not_even_opened() {
    let edit = CredentialEdit {
        provider: Some(RegistryProvider::Custom),
        secret_given: true,
        ..CredentialEdit::default()
    };
    let Ok(Edit::Seal(moved)) = a_credential().edit(edit) else {
        panic!("it comes with its secret");
    };
    let sealed = SealedSecret::from_bytes(vec![9]);
    let moved = moved
        .finish(sealed, an_act())
        .subject()
        .credential()
        .clone();
    let refused = verified(Parts::on(holding(moved)), None).await;
    assert!(matches!(
        refused,
        Err(VerifyCredentialError::Trial(TryLoginError::HostRequired))
    ));
}

#[tokio::test]
async fn for_an_image_of_another_registry_it_is_not_tried() {
    let parts = Parts::on(holding(a_credential()));
    let refused = verified(parts, Some("ghcr.io/acme/app:1")).await;
    let Err(VerifyCredentialError::ImageElsewhere { registry }) = refused else {
        panic!("it is for Docker Hub");
    };
    assert_eq!(registry.as_str(), "docker.io");
}

#[tokio::test]
async fn whoever_tried_too_often_has_to_wait() {
    let wait = Duration::from_secs(7);
    let parts = Parts::on(holding(a_credential())).having_tried_too_often(wait);
    let refused = verified(parts, None).await;
    assert!(matches!(
        refused,
        Err(VerifyCredentialError::Trial(TryLoginError::TooOften { retry_after })) if retry_after == wait
    ));
}

#[tokio::test]
async fn a_secret_that_does_not_open_is_sent_nowhere() {
    let mut store = holding(a_credential());
    store.expect_record_use().times(1).returning(|_| Ok(()));
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_open()
        .returning(|_, _, _| Err(OpenError::Rejected));
    let parts = Parts::on(store).signing().sealing_by(cipher);
    let refused = verified(parts, None).await;
    assert!(matches!(refused, Err(VerifyCredentialError::Open(_))));
}
