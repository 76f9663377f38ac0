use std::time::Duration;

use super::*;
use crate::{id::InvalidId, ring_key::RingKeyId, sample};

fn ending(expires_at: Option<i64>, enabled: bool) -> ApiKey {
    let mut stored = sample::stored_api_key();
    stored.expires_at = expires_at;
    stored.enabled = enabled;
    SignedApiKey::restore(stored).unwrap().into_unverified()
}

#[test]
fn a_key_lets_in_until_right_before_its_end() {
    let key = ending(Some(sample::NOW), true);
    assert!(key.is_live(sample::at(sample::NOW - 1)));
    assert!(!key.is_live(sample::at(sample::NOW)));
    assert!(!key.is_live(sample::at(sample::NOW + 1)));
}

#[test]
fn a_key_without_an_end_lets_in_at_the_last_moment_there_is() {
    assert!(ending(None, true).is_live(Timestamp::MAX));
}

#[test]
fn a_key_that_is_switched_off_lets_nobody_in() {
    assert!(!ending(None, false).is_live(sample::at(sample::NOW)));
    assert!(!ending(Some(sample::NOW + 1), false).is_live(sample::at(sample::NOW)));
}

#[test]
fn a_key_manages_while_it_is_live_and_may_make_others() {
    let managing = |capabilities: &str, expires_at, enabled| {
        let key = ApiKey {
            capabilities: capabilities.parse().unwrap(),
            ..ending(expires_at, enabled)
        };
        key.manages(sample::at(sample::NOW))
    };
    assert!(managing("API_KEY:CREATE", None, true));
    assert!(managing(
        "API_KEY:CREATE,AUDIT:READ",
        Some(sample::NOW + 1),
        true
    ));
    assert!(!managing("API_KEY:CREATE", Some(sample::NOW), true));
    assert!(!managing("API_KEY:CREATE", None, false));
    assert!(!managing(
        "API_KEY:READ,API_KEY:UPDATE,API_KEY:DELETE",
        None,
        true
    ));
}

#[test]
fn the_form_of_the_digested_row_never_changes() {
    let expected = [
        b"\0\x13pullkey/api-key-row".as_slice(),
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x02",
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x03",
        b"\0\x100123456789abcdef",
        b"\0\x0bdeployments",
        b"\0\x01\x01",
        b"\0\x09\x01\0\0\x01\x94\xb4\x81\xeb\xe8",
        b"\0\x08\0\0\0\0\0\0\0\x06",
        b"\0\x08\0\0\x01\x94\xb4\x81\xe4\x18",
        b"\0\x08\0\0\x01\x94\xb4\x81\xe8\0",
        b"\0\x08\0\0\0\0\0\0\0\x02",
        b"\0\x0cAPI_KEY:READ",
        b"\0\x39DOCKER_REGISTRY:READ@0198f2c1-0000-7000-8000-000000000001",
    ];
    assert_eq!(sample::api_key().digest_input(), expected.concat());
}

#[test]
fn the_form_of_the_mac_input_never_changes() {
    let expected = [
        b"\0\x13pullkey/api-key-mac".as_slice(),
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x03",
        b"\0\x100123456789abcdef",
        b"\0\x10\x01\x98\xf2\xc1\0\0\x70\0\x80\0\0\0\0\0\0\x02",
        b"\0\x09\x01\0\0\x01\x94\xb4\x81\xeb\xe8",
        b"\0\x01\x01",
        b"\0\x08\0\0\0\0\0\0\0\x06",
        b"\0\x2c\0\0\0\x04\x7f\xff\xff\xff\xff\xff\xff\xff",
        &[4; 32],
        b"\0\x2d\x01\0\0\0\x03\0\0\x01\x94\xb4\x81\xe9\xf4",
        &[3; 32],
        b"\0\x08\0\0\0\0\0\0\0\x02",
        b"\0\x0cAPI_KEY:READ",
        b"\0\x39DOCKER_REGISTRY:READ@0198f2c1-0000-7000-8000-000000000001",
    ];
    assert_eq!(sample::api_key().mac_input(), expected.concat());
}

#[test]
fn a_replaced_token_holds_its_key_until_its_own_end_and_another_verifier_never() {
    let now = sample::at(sample::NOW);
    let (hour, day) = (Duration::from_hours(1), Duration::from_hours(24));
    let key = ApiKey {
        expires_at: Some(now.after(day)),
        verifier: sample::verifier(2),
        previous: Some(sample::verifier(1).until(now.after(hour))),
        ..sample::api_key()
    };
    let held_until = |verifier, at| key.held_by(&verifier, at).map(|held| held.expires_at());
    // As it was when its holder was let in.
    let replaced = sample::verifier(1);
    assert_eq!(
        held_until(replaced.clone(), now),
        Some(Some(now.after(hour)))
    );
    assert_eq!(held_until(replaced, now.after(hour)), None);
    assert_eq!(
        held_until(sample::verifier(2), now),
        Some(Some(now.after(day)))
    );
    assert_eq!(held_until(sample::verifier(2), now.after(day)), None);
    assert_eq!(held_until(sample::verifier(3), now), None);
    let off = ApiKey {
        enabled: false,
        ..key.clone()
    };
    assert_eq!(off.held_by(&sample::verifier(2), now), None);
}

#[test]
fn a_verifier_of_another_pepper_takes_the_place_and_the_end_of_its_own_one_only() {
    let now = sample::act(sample::NOW);
    let key = sample::api_key();
    let (first, hour) = (key.verifier().clone(), Duration::from_hours(1));
    let rotated = key.rotate(sample::verifier(2), hour, now);
    let rotated = rotated.subject().clone();
    let other = Verifier::current(RingKeyId::new(5), [7; 32]);
    let previous = rotated.previous_verifier().unwrap();
    let end = previous.ends_at().unwrap();

    let turned = rotated.clone().verified_by(&first, &other);
    let expected = ApiKey {
        previous: Some(other.clone().until(end)),
        ..rotated.clone()
    };
    assert_eq!(turned, expected);
    let turned = rotated.clone().verified_by(rotated.verifier(), &other);
    let expected = ApiKey {
        verifier: other.clone(),
        ..rotated.clone()
    };
    assert_eq!(turned, expected);
    let nobodys = sample::verifier(3);
    assert_eq!(rotated.clone().verified_by(&nobodys, &other), rotated);
}

#[test]
fn the_codes_of_broken_rules_never_change() {
    for (code, expected) in [
        (
            InvalidCapability::from(UnknownPermission).code(),
            "permission_unknown",
        ),
        (
            InvalidCapability::NotNarrowable.code(),
            "permission_not_narrowable",
        ),
        (InvalidCapability::None.code(), "capabilities_empty"),
        (InvalidCapability::from(InvalidId).code(), InvalidId.code()),
        (ExpiryInPast.code(), "expired_at_in_past"),
    ] {
        assert_eq!(code, expected);
    }
}
