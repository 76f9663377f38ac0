//! Secrets, against the pattern of the contract.

use proptest::prelude::*;
use pullkey_domain::credential::RegistrySecret;
use zeroize::Zeroizing;

use crate::{
    balance::both_often,
    reference::{Reference, SECRET},
    text::{around, character, length, run},
};

fn secrets() -> impl Strategy<Value = String> {
    let one = |characters: &'static [&'static str]| {
        run(
            prop::sample::select(characters).prop_map(str::to_owned),
            length([8, 128]),
        )
    };
    prop_oneof![
        2 => around(one(&["a", "Z", "7", " ", "~"])),
        2 => around(one(&["🔑", "é", "a", "\u{0301}", "\u{10FFFF}"])),
        1 => around(one(&["\u{0085}", "\u{000B}", "\u{000C}", "\0", "\t"])),
        1 => run(character(), length([8, 16])),
    ]
}

#[test]
fn secrets_are_accepted_and_refused_often() {
    both_often(&secrets(), SECRET);
}

#[test]
fn a_secret_is_accepted_exactly_if_the_pattern_accepts_it() {
    let reference = Reference::to(SECRET);
    proptest!(ProptestConfig::with_cases(4096), |(text in secrets())| {
        let accepted = reference.accepts(&text);
        prop_assert_eq!(RegistrySecret::check(&text).is_ok(), accepted);
        let parsed = RegistrySecret::parse(&text).ok();
        prop_assert_eq!(parsed.as_ref().map(RegistrySecret::expose), accepted.then_some(&*text));
        let taken = RegistrySecret::take(Zeroizing::new(text.as_str().into())).ok();
        prop_assert_eq!(taken.as_ref().map(RegistrySecret::expose), accepted.then_some(&*text));
    });
}

#[test]
fn every_character_is_allowed_in_a_secret_exactly_if_the_pattern_allows_it() {
    let reference = Reference::to(SECRET);
    // All of the first plane, and a part of the others, where no character is like a line's end.
    let others = ('\u{10000}'..=char::MAX).step_by(101);
    for character in ('\0'..='\u{FFFF}').chain(others) {
        let text = format!("1234{character}678");
        assert_eq!(
            RegistrySecret::check(&text).is_ok(),
            reference.accepts(&text),
            "{:?}",
            character.escape_unicode()
        );
    }
}
