//! Paths of repositories, and what they begin with, against the pattern of the OCI distribution specification.

use proptest::prelude::*;
use pullkey_domain::{credential::PathPrefix, image::RepositoryPath};

use crate::{
    balance::both_often,
    reference::{REPOSITORY, Reference},
};

fn paths() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z0-9]{1,4}",
        3 => prop::sample::select(vec![".", "_", "__", "-", "--", "/"]).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["___", "..", "//", "A", "é", "", "._", "-_"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

#[test]
fn paths_are_accepted_and_refused_often() {
    both_often(&paths(), REPOSITORY);
}

#[test]
fn a_path_is_accepted_exactly_if_the_pattern_accepts_it() {
    let reference = Reference::to(REPOSITORY);
    proptest!(ProptestConfig::with_cases(4096), |(text in paths())| {
        prop_assert_eq!(RepositoryPath::parse(text.as_str()).is_ok(), reference.accepts(&text));
    });
}

#[test]
fn a_prefix_is_accepted_exactly_if_it_is_a_path() {
    let reference = Reference::to(REPOSITORY);
    proptest!(ProptestConfig::with_cases(4096), |(text in paths())| {
        prop_assert_eq!(PathPrefix::parse(text.as_str()).is_ok(), reference.accepts(&text));
    });
}
