//! User names, against the pattern of the contract.

use proptest::prelude::*;
use pullkey_domain::credential::RegistryUsername;

use crate::{
    balance::both_often,
    reference::{Reference, USERNAME},
    text::{around, length, run},
};

fn usernames() -> impl Strategy<Value = String> {
    let letter = || proptest::char::ranges(vec!['0'..='9', 'A'..='Z', 'a'..='z'].into());
    let inner = prop_oneof![3 => letter(), 1 => prop::sample::select(&['.', '_', '-'][..])];
    let mostly_valid = (
        letter(),
        run(inner.prop_map(String::from), length([0, 37])),
        letter(),
    )
        .prop_map(|(first, inner, last)| format!("{first}{inner}{last}"));
    prop_oneof![6 => around(mostly_valid), 1 => around(letter().prop_map(String::from))]
}

#[test]
fn user_names_are_accepted_and_refused_often() {
    both_often(&usernames(), USERNAME);
}

#[test]
fn a_user_name_is_accepted_exactly_if_the_pattern_accepts_it() {
    let reference = Reference::to(USERNAME);
    proptest!(ProptestConfig::with_cases(4096), |(text in usernames())| {
        let accepted = reference.accepts(&text);
        prop_assert_eq!(RegistryUsername::check(&text).is_ok(), accepted);
        let kept = RegistryUsername::parse(text.as_str()).ok();
        prop_assert_eq!(kept.as_ref().map(RegistryUsername::as_str), accepted.then_some(&*text));
    });
}
