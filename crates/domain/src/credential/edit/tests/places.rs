//! Where the login of an edited credential is sent, and what it consists of.

use super::*;

fn host(text: &str) -> RegistryHost {
    RegistryHost::parse(text).unwrap()
}

/// At a host of its own, whose logins are checked at another.
fn at_own_host() -> Credential {
    let mut stored = sample::stored_credential();
    stored.provider = "gitlab".to_owned();
    stored.host = Some("git.example".to_owned());
    stored.token_host = Some("auth.example".to_owned());
    Credential::restore(stored).unwrap()
}

fn of_google() -> Credential {
    let mut stored = sample::stored_credential();
    stored.provider = "gcr".to_owned();
    stored.login = "gcp_service_account_key".to_owned();
    stored.username = "_json_key".to_owned();
    Credential::restore(stored).unwrap()
}

#[test]
fn a_change_of_where_the_login_is_sent_needs_the_secret() {
    let to = |host: Option<RegistryHost>| CredentialEdit {
        host: Some(host),
        ..CredentialEdit::default()
    };
    let token = |host: Option<RegistryHost>| CredentialEdit {
        token_host: Some(host),
        ..CredentialEdit::default()
    };
    let away = CredentialEdit {
        host: Some(None),
        token_host: Some(None),
        provider: Some(RegistryProvider::GitHub),
        ..CredentialEdit::default()
    };
    for (credential, edit) in [
        (at_custom(), to(Some(host("git.example")))),
        (at_own_host(), to(Some(host("git2.example")))),
        (at_own_host(), token(Some(host("auth2.example")))),
        (at_own_host(), token(None)),
        (at_own_host(), provider(RegistryProvider::Custom)),
        (at_own_host(), away),
    ] {
        let refused = credential.clone().edit(edit.clone());
        assert!(
            matches!(refused, Err(EditRefusal::SecretRequired)),
            "{edit:?}"
        );
        assert!(matches!(
            credential.edit(with_secret(edit)),
            Ok(Edit::Seal(_))
        ));
    }
}

#[test]
fn the_host_that_is_there_is_no_change() {
    let edit = CredentialEdit {
        host: Some(Some(host("git.example"))),
        token_host: Some(Some(host("auth.example"))),
        ..CredentialEdit::default()
    };
    let edited = at_own_host().edit(edit);
    assert!(matches!(edited, Ok(Edit::Nothing(same)) if same == at_own_host()));
}

#[test]
fn what_would_not_go_together_is_refused_at_its_member() {
    let refused = at_own_host()
        .edit(provider(RegistryProvider::GitHub))
        .unwrap_err();
    assert_eq!((refused.member(), refused.code()), ("host", "host_fixed"));
    let without_host = CredentialEdit {
        host: Some(None),
        ..CredentialEdit::default()
    };
    let refused = at_own_host().edit(with_secret(without_host)).unwrap_err();
    assert_eq!(refused.member(), "token_host");
}

#[test]
fn a_key_of_google_moves_with_another_whole_login_only() {
    let moved = CredentialEdit {
        host: Some(Some(host("eu.gcr.io"))),
        ..CredentialEdit::default()
    };
    let refused = of_google().edit(moved).unwrap_err();
    assert_eq!(
        (refused.member(), refused.code()),
        ("login", "login_required")
    );
}

#[test]
fn a_key_of_google_is_replaced_as_a_whole() {
    for (edit, member) in [
        (username("other-user"), "username"),
        (with_secret(CredentialEdit::default()), "secret"),
    ] {
        let refused = of_google().edit(edit).unwrap_err();
        assert_eq!(refused, EditRefusal::WholeLoginRequired { member });
        assert_eq!(refused.code(), "whole_login_required");
    }
    let login = NewLogin {
        kind: LoginKind::Password,
        username: RegistryUsername::of_login("robot$ci").unwrap(),
    };
    let edit = CredentialEdit {
        login: Some(login.clone()),
        ..CredentialEdit::default()
    };
    let resealing = resealing(of_google(), edit);
    let binding = resealing.binding();
    assert_eq!(
        (binding.login, binding.username),
        (login.kind, login.username)
    );
}

#[test]
fn what_came_of_a_secret_is_kept_by_a_new_name_and_forgotten_with_a_new_sealing() {
    let renamed = columns(sample::credential(), name("Hub")).finish(sample::act(sample::NOW));
    let kept = renamed.subject().credential().verification();
    assert_eq!(kept, sample::credential().verification());
    let resealed = resealing(sample::credential(), username("other-user"));
    let resealed = resealed.finish(sample::sealed(9), sample::act(sample::NOW));
    assert_eq!(resealed.subject().credential().verification(), None);
}

#[test]
fn a_path_prefix_is_set_and_taken_away_without_the_secret() {
    let prefix = |text: Option<&str>| CredentialEdit {
        path_prefix: Some(text.map(|text| text.parse().unwrap())),
        ..CredentialEdit::default()
    };
    for before in [sample::credential(), at_own_host(), of_google()] {
        let set = columns(before.clone(), prefix(Some("acme"))).finish(sample::act(sample::NOW));
        let set = set.subject().credential().clone();
        assert_eq!(set.path_prefix().unwrap().as_str(), "acme");
        assert_eq!(set.sealed(), before.sealed());
        assert_eq!(set.binding(), before.binding());
        assert_eq!(set.verification(), before.verification());
        assert_eq!(set.version(), before.version().next());
        let equal = set.clone().edit(prefix(Some("acme")));
        assert!(matches!(equal, Ok(Edit::Nothing(same)) if same == set));
        let taken = columns(set, prefix(None)).finish(sample::act(sample::NOW));
        assert_eq!(taken.subject().credential().path_prefix(), None);
    }
}

#[test]
fn a_use_that_came_in_between_is_kept_over_an_edit() {
    let change = columns(sample::credential(), name("Hub")).finish(sample::act(sample::NOW));
    let later = sample::at(sample::NOW + 9000);
    let kept = change.subject().over(&sample::credential().used_at(later));
    assert_eq!(kept.last_used_at(), Some(later));
    let resealed = resealing(sample::credential(), username("other-user"));
    let resealed = resealed.finish(sample::sealed(9), sample::act(sample::NOW));
    let known = sample::credential().last_used_at();
    assert_eq!(resealed.subject().credential().last_used_at(), known);
}
