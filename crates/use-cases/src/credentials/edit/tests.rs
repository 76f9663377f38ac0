use std::sync::atomic::{AtomicUsize, Ordering};

use pullkey_cipher::MockSecretCipher;
use pullkey_domain::{audit::Action, version::RowVersion};
use pullkey_storage::{MockCredentialStore, StoreError};

use super::*;
use crate::fixtures::{Parts, a_company, a_credential, an_act, by_an_operator};

mod trials;

fn rename(name: &str) -> EditCredential {
    EditCredential {
        name: CredentialName::parse(name).ok(),
        ..EditCredential::default()
    }
}

fn for_user(username: &str) -> EditCredential {
    EditCredential {
        username: RegistryUsername::parse(username).ok(),
        ..EditCredential::default()
    }
}

fn with_secret(command: EditCredential) -> EditCredential {
    EditCredential {
        secret: RegistrySecret::parse("a-new-secret").ok(),
        ..command
    }
}

fn holding() -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    store
        .expect_find()
        .withf(|company, id| *company == a_company().id() && *id == a_credential().id())
        .returning(|_, _| Ok(Some(a_credential())));
    store
}

fn taking() -> MockCredentialStore {
    let mut store = holding();
    store
        .expect_update()
        .withf(|edited| edited.event().action() == Action::CredentialUpdate)
        .times(1)
        .returning(|_| Ok(()));
    store
}

/// Seals what it is expected to seal, for the next secret version.
fn sealing(expected: &'static str) -> MockSecretCipher {
    let mut cipher = MockSecretCipher::new();
    cipher
        .expect_seal()
        .withf(move |secret, salt, binding| {
            secret.expose() == expected
                && salt == a_company().salt()
                && binding.secret_version == a_credential().secret_version().next()
        })
        .times(1)
        .returning(|_, _, _| SealedSecret::from_bytes(vec![9]));
    cipher
}

/// The credential as somebody else leaves it, after so many edits.
fn after_others(edits: usize) -> Credential {
    (0..edits).fold(a_credential(), |credential, count| {
        let edit = CredentialEdit {
            name: CredentialName::parse(format!("edit {count}")).ok(),
            ..CredentialEdit::default()
        };
        let Ok(Edit::Columns(edited)) = credential.edit(edit) else {
            panic!("it is a new name");
        };
        let change = edited.finish(an_act());
        change.subject().credential().clone()
    })
}

/// A store in which somebody else's edit comes before each of the first updates.
fn contested(updates: usize) -> MockCredentialStore {
    let mut store = MockCredentialStore::new();
    let reads = AtomicUsize::new(0);
    store.expect_find().returning(move |_, _| {
        let before = reads.fetch_add(1, Ordering::SeqCst);
        Ok(Some(after_others(before)))
    });
    store
        .expect_update()
        .times(updates)
        .returning(|_| Err(ChangeError::Stale));
    store
}

async fn edited(parts: Parts, command: EditCredential) -> Result<Credential, EditCredentialError> {
    edited_if(parts, command, Precondition::Nothing).await
}

async fn edited_if(
    parts: Parts,
    command: EditCredential,
    precondition: Precondition,
) -> Result<Credential, EditCredentialError> {
    let credentials = parts.credentials().await;
    let (company, id) = (a_company(), a_credential().id());
    credentials
        .edit(&company, by_an_operator(), id, command, &precondition)
        .await
}

#[tokio::test]
async fn a_new_name_is_stored_without_opening_or_sealing_anything() {
    let parts = Parts::on(taking()).signing();
    let credential = edited(parts, rename("Hub")).await.unwrap();
    assert_eq!(credential.name().as_str(), "Hub");
    assert_eq!(credential.version(), RowVersion::FIRST.next());
    assert_eq!(credential.sealed(), a_credential().sealed());
}

#[tokio::test]
async fn nothing_new_is_neither_stored_nor_told() {
    for command in [EditCredential::default(), rename("My Docker Hub")] {
        let credential = edited(Parts::on(holding()), command).await.unwrap();
        assert_eq!(credential, a_credential());
    }
}

