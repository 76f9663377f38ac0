//! Rules of [`CredentialStore`](crate::CredentialStore) about logins that were tried, and where credentials may be sent.

use std::time::Duration;

use pullkey_domain::{
    audit::{Act, Recorded},
    company::Company,
    credential::{
        Credential, CredentialEdit, CredentialName, LoginKind, RegistryPlace, RegistryProvider,
        Verification, VerificationOutcome, VerifiedCredential,
    },
};

use super::{
    a_stored_company, all_credentials, all_events,
    credential_store::{assert_found, stored},
    fixtures::{
        a_company, a_credential, a_moment, an_act, edit_of, removal_of, tried_edit_of,
        verification_of,
    },
};
use crate::{InsertError, Store};

/// Found by its id, and in lists.
pub async fn hosts_and_the_kind_of_login_survive(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let place = |host: &str, token_host: Option<&str>| {
        let parse = |text: &str| text.parse().unwrap();
        let (host, token_host) = (Some(parse(host)), token_host.map(parse));
        RegistryPlace::of(RegistryProvider::Custom, host, token_host).unwrap()
    };
    let each = [
        a_credential().at(place("registry.example.com:5000", None)),
        a_credential().at(place("[2001:db8::7]", Some("auth.example.com"))),
        a_credential().logging_in_by(LoginKind::Password, "robot$ci+ü"),
        a_credential()
            .provided_by(RegistryProvider::Gcr)
            .logging_in_by(LoginKind::GcpServiceAccountKey, "_json_key"),
    ];
    let each = each.map(|it| it.of(&company).recorded());
    for credential in stored(store, each).await {
        assert_found(store, credential.subject()).await;
        let page = all_credentials(store, &company).await;
        assert!(page.items.contains(credential.subject()));
    }
}

/// And none of them, once that is what was asked for.
pub async fn hosts_survive_an_edit(store: &dyn Store) {
    let (_, mut row) = a_stored_credential(store).await;
    for hosts in [
        (Some("git.example"), Some("auth.example")),
        (Some("git.example"), None),
        (None, None),
    ] {
        let parse = |text: &str| text.parse().unwrap();
        let edit = CredentialEdit {
            provider: Some(RegistryProvider::GitLab),
            host: Some(hosts.0.map(parse)),
            token_host: Some(hosts.1.map(parse)),
            secret_given: true,
            ..CredentialEdit::default()
        };
        let edited = edit_of(&row, edit, later(1));
        store.credentials().update(&edited).await.unwrap();
        row = edited.into_subject().into_credential();
        assert_found(store, &row).await;
    }
}

/// Whatever it is. Nothing else of the credential changes.
pub async fn what_came_of_a_verification_is_kept_and_told(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    for (nth, outcome) in (1..).zip(VerificationOutcome::ALL) {
        let verified = verification_of(&row, outcome, later(nth));
        record(store, &verified).await;
        let kept = verified.subject().over(&row);
        let expected = Verification {
            at: later(nth).at,
            outcome,
        };
        assert_eq!(kept.verification(), Some(expected));
        assert_found(store, &kept).await;
        assert!(all_credentials(store, &company).await.items.contains(&kept));
        assert_told(store, &company, &verified).await;
    }
}

/// One that began before another may end after it.
pub async fn an_earlier_verification_is_told_and_changes_nothing(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let last = verification_of(&row, VerificationOutcome::Verified, later(2));
    record(store, &last).await;
    let earlier = verification_of(&row, VerificationOutcome::Timeout, later(1));
    record(store, &earlier).await;
    assert_found(store, &last.subject().over(&row)).await;
    assert_told(store, &company, &earlier).await;
}

/// It tells nothing about the secret that is there.
pub async fn a_verification_of_a_former_secret_is_told_and_changes_nothing(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let edited = edit_of(&row, with_secret(), later(1));
    store.credentials().update(&edited).await.unwrap();
    let verified = verification_of(&row, VerificationOutcome::Verified, later(2));
    record(store, &verified).await;
    assert_found(store, edited.subject().credential()).await;
    assert_told(store, &company, &verified).await;
}

/// It was there when its login was tried.
pub async fn a_verification_of_a_credential_that_is_gone_is_told(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let removal = removal_of(&row, later(1));
    store.credentials().delete(&removal).await.unwrap();
    let verified = verification_of(&row, VerificationOutcome::Verified, later(2));
    record(store, &verified).await;
    assert_told(store, &company, &verified).await;
    assert_eq!(all_credentials(store, &company).await.total, Some(0));
}

/// A trail that nobody has takes no event.
pub async fn an_absent_company_is_told_of_no_verification(store: &dyn Store) {
    let absent = a_company().recorded().into_subject();
    let row = a_credential().of(&absent).recorded().into_subject();
    let verified = verification_of(&row, VerificationOutcome::Verified, later(1));
    let refused = store.credentials().record_verification(&verified).await;
    assert!(matches!(refused, Err(InsertError::CompanyGone)));
    assert_eq!(all_events(store, &absent).await.total, 0);
}

