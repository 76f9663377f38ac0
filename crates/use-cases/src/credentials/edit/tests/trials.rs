//! Edits whose login is tried before anything is stored.

use std::time::Duration;

use pullkey_domain::credential::VerificationOutcome;
use pullkey_registry::{MockRegistry, Obstacle, Verdict};

use super::*;

fn tried(command: EditCredential) -> EditCredential {
    EditCredential {
        verify: true,
        ..command
    }
}

fn opening() -> MockSecretCipher {
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_open()
        .returning(|_, _, _| Ok(RegistrySecret::parse("the-stored-secret").unwrap()));
    cipher
}

/// Expects to be asked once about this login.
fn saying(verdict: Verdict, username: &'static str, secret: &'static str) -> MockRegistry {
    let mut registry = MockRegistry::new();
    registry
        .expect_verify()
        .withf(move |login| login.username.as_str() == username && login.secret.expose() == secret)
        .times(1)
        .return_once(move |_| verdict);
    registry
}

/// Takes what came of the stored login so many times.
fn recording(mut store: MockCredentialStore, outcome: VerificationOutcome) -> MockCredentialStore {
    store
        .expect_record_verification()
        .withf(move |verified| {
            verified.event().action() == Action::CredentialVerify
                && verified.subject().verification.outcome == outcome
        })
        .times(1)
        .returning(|_| Ok(()));
    store
}

fn outcome_of(credential: &Credential) -> Option<VerificationOutcome> {
    credential.verification().map(|it| it.outcome)
}

#[tokio::test]
async fn the_login_is_tried_as_it_would_become_and_what_came_of_it_is_stored() {
    let mut cipher = opening();
    cipher
        .expect_seal()
        .times(1)
        .returning(|_, _, _| SealedSecret::from_bytes(vec![9]));
    let mut store = taking();
    // A use of the stored secret, which tells nothing of the login as it was.
    store
        .expect_record_use()
        .withf(|used| used.event().action() == Action::CredentialVerify)
        .times(1)
        .returning(|_| Ok(()));
    let parts = Parts::on(store).signing().sealing_by(cipher);
    let registry = saying(Verdict::Verified, "other", "the-stored-secret");
    let credential = edited(parts.asking(registry), tried(for_user("other"))).await;
    let outcome = outcome_of(&credential.unwrap());
    assert_eq!(outcome, Some(VerificationOutcome::Verified));
}

#[tokio::test]
async fn with_a_new_name_the_stored_login_is_tried() {
    let store = recording(taking(), VerificationOutcome::NoAccess);
    let parts = Parts::on(store).signing().sealing_by(opening());
    let registry = saying(Verdict::NoAccess, "my-docker-user", "the-stored-secret");
    let credential = edited(parts.asking(registry), tried(rename("Hub"))).await;
    let credential = credential.unwrap();
    assert_eq!(outcome_of(&credential), Some(VerificationOutcome::NoAccess));
    assert_eq!(credential.sealed(), a_credential().sealed());
}

#[tokio::test]
async fn where_nothing_changes_what_came_of_it_is_recorded_alone() {
    let store = recording(holding(), VerificationOutcome::Verified);
    let parts = Parts::on(store).signing().sealing_by(opening());
    let registry = saying(Verdict::Verified, "my-docker-user", "the-stored-secret");
    let credential = edited(parts.asking(registry), tried(EditCredential::default())).await;
    let credential = credential.unwrap();
    assert_eq!(outcome_of(&credential), Some(VerificationOutcome::Verified));
    assert_eq!(credential.version(), a_credential().version());
}

