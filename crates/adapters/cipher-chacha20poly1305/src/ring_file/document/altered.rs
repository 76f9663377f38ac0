//! Key rings of any text: each is read or refused, and no refusal tells of a key. `PROPTEST_CASES=200000` tries so many.

use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

proptest! {
    #[test]
    fn a_fresh_ring_is_read_back_as_it_was(seed in any::<u64>(), more in 0..5_usize) {
        let mut random = random(seed);
        let mut document = Document::fresh(Timestamp::MIN, &mut random);
        for _ in 0..more {
            document.add(RingKeyKind::Pepper, Timestamp::MAX, &mut random);
        }
        let text = document.to_json();
        let again = Document::parse(&text).unwrap();
        prop_assert_eq!(again.to_json(), text);
        prop_assert!(again.into_ring().is_ok());
    }

    #[test]
    fn any_bytes_are_refused(bytes in vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes).is_err());
    }

    #[test]
    fn a_ring_with_changes_is_read_or_refused_without_a_word_of_a_key(
        seed in any::<u64>(),
        changes in vec((any::<Index>(), any::<Index>(), piece()), 1..6),
    ) {
        let good = Document::fresh(Timestamp::MIN, random(seed)).to_json();
        let mut text = good.to_vec();
        for (from, to, piece) in changes {
            let from = from.index(text.len() + 1);
            // Most changes are short.
            let to = text.len().min(from + to.index(100) * to.index(10));
            text.splice(from..to, piece.into_bytes());
        }
        if let Err(refusal) = read(&text) {
            let told = format!("{refusal} {refusal:?}");
            let keys: Document = serde_json::from_slice(&good).unwrap();
            for key in keys.keys.iter().map(|entry| entry.key.decode().unwrap()) {
                let key = KeyText::encode(&key);
                let key = serde_json::to_string(&key).unwrap();
                let parts = key.as_bytes().windows(8);
                let mut parts = parts.map(|part| str::from_utf8(part).unwrap());
                prop_assert!(!parts.any(|part| told.contains(part)), "{}", told);
            }
        }
    }
}

fn read(text: &[u8]) -> Result<(), InvalidRing> {
    Document::parse(text)?.into_ring().map(drop)
}

/// What may stand in a ring, or is hard to read there.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "",
        "\"",
        "\\u0041",
        "\\ud800",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "1e9",
        "-1",
        "4294967296",
        "secret",
        "pepper",
        "audit",
        "active",
        "decrypt-only",
        "disabled",
        "\"format\": 2",
        "\"id\": 1,",
        "=",
        "+",
        "/",
        "\u{feff}",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => ".{0,8}"]
}

/// Bytes that follow from a seed.
fn random(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut state = seed;
    move |bytes| {
        for byte in bytes {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = state.to_be_bytes()[0];
        }
    }
}
