//! Cursors as callers may write them. `PROPTEST_CASES=200000` tries so many.

use proptest::{collection::vec, prelude::*};

use super::*;

/// The cursor that was taken apart into this.
fn put_together((place, mac): &(Place, CursorMac)) -> String {
    let parts = [
        &[FORMAT][..],
        &mac.pepper.to_be_bytes(),
        &[place.sort],
        &place.value,
        place.id.as_bytes(),
        &mac.mac,
    ];
    URL_SAFE_NO_PAD.encode(parts.concat())
}

proptest! {
    #[test]
    fn any_text_is_refused_or_read_as_it_stands(text in ".{0,200}") {
        let read = parse(&text);
        prop_assert!(read.is_none_or(|read| put_together(&read) == text));
    }

    #[test]
    fn any_bytes_are_refused_or_read_as_they_stand(
        format in prop_oneof![3 => Just(FORMAT), 1 => any::<u8>()],
        rest in vec(any::<u8>(), 0..900),
    ) {
        let cursor = URL_SAFE_NO_PAD.encode([&[format][..], &rest].concat());
        let read = parse(&cursor);
        let least = size_of::<u32>() + 1 + size_of::<Uuid>() + 16;
        let has_form = format == FORMAT && rest.len() >= least && cursor.len() <= MAX_LENGTH;
        prop_assert_eq!(read.is_some(), has_form);
        prop_assert!(read.is_none_or(|read| put_together(&read) == cursor));
    }
}