#[tokio::test]
async fn a_login_that_is_refused_changes_nothing() {
    let whole = EditCredential {
        login: Some(WholeLogin {
            kind: LoginKind::Password,
            username: RegistryUsername::of_login("robot$ci").unwrap(),
            secret: RegistrySecret::of_login("a-new-secret").unwrap(),
        }),
        ..EditCredential::default()
    };
    let parts = with_secret(EditCredential::default());
    for (command, username, member) in [
        (parts, "my-docker-user", "secret"),
        (whole, "robot$ci", "login"),
    ] {
        let registry = saying(
            Verdict::Failed(Obstacle::Rejected),
            username,
            "a-new-secret",
        );
        let refused = edited(Parts::on(holding()).asking(registry), tried(command)).await;
        let Err(EditCredentialError::Rejected(rejected)) = refused else {
            panic!("the registry refused it");
        };
        assert_eq!(rejected.member, member);
    }
}

#[tokio::test]
async fn a_stored_login_that_is_refused_changes_nothing_but_that_this_is_known() {
    let store = recording(holding(), VerificationOutcome::Rejected);
    let parts = Parts::on(store).signing().sealing_by(opening());
    let registry = saying(
        Verdict::Failed(Obstacle::Rejected),
        "my-docker-user",
        "the-stored-secret",
    );
    let refused = edited(parts.asking(registry), tried(rename("Hub"))).await;
    assert!(matches!(refused, Err(EditCredentialError::Rejected(_))));
}

#[tokio::test]
async fn another_secret_under_the_same_user_name_is_tried_anew() {
    let mut store = MockCredentialStore::new();
    let reads = AtomicUsize::new(0);
    store.expect_find().returning(move |_, _| {
        let is_first = reads.fetch_add(1, Ordering::SeqCst) == 0;
        Ok(Some(if is_first {
            a_credential()
        } else {
            resealed_for("other")
        }))
    });
    store.expect_record_use().times(1).returning(|_| Ok(()));
    store
        .expect_record_verification()
        .times(1)
        .returning(|_| Ok(()));
    store
        .expect_update()
        .times(1)
        .returning(|_| Err(ChangeError::Stale));
    let mut cipher = opening();
    cipher
        .expect_seal()
        .returning(|_, _, _| SealedSecret::from_bytes(vec![9]));
    let mut registry = MockRegistry::new();
    registry
        .expect_verify()
        .times(2)
        .returning(|_| Verdict::Verified);
    let parts = Parts::on(store).signing().sealing_by(cipher);
    let credential = edited(parts.asking(registry), tried(for_user("other"))).await;
    assert_eq!(credential.unwrap().username().as_str(), "other");
}

/// The credential as somebody else leaves it, with another secret for this user.
fn resealed_for(username: &str) -> Credential {
    let edit = CredentialEdit {
        username: RegistryUsername::parse(username).ok(),
        secret_given: true,
        ..CredentialEdit::default()
    };
    let Ok(Edit::Seal(resealing)) = a_credential().edit(edit) else {
        panic!("it has another secret");
    };
    let sealed = SealedSecret::from_bytes(vec![8]);
    let change = resealing.finish(sealed, an_act());
    change.subject().credential().clone()
}

#[tokio::test]
async fn an_edit_that_starts_over_tries_the_same_login_once() {
    let mut store = recording(contested(2), VerificationOutcome::Verified);
    store.expect_update().times(1).returning(|_| Ok(()));
    let parts = Parts::on(store).signing().sealing_by(opening());
    let registry = saying(Verdict::Verified, "my-docker-user", "the-stored-secret");
    let credential = edited(parts.asking(registry), tried(rename("Hub"))).await;
    let outcome = outcome_of(&credential.unwrap());
    assert_eq!(outcome, Some(VerificationOutcome::Verified));
}

#[tokio::test]
async fn whoever_tried_too_often_changes_nothing() {
    let wait = Duration::from_secs(7);
    let parts = Parts::on(holding()).having_tried_too_often(wait);
    let refused = edited(parts, tried(rename("Hub"))).await;
    assert!(matches!(
        refused,
        Err(EditCredentialError::Trial(TryLoginError::TooOften { retry_after })) if retry_after == wait
    ));
}
