//! Names, against a pattern of ours: the contract gives their length only.

use proptest::prelude::*;
use pullkey_domain::{api_key::ApiKeyName, company::CompanyName, credential::CredentialName};

use crate::{
    balance::both_often,
    reference::{NAME, Reference},
    text::{around, character, length, run},
};

fn names() -> impl Strategy<Value = String> {
    let wide = prop::sample::select(&["🔑", "é", "a", "\n", "\u{0301}"][..]);
    prop_oneof![
        3 => around(run(wide.prop_map(str::to_owned), length([1, 255]))),
        1 => run(prop_oneof![4 => character(), 1 => Just("\0".to_owned())], 0..8_usize),
    ]
}

#[test]
fn names_are_accepted_and_refused_often() {
    both_often(&names(), NAME);
}

#[test]
fn a_name_of_anything_is_accepted_exactly_if_it_is_1_to_255_characters_without_nul() {
    let reference = Reference::to(NAME);
    proptest!(ProptestConfig::with_cases(1024), |(text in names())| {
        let kept = reference.accepts(&text).then_some(text.as_str());
        let credential = CredentialName::parse(text.as_str()).ok();
        prop_assert_eq!(credential.as_ref().map(CredentialName::as_str), kept);
        let company = CompanyName::parse(text.as_str()).ok();
        prop_assert_eq!(company.as_ref().map(CompanyName::as_str), kept);
        let key = ApiKeyName::parse(text.as_str()).ok();
        prop_assert_eq!(key.as_ref().map(ApiKeyName::as_str), kept);
    });
}