#[tokio::test]
async fn a_given_secret_is_sealed_without_opening_the_old_one() {
    let parts = Parts::on(taking())
        .signing()
        .sealing_by(sealing("a-new-secret"));
    let command = with_secret(EditCredential::default());
    let credential = edited(parts, command).await.unwrap();
    assert_eq!(credential.sealed().as_bytes(), [9]);
    assert_eq!(
        credential.secret_version(),
        a_credential().secret_version().next()
    );
}

#[tokio::test]
async fn another_user_alone_reseals_the_stored_secret() {
    let mut cipher = sealing("the-stored-secret");
    cipher
        .expect_open()
        .withf(|_, _, binding| *binding == a_credential().binding())
        .times(1)
        .returning(|_, _, _| Ok(RegistrySecret::parse("the-stored-secret").unwrap()));
    let parts = Parts::on(taking()).signing().sealing_by(cipher);
    let credential = edited(parts, for_user("other")).await.unwrap();
    assert_eq!(credential.username().as_str(), "other");
    assert_eq!(credential.sealed().as_bytes(), [9]);
}

#[tokio::test]
async fn a_move_to_a_custom_registry_needs_the_secret() {
    let moved = || EditCredential {
        provider: Some(RegistryProvider::Custom),
        ..EditCredential::default()
    };
    let refused = edited(Parts::on(holding()), moved()).await;
    assert!(matches!(
        refused,
        Err(EditCredentialError::Refused(EditRefusal::SecretRequired))
    ));
    let parts = Parts::on(taking())
        .signing()
        .sealing_by(sealing("a-new-secret"));
    assert!(edited(parts, with_secret(moved())).await.is_ok());
}

#[tokio::test]
async fn an_edit_starts_over_on_top_of_one_that_came_between() {
    let mut store = contested(3);
    store
        .expect_update()
        .withf(|edited| {
            let (after, others) = (edited.subject().credential(), after_others(3));
            edited.subject().replaces() == others.version()
                && after.name().as_str() == "Hub"
                && after.updated_at() > others.updated_at()
        })
        .times(1)
        .returning(|_| Ok(()));
    let credential = edited(Parts::on(store).signing(), rename("Hub")).await;
    assert_eq!(credential.unwrap().version(), after_others(4).version());
}

#[tokio::test]
async fn an_edit_that_others_come_before_each_time_is_given_up_after_four_attempts() {
    let parts = Parts::on(contested(4)).signing();
    let refused = edited(parts, rename("Hub")).await;
    assert!(matches!(
        refused,
        Err(EditCredentialError::Change(ChangeCredentialError::Conflict))
    ));
}

#[tokio::test]
async fn an_edit_that_may_have_been_stored_does_not_start_over() {
    let mut store = MockCredentialStore::new();
    store
        .expect_find()
        .returning(|_, _| Ok(Some(a_credential())));
    store
        .expect_update()
        .times(1)
        .returning(|_| Err(StoreError::OutcomeUnknown("cut off".into()).into()));
    let unknown = edited(Parts::on(store).signing(), rename("Hub")).await;
    assert!(matches!(
        unknown,
        Err(EditCredentialError::Change(ChangeCredentialError::Store(
            StoreError::OutcomeUnknown(_)
        )))
    ));
}

#[tokio::test]
async fn an_edit_of_an_asked_version_does_not_start_over_on_another() {
    let asked = Precondition::Version(vec![RowVersion::FIRST]);
    let parts = Parts::on(contested(1)).signing();
    let refused = edited_if(parts, rename("Hub"), asked).await;
    assert!(matches!(
        refused,
        Err(EditCredentialError::Change(
            ChangeCredentialError::PreconditionFailed
        ))
    ));
}

#[tokio::test]
async fn the_precondition_counts_even_if_nothing_would_change() {
    let asked = Precondition::Version(vec![RowVersion::FIRST.next()]);
    let refused = edited_if(Parts::on(holding()), EditCredential::default(), asked).await;
    assert!(matches!(
        refused,
        Err(EditCredentialError::Change(
            ChangeCredentialError::PreconditionFailed
        ))
    ));
}
