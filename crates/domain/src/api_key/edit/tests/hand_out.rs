use super::*;

const NARROWED: &str = "DOCKER_REGISTRY:READ@0198f2c1-0000-7000-8000-000000000001";

fn key(capabilities: &str, expires_at: Option<i64>) -> ApiKey {
    ApiKey {
        capabilities: capabilities.parse().unwrap(),
        expires_at: expires_at.map(sample::at),
        ..sample::api_key()
    }
}

fn of(capabilities: &str) -> ApiKey {
    key(capabilities, None)
}

fn until(expires_at: Option<i64>) -> ApiKey {
    key("AUDIT:READ", expires_at)
}

fn lacks(permission: Permission) -> Result<(), Escalation> {
    Err(Escalation::Capabilities(permission))
}

#[test]
fn a_key_may_hand_out_its_equal() {
    let key = sample::api_key();
    assert_eq!(key.may_hand_out(&key), Ok(()));
}

#[test]
fn a_key_may_hand_out_less_than_itself_and_nothing_more() {
    let (more, less) = (of("AUDIT:READ,API_KEY:READ"), of("AUDIT:READ"));
    assert_eq!(more.may_hand_out(&less), Ok(()));
    assert_eq!(less.may_hand_out(&more), lacks(Permission::ApiKeyRead));
}

#[test]
fn a_key_may_not_hand_out_something_else() {
    let refused = of("AUDIT:READ").may_hand_out(&of("API_KEY:READ"));
    assert_eq!(refused, lacks(Permission::ApiKeyRead));
}

#[test]
fn a_permission_for_all_credentials_covers_one_for_one_but_not_the_other_way() {
    let (all, one) = (of("DOCKER_REGISTRY:READ"), of(NARROWED));
    assert_eq!(all.may_hand_out(&one), Ok(()));
    assert_eq!(one.may_hand_out(&all), lacks(Permission::CredentialRead));
}

#[test]
fn a_permission_for_one_credential_covers_no_other() {
    let other = "DOCKER_REGISTRY:READ@0198f2c1-0000-7000-8000-000000000002";
    let refused = of(NARROWED).may_hand_out(&of(other));
    assert_eq!(refused, lacks(Permission::CredentialRead));
}

#[test]
fn a_key_without_an_end_may_hand_out_any_lifetime() {
    assert_eq!(until(None).may_hand_out(&until(None)), Ok(()));
    let ending = until(Some(sample::NOW));
    assert_eq!(until(None).may_hand_out(&ending), Ok(()));
}

#[test]
fn a_key_that_ends_may_hand_out_none_that_ends_later_or_never() {
    let ending = until(Some(sample::NOW));
    for (other, expected) in [
        (Some(sample::NOW - 1), Ok(())),
        (Some(sample::NOW), Ok(())),
        (Some(sample::NOW + 1), Err(Escalation::Lifetime)),
        (None, Err(Escalation::Lifetime)),
    ] {
        assert_eq!(ending.may_hand_out(&until(other)), expected, "{other:?}");
    }
}

#[test]
fn a_key_may_change_only_what_it_covers_before_and_after() {
    let own = of("AUDIT:READ,API_KEY:READ");
    for (before, after, expected) in [
        ("AUDIT:READ", "API_KEY:READ", Ok(())),
        (
            "AUDIT:READ,API_KEY:UPDATE",
            "AUDIT:READ",
            lacks(Permission::ApiKeyUpdate),
        ),
        (
            "AUDIT:READ",
            "AUDIT:READ,API_KEY:UPDATE",
            lacks(Permission::ApiKeyUpdate),
        ),
    ] {
        assert_eq!(
            own.may_change(&of(before), &of(after)),
            expected,
            "{before} {after}"
        );
    }
}

#[test]
fn a_key_that_ends_prolongs_none_beyond_its_own_end() {
    let own = until(Some(sample::NOW));
    let at = |offset: i64| Some(sample::NOW + offset);
    for (before, after, expected) in [
        (at(-2), at(-1), Ok(())),
        (at(-2), at(0), Ok(())),
        (at(-2), at(1), Err(Escalation::Lifetime)),
        (at(1), at(2), Err(Escalation::Lifetime)),
        (at(1), None, Err(Escalation::Lifetime)),
        // What lies beyond it already may stay there, or come nearer.
        (at(2), at(2), Ok(())),
        (at(2), at(1), Ok(())),
        (None, None, Ok(())),
        (None, at(9), Ok(())),
    ] {
        let changed = own.may_change(&until(before), &until(after));
        assert_eq!(changed, expected, "{before:?} {after:?}");
    }
}

#[test]
fn a_key_that_ends_strengthens_none_that_ends_later() {
    let own = key("AUDIT:READ,API_KEY:READ", Some(sample::NOW));
    let [weak, strong] = ["AUDIT:READ", "AUDIT:READ,API_KEY:READ"].map(of);
    let off = |key: &ApiKey| ApiKey {
        enabled: false,
        ..key.clone()
    };
    for (before, after, expected) in [
        (&weak, &strong, Err(Escalation::Lifetime)),
        (&off(&weak), &weak, Err(Escalation::Lifetime)),
        (&strong, &weak, Ok(())),
        (&weak, &off(&weak), Ok(())),
    ] {
        assert_eq!(own.may_change(before, after), expected);
    }
}