/// A second event of an id would take the place of the first.
pub async fn a_refused_event_takes_what_came_of_a_verification_with_it(store: &dyn Store) {
    let (company, row) = a_stored_credential(store).await;
    let taken = all_events(store, &company).await.items[0].id();
    let act = Act {
        event: taken,
        ..later(1)
    };
    let verified = verification_of(&row, VerificationOutcome::Verified, act);
    assert!(
        store
            .credentials()
            .record_verification(&verified)
            .await
            .is_err()
    );
    assert_found(store, &row).await;
}

/// An edit was decided upon before that came in between.
pub async fn an_edit_keeps_what_came_of_a_verification_in_between(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let edited = edit_of(&row, renaming(), later(2));
    let verified = verification_of(&row, VerificationOutcome::Verified, later(1));
    record(store, &verified).await;
    store.credentials().update(&edited).await.unwrap();
    let kept = edited.subject().over(&verified.subject().over(&row));
    assert!(kept.verification().is_some());
    assert_found(store, &kept).await;
}

/// Another one was never tried.
pub async fn a_new_secret_forgets_what_came_of_the_one_before(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let edited = edit_of(&row, with_secret(), later(2));
    let verified = verification_of(&row, VerificationOutcome::Verified, later(1));
    record(store, &verified).await;
    store.credentials().update(&edited).await.unwrap();
    assert_eq!(edited.subject().credential().verification(), None);
    assert_found(store, edited.subject().credential()).await;
}

/// A login may be tried before anything is stored.
pub async fn what_came_of_a_login_before_is_stored_with_a_new_credential(store: &dyn Store) {
    let company = a_stored_company(store).await;
    let each = VerificationOutcome::ALL.map(|outcome| {
        let tried = a_credential().of(&company).tried(outcome);
        tried.recorded()
    });
    for credential in stored(store, each).await {
        assert!(credential.subject().verification().is_some());
        assert_found(store, credential.subject()).await;
    }
}

/// Whether or not the secret is sealed anew.
pub async fn what_came_of_a_login_before_is_stored_with_an_edit(store: &dyn Store) {
    for edit in [renaming(), with_secret()] {
        let (_, row) = a_stored_credential(store).await;
        let earlier = verification_of(&row, VerificationOutcome::Timeout, later(1));
        let credentials = store.credentials();
        credentials.record_verification(&earlier).await.unwrap();
        let outcome = VerificationOutcome::Verified;
        let at = later(2).at;
        let edited = tried_edit_of(&row, edit, Verification { at, outcome }, later(3));
        store.credentials().update(&edited).await.unwrap();
        let kept = edited.subject().credential();
        assert_eq!(kept.verification(), Some(Verification { at, outcome }));
        assert_found(store, kept).await;
    }
}

/// It was tried as it is, and after the login of the edit.
pub async fn a_later_verification_stays_when_an_edit_tells_of_an_earlier_one(store: &dyn Store) {
    let (_, row) = a_stored_credential(store).await;
    let between = verification_of(&row, VerificationOutcome::Rejected, later(2));
    let earlier = Verification {
        at: later(1).at,
        outcome: VerificationOutcome::Verified,
    };
    let edited = tried_edit_of(&row, renaming(), earlier, later(3));
    let credentials = store.credentials();
    credentials.record_verification(&between).await.unwrap();
    store.credentials().update(&edited).await.unwrap();
    let kept = edited.subject().over(&between.subject().over(&row));
    assert_eq!(kept.verification(), Some(between.subject().verification));
    assert_found(store, &kept).await;
}

async fn record(store: &dyn Store, verified: &Recorded<VerifiedCredential>) {
    let recorded = store.credentials().record_verification(verified).await;
    recorded.unwrap();
}

async fn assert_told(
    store: &dyn Store,
    company: &Company,
    verified: &Recorded<VerifiedCredential>,
) {
    let events = all_events(store, company).await;
    assert!(events.items.contains(verified.event()));
}

async fn a_stored_credential(store: &dyn Store) -> (Company, Credential) {
    let company = a_stored_company(store).await;
    let [row] = stored(store, [a_credential().of(&company).recorded()]).await;
    (company, row.into_subject())
}

fn renaming() -> CredentialEdit {
    CredentialEdit {
        name: CredentialName::parse("Another name").ok(),
        ..CredentialEdit::default()
    }
}

fn with_secret() -> CredentialEdit {
    CredentialEdit {
        secret_given: true,
        ..CredentialEdit::default()
    }
}

fn later(seconds: u64) -> Act {
    an_act(a_moment().after(Duration::from_secs(seconds)))
}
