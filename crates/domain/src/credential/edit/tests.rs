use super::*;
use crate::{
    audit::Versions,
    sample,
    version::{RowVersion, SecretVersion},
};

mod places;

fn name(text: &str) -> CredentialEdit {
    CredentialEdit {
        name: CredentialName::parse(text).ok(),
        ..CredentialEdit::default()
    }
}

fn provider(provider: RegistryProvider) -> CredentialEdit {
    CredentialEdit {
        provider: Some(provider),
        ..CredentialEdit::default()
    }
}

fn username(text: &str) -> CredentialEdit {
    CredentialEdit {
        username: RegistryUsername::parse(text).ok(),
        ..CredentialEdit::default()
    }
}

fn with_secret(edit: CredentialEdit) -> CredentialEdit {
    CredentialEdit {
        secret_given: true,
        ..edit
    }
}

#[track_caller]
fn columns(credential: Credential, edit: CredentialEdit) -> Edited {
    match credential.edit(edit) {
        Ok(Edit::Columns(edited)) => edited,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn resealing(credential: Credential, edit: CredentialEdit) -> Resealing {
    match credential.edit(edit) {
        Ok(Edit::Seal(resealing)) => resealing,
        other => panic!("{other:?}"),
    }
}

fn at_custom() -> Credential {
    let mut stored = sample::stored_credential();
    stored.provider = "custom".to_owned();
    Credential::restore(stored).unwrap()
}

#[test]
fn an_empty_edit_is_nothing() {
    let edited = sample::credential().edit(CredentialEdit::default());
    assert!(matches!(edited, Ok(Edit::Nothing(same)) if same == sample::credential()));
}

#[test]
fn equal_values_are_nothing() {
    let credential = sample::credential();
    let equal = CredentialEdit {
        name: Some(credential.name().clone()),
        provider: Some(credential.provider()),
        host: Some(None),
        token_host: Some(None),
        path_prefix: Some(None),
        username: Some(credential.username().clone()),
        login: None,
        secret_given: false,
    };
    let edited = credential.edit(equal);
    assert!(matches!(edited, Ok(Edit::Nothing(same)) if same == sample::credential()));
}

#[test]
fn a_new_name_keeps_the_sealed_bytes_and_their_version() {
    let change = columns(sample::credential(), name("Hub")).finish(sample::act(sample::NOW));
    let (before, after) = (sample::credential(), change.subject().credential());
    assert_eq!(after.name().as_str(), "Hub");
    assert_eq!(after.sealed(), before.sealed());
    assert_eq!(after.secret_version(), before.secret_version());
    assert_eq!(after.binding(), before.binding());
}

#[test]
fn another_user_name_alone_is_sealed_anew_under_the_next_secret_version() {
    let resealing = resealing(sample::credential(), username("other-user"));
    let before = sample::credential();
    let expected = SecretBinding {
        username: RegistryUsername::parse("other-user").unwrap(),
        secret_version: before.secret_version().next(),
        ..before.binding()
    };
    assert_eq!(resealing.binding(), expected);
}

#[test]
fn another_provider_alone_is_sealed_anew_under_the_next_secret_version() {
    let resealing = resealing(sample::credential(), provider(RegistryProvider::GitHub));
    let before = sample::credential();
    let expected = SecretBinding {
        place: RegistryPlace::of_provider(RegistryProvider::GitHub),
        secret_version: before.secret_version().next(),
        ..before.binding()
    };
    assert_eq!(resealing.binding(), expected);
}

#[test]
fn a_resealed_credential_is_bound_to_what_it_was_sealed_for() {
    let resealing = resealing(sample::credential(), username("other-user"));
    let binding = resealing.binding();
    let change = resealing.finish(sample::sealed(9), sample::act(sample::NOW));
    assert_eq!(change.subject().credential().binding(), binding);
    assert_eq!(change.subject().credential().sealed(), &sample::sealed(9));
}

#[test]
fn a_given_secret_counts_even_if_nothing_else_changes() {
    let edit = with_secret(CredentialEdit::default());
    let resealing = resealing(sample::credential(), edit);
    let before = sample::credential();
    let expected = SecretBinding {
        secret_version: before.secret_version().next(),
        ..before.binding()
    };
    assert_eq!(resealing.binding(), expected);
}

#[test]
fn a_move_to_or_from_a_custom_registry_needs_the_secret() {
    for provider_of_ours in RegistryProvider::ALL {
        if provider_of_ours == RegistryProvider::Custom {
            continue;
        }
        let mut stored = sample::stored_credential();
        stored.provider = provider_of_ours.as_str().to_owned();
        let known = Credential::restore(stored).unwrap();
        assert!(known.edit(provider(RegistryProvider::Custom)).is_err());
        assert!(at_custom().edit(provider(provider_of_ours)).is_err());
    }
}

#[test]
fn a_move_to_a_custom_registry_with_the_secret_is_sealed_for_it() {
    let edit = with_secret(provider(RegistryProvider::Custom));
    let resealing = resealing(sample::credential(), edit);
    let place = RegistryPlace::of_provider(RegistryProvider::Custom);
    assert_eq!(resealing.binding().place, place);
}

#[test]
fn a_credential_that_stays_at_a_custom_registry_needs_no_secret() {
    let edit = CredentialEdit {
        username: RegistryUsername::parse("other-user").ok(),
        ..provider(RegistryProvider::Custom)
    };
    let resealing = resealing(at_custom(), edit);
    let place = RegistryPlace::of_provider(RegistryProvider::Custom);
    assert_eq!(resealing.binding().place, place);
}

#[test]
fn every_edit_is_the_next_version_at_the_time_of_the_act() {
    let later = sample::NOW + 5000;
    let renamed = columns(sample::credential(), name("Hub")).finish(sample::act(later));
    let resealed = resealing(sample::credential(), username("other-user"))
        .finish(sample::sealed(9), sample::act(later));
    for change in [renamed, resealed] {
        assert_eq!(change.subject().credential().version().as_i64(), 7);
        assert_eq!(
            change.subject().credential().updated_at(),
            sample::at(later)
        );
        assert_eq!(
            change.subject().credential().created_at(),
            sample::credential().created_at()
        );
    }
}

#[test]
fn an_edit_is_stamped_behind_the_last_one_although_the_clock_stepped_back() {
    for now in [sample::NOW, sample::NOW - 86_400_000] {
        let change = columns(sample::credential(), name("Hub")).finish(sample::act(now));
        assert_eq!(
            change.subject().credential().updated_at(),
            sample::at(sample::NOW + 1)
        );
    }
}

#[test]
fn an_event_is_stamped_with_the_time_of_the_act_although_the_row_is_not() {
    let act = sample::act(sample::NOW - 1);
    let change = columns(sample::credential(), name("Hub")).finish(act);
    assert_eq!(
        change.sign(sample::sign).event().at(),
        sample::at(sample::NOW - 1)
    );
}

#[test]
fn an_edit_tells_of_the_versions_at_both_sides() {
    let change = resealing(sample::credential(), username("other-user"))
        .finish(sample::sealed(9), sample::act(sample::NOW));
    assert_eq!(
        change.event().digest_input(),
        change.subject().credential().digest_input()
    );
    let recorded = change.sign(sample::sign);
    assert_eq!(recorded.subject().replaces().as_i64(), 6);
    let event = recorded.event();
    assert_eq!(event.action(), Action::CredentialUpdate);
    let versions = |row, secret| Versions {
        row: RowVersion::restore(row).unwrap(),
        secret: SecretVersion::restore(secret).ok(),
    };
    assert_eq!(event.before(), Some(versions(6, 4)));
    assert_eq!(event.after(), Some(versions(7, 5)));
}
