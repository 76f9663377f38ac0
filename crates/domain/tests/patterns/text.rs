//! Texts that look for the difference between two readers of one pattern.

use proptest::{collection::vec, prelude::*, sample::select, strategy::Union};

// What readers of a pattern disagree about.
const LINE_ENDS: &str = "\n\r\u{0085}\u{2028}\u{2029}\u{000B}\u{000C}";
const UNSEEN: &str = "\0\t \u{007F}\u{0080}\u{00A0}\u{200D}\u{0301}\u{FEFF}";
const OUTERMOST: &str = "\u{D7FF}\u{E000}\u{FFFD}\u{FFFF}\u{10000}\u{10FFFF}";
const DIGITS_ELSEWHERE: &str = "٣३３²½Ⅷ𝟙";
const LETTERS_ELSEWHERE: &str = "ＡｚКТΖéßİſ\u{212A}𝐀🔑";
const MARKS_ELSEWHERE: &str = "．․＿‐−－：";
const BESIDE_THE_ALLOWED: &str = "-_.,/:;@[`{+%\"\\09AFGZafgzT";
const SEVERAL: &[&str] = &["\r\n", "e\u{0301}", "👩\u{200D}💻", "🇩🇪"];

/// A character, or several that belong together.
pub(crate) fn character() -> impl Strategy<Value = String> {
    let one_of = |characters: &str| select(characters.chars().collect::<Vec<_>>());
    let one = prop_oneof![
        3 => one_of(LINE_ENDS),
        2 => one_of(UNSEEN),
        1 => one_of(OUTERMOST),
        2 => one_of(DIGITS_ELSEWHERE),
        2 => one_of(LETTERS_ELSEWHERE),
        1 => one_of(MARKS_ELSEWHERE),
        4 => one_of(BESIDE_THE_ALLOWED),
        4 => proptest::char::range(' ', '~'),
        1 => any::<char>(),
    ];
    prop_oneof![19 => one.prop_map(String::from), 1 => select(SEVERAL).prop_map(String::from)]
}

/// Characters without any order.
pub(crate) fn noise(characters: usize) -> impl Strategy<Value = String> {
    vec(character(), 0..=characters).prop_map(|parts| parts.concat())
}

/// A number of characters around one of the bounds, or well between them.
pub(crate) fn length(bounds: [usize; 2]) -> impl Strategy<Value = usize> {
    let near = |bound: usize| bound.saturating_sub(2)..=bound + 2;
    prop_oneof![near(bounds[0]), near(bounds[1]), bounds[0]..=bounds[1]]
}

/// As many of these characters as `length` says.
pub(crate) fn run(
    characters: impl Strategy<Value = String> + 'static,
    length: impl Strategy<Value = usize>,
) -> impl Strategy<Value = String> {
    let characters = characters.boxed();
    length
        .prop_flat_map(move |length| vec(characters.clone(), length))
        .prop_map(|parts| parts.concat())
}

/// Mostly texts near to what is valid: themselves, or with one or two changes; besides them noise.
pub(crate) fn around(
    valid: impl Strategy<Value = String> + 'static,
) -> impl Strategy<Value = String> {
    let valid = valid.boxed();
    Union::new_weighted(vec![
        (3, valid.clone()),
        (2, changed(valid.clone()).boxed()),
        (1, changed(changed(valid)).boxed()),
        (1, noise(12).boxed()),
    ])
}

/// A text with one change.
pub(crate) fn changed(text: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (text, change(), any::<prop::sample::Index>()).prop_map(|(text, change, at)| {
        let mut characters: Vec<String> = text.chars().map(String::from).collect();
        let last = characters.len();
        let at = match change {
            Change::Append(_) => last,
            Change::Insert(_) => at.index(last + 1),
            _ if last == 0 => return text,
            _ => at.index(last),
        };
        match change {
            Change::Append(other) | Change::Insert(other) => characters.insert(at, other),
            Change::Replace(other) => characters[at] = other,
            Change::Delete => drop(characters.remove(at)),
            Change::SwapCase => characters[at] = other_case(&characters[at]),
            Change::Exchange => characters.swap(at, last - 1),
        }
        characters.concat()
    })
}

#[derive(Debug, Clone)]
enum Change {
    Append(String),
    Insert(String),
    Replace(String),
    Delete,
    SwapCase,
    Exchange,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        character().prop_map(Change::Append),
        character().prop_map(Change::Insert),
        character().prop_map(Change::Replace),
        Just(Change::Delete),
        Just(Change::SwapCase),
        Just(Change::Exchange),
    ]
}

fn other_case(character: &str) -> String {
    let upper = character.to_uppercase();
    if upper == character {
        character.to_lowercase()
    } else {
        upper
    }
}
