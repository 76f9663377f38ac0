use super::*;
use crate::sample;

#[test]
fn a_new_credential_starts_with_the_first_versions_at_the_time_of_the_act() {
    let change = sample::new_credential().create(sample::sealed(1), sample::act(sample::NOW));
    let credential = change.subject();
    assert_eq!(credential.version(), RowVersion::FIRST);
    assert_eq!(credential.secret_version(), SecretVersion::FIRST);
    assert_eq!(credential.created_at(), sample::at(sample::NOW));
    assert_eq!(credential.updated_at(), sample::at(sample::NOW));
    assert_eq!(credential.sealed(), &sample::sealed(1));
    assert_eq!(credential.login(), LoginKind::Password);
}

#[test]
fn a_new_credential_is_what_was_given() {
    let change = sample::new_credential().create(sample::sealed(1), sample::act(sample::NOW));
    let (credential, given) = (change.subject(), sample::new_credential());
    assert_eq!(credential.id(), given.id);
    assert_eq!(credential.company(), given.company);
    assert_eq!(credential.name(), &given.name);
    assert_eq!(credential.place(), &given.place);
    assert_eq!(credential.path_prefix(), None);
    assert_eq!(credential.last_used_at(), None);
    assert_eq!(credential.login(), given.login);
    assert_eq!(credential.username(), &given.username);
}

#[test]
fn a_new_credential_is_bound_to_what_its_secret_was_sealed_for() {
    let binding = sample::new_credential().binding();
    let change = sample::new_credential().create(sample::sealed(1), sample::act(sample::NOW));
    assert_eq!(change.subject().binding(), binding);
}

#[test]
fn creating_tells_of_the_versions_after_it_only() {
    let change = sample::new_credential().create(sample::sealed(1), sample::act(sample::NOW));
    let row = change.subject().digest_input();
    assert_eq!(change.event().digest_input(), row);
    let recorded = change.sign(sample::sign);
    let event = recorded.event();
    assert_eq!(event.action(), Action::CredentialCreate);
    assert_eq!(event.target(), Target::Credential(recorded.subject().id()));
    assert_eq!(event.before(), None);
    assert_eq!(event.after(), Some(recorded.subject().versions()));
}

#[test]
fn deleting_tells_of_the_versions_before_it_only_and_of_the_row_that_went() {
    let credential = sample::credential();
    let change = credential.clone().delete(sample::act(sample::NOW));
    assert_eq!(change.event().digest_input(), credential.digest_input());
    let recorded = change.sign(sample::sign);
    let event = recorded.event();
    assert_eq!(event.action(), Action::CredentialDelete);
    assert_eq!(event.target(), Target::Credential(credential.id()));
    assert_eq!(event.before(), Some(credential.versions()));
    assert_eq!(event.after(), None);
}

#[test]
fn deleting_names_the_version_that_it_decided_upon() {
    let credential = sample::credential();
    let deleted = credential.clone().delete(sample::act(sample::NOW));
    let expected = DeletedCredential {
        id: credential.id(),
        company: credential.company(),
        version: credential.version(),
    };
    assert_eq!(deleted.subject(), &expected);
}

#[test]
fn what_is_shown_for_debugging_holds_no_sealed_byte() {
    let shown = format!("{:?}", sample::credential());
    assert!(shown.contains("SealedSecret(3 bytes)"));
}

#[test]
fn the_form_of_the_digested_row_never_changes() {
    let expected = [
        b"\0\x16pullkey/credential-row".as_slice(),
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x02",
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x01",
        b"\0\x0dMy Docker Hub",
        b"\0\x09dockerHub",
        b"\0\x08password",
        b"\0\x0emy-docker-user",
        b"\0\x08\0\0\0\0\0\0\0\x04",
        b"\0\x08\0\0\0\0\0\0\0\x06",
        b"\0\x08\0\0\x01\x94\xb4\x81\xe4\x18",
        b"\0\x08\0\0\x01\x94\xb4\x81\xe8\0",
    ];
    assert_eq!(sample::credential().digest_input(), expected.concat());
}

#[test]
fn what_a_row_may_lack_stands_at_the_end_of_its_digest_behind_its_name() {
    let mut stored = sample::stored_credential();
    let plain = Credential::restore(stored.clone()).unwrap().digest_input();
    stored.path_prefix = Some("acme".to_owned());
    stored.host = Some("git.example".to_owned());
    stored.token_host = Some("auth.example".to_owned());
    let row = Credential::restore(stored).unwrap().digest_input();
    let expected = [
        plain.as_slice(),
        b"\0\x04host\0\x0bgit.example",
        b"\0\x0atoken_host\0\x0cauth.example",
        b"\0\x0bpath_prefix\0\x04acme",
    ];
    assert_eq!(row, expected.concat());
}
