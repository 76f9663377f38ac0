//! Timestamps, against the pattern of the contract.

use proptest::prelude::*;
use pullkey_domain::timestamp::Timestamp;

use crate::{
    balance::both_often,
    reference::{Reference, TIMESTAMP},
    text::around,
};

/// Days and clocks of which some do not exist.
fn timestamps() -> impl Strategy<Value = String> {
    let year = prop_oneof![
        0..=9999,
        prop::sample::select(&[0, 4, 100, 400, 1900, 1970, 2000, 2023, 2024, 2100, 9999][..]),
    ];
    let day = prop_oneof![3 => 1..=28, 2 => 28..=31, 1 => 0..=32];
    let date = (
        year,
        prop_oneof![6 => 1..=12, 1 => 0..=13, 1 => Just(2)],
        day,
    );
    let clock = (
        prop_oneof![6 => 0..=23, 1 => 0..=25],
        prop_oneof![6 => 0..=59, 1 => 0..=61],
    );
    let second =
        prop_oneof![6 => "(:[0-5][0-9](\\.[0-9]{1,12})?)?", 1 => "(:[0-6]?[0-9])?(\\.[0-9]{0,3})?"];
    around(
        (date, clock, second).prop_map(|((year, month, day), (hour, minute), second)| {
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}{second}Z")
        }),
    )
}

fn moments() -> impl Strategy<Value = Timestamp> {
    (Timestamp::MIN.as_millis()..=Timestamp::MAX.as_millis())
        .prop_filter_map("no moment", |millis| Timestamp::from_millis(millis).ok())
}

#[test]
fn timestamps_are_accepted_and_refused_often() {
    both_often(&timestamps(), TIMESTAMP);
}

#[test]
fn a_timestamp_is_accepted_exactly_if_the_pattern_accepts_it() {
    let reference = Reference::to(TIMESTAMP);
    proptest!(ProptestConfig::with_cases(4096), |(text in timestamps())| {
        prop_assert_eq!(Timestamp::parse(&text).is_ok(), reference.accepts(&text));
    });
}

#[test]
fn the_29th_of_february_exists_exactly_in_the_years_of_the_pattern() {
    let reference = Reference::to(TIMESTAMP);
    for year in 0..=9999 {
        let text = format!("{year:04}-02-29T00:00Z");
        assert_eq!(
            Timestamp::parse(&text).is_ok(),
            reference.accepts(&text),
            "{text}"
        );
    }
}

#[test]
fn every_day_of_every_month_exists_exactly_if_the_pattern_accepts_it() {
    let reference = Reference::to(TIMESTAMP);
    for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
        let text = format!("2023-{month:02}-{day:02}T23:59:59.999Z");
        assert_eq!(
            Timestamp::parse(&text).is_ok(),
            reference.accepts(&text),
            "{text}"
        );
    }
}

#[test]
fn what_was_read_is_shown_in_the_pattern_and_read_again_as_the_same_millisecond() {
    let reference = Reference::to(TIMESTAMP);
    proptest!(ProptestConfig::with_cases(2048), |(text in timestamps())| {
        if let Ok(at) = Timestamp::parse(&text) {
            prop_assert!(reference.accepts(&at.to_string()));
            prop_assert_eq!(Timestamp::parse(&at.to_string()), Ok(at));
            let kept = at.to_string();
            prop_assert_eq!(&text[..16], &kept[..16], "date, hour and minute stay");
        }
    });
}

#[test]
fn every_millisecond_is_shown_in_the_pattern_and_read_again_as_itself() {
    let reference = Reference::to(TIMESTAMP);
    proptest!(|(at in moments())| {
        let text = at.to_string();
        prop_assert!(reference.accepts(&text));
        prop_assert_eq!(text.len(), "2025-01-30T00:00:00.000Z".len());
        prop_assert_eq!(text.parse(), Ok(at));
    });
}

#[test]
fn times_are_ordered_as_their_texts_are() {
    let near = (moments(), -2000_i64..2000).prop_map(|(at, by)| {
        let millis = at.as_millis() + by;
        (at, Timestamp::from_millis(millis).unwrap_or(at))
    });
    let pairs = prop_oneof![(moments(), moments()), near];
    proptest!(|((one, other) in pairs)| {
        prop_assert_eq!(one.cmp(&other), one.to_string().cmp(&other.to_string()));
    });
}
