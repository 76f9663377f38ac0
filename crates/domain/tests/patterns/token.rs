//! Tokens, against a pattern of ours: the contract has none.

use proptest::prelude::*;
use pullkey_domain::api_key::{ApiKeyHandle, ApiKeyToken};

use crate::{
    reference::{Reference, TOKEN},
    text::changed,
};

/// What a source of randomness with this seed makes.
fn generated(seed: u64) -> ApiKeyToken {
    let mut state = seed;
    ApiKeyToken::generate(|bytes| {
        for byte in bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = state.to_be_bytes()[0];
        }
    })
}

fn tokens() -> impl Strategy<Value = String> {
    any::<u64>().prop_map(|seed| generated(seed).expose().to_owned())
}

#[test]
fn every_generated_token_has_the_form_and_is_read_back() {
    let reference = Reference::to(TOKEN);
    proptest!(|(text in tokens())| {
        prop_assert!(reference.accepts(&text));
        let token = ApiKeyToken::parse(&text).unwrap();
        prop_assert_eq!(token.expose(), &text);
        prop_assert_eq!(token.expose_secret(), &text.as_bytes()[21..53]);
        prop_assert_eq!(ApiKeyHandle::parse(&text[4..20]), Ok(token.handle()));
    });
}

#[test]
fn any_text_is_refused_or_read_as_it_stands() {
    let reference = Reference::to(TOKEN);
    let begun = "\\PC{0,60}|plk_[0-9A-Za-z_]{0,60}|plk_[0-9A-Za-z]{16}_[0-9A-Za-z]{30,44}";
    proptest!(|(text in begun)| {
        if let Ok(token) = ApiKeyToken::parse(&text) {
            prop_assert!(reference.accepts(&text));
            prop_assert_eq!(token.expose(), &text);
        }
    });
}

#[test]
fn a_token_with_a_change_is_refused_unless_the_change_left_it_the_same() {
    let both = tokens().prop_flat_map(|text| (Just(text.clone()), changed(Just(text))));
    proptest!(ProptestConfig::with_cases(4096), |((text, changed) in both)| {
        prop_assert_eq!(ApiKeyToken::parse(&changed).is_ok(), changed == text);
    });
}

#[test]
fn a_token_with_two_changes_is_refused_unless_they_undo_each_other() {
    let both = tokens().prop_flat_map(|text| (Just(text.clone()), changed(changed(Just(text)))));
    proptest!(ProptestConfig::with_cases(4096), |((text, changed) in both)| {
        prop_assert_eq!(ApiKeyToken::parse(&changed).is_ok(), changed == text);
    });
}
