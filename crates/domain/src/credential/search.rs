/// A text that is looked for in names and user names, without regard to case: 1 to 100 characters, any but NUL.
///
/// ```
/// use pullkey_domain::credential::SearchText;
///
/// let search = SearchText::parse("HUB").unwrap();
/// assert!(search.is_in("My Docker Hub"));
/// assert!(!search.is_in("GitHu"));
/// assert!(SearchText::parse("").is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SearchText(Box<str>);

/// Not a [`SearchText`].
///
/// ```
/// use pullkey_domain::credential::{InvalidSearchText, SearchText};
///
/// assert_eq!(SearchText::parse("x".repeat(101).as_str()), Err(InvalidSearchText));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 100 characters, none of them U+0000")]
pub struct InvalidSearchText;

const MAX_CHARACTERS: usize = 100;

impl SearchText {
    /// Takes what a caller looks for. No character of it has a meaning of its own: `%` and `_` are plain.
    ///
    /// # Errors
    /// [`InvalidSearchText`] if it is empty, too long, or holds the character U+0000, which no name does.
    pub fn parse(text: &str) -> Result<Self, InvalidSearchText> {
        let length = text.chars().take(MAX_CHARACTERS + 1).count();
        if !(1..=MAX_CHARACTERS).contains(&length) || text.contains('\0') {
            return Err(InvalidSearchText);
        }
        Ok(Self(Self::fold(text).into()))
    }

    /// The text in the form in which it is compared.
    pub fn folded(&self) -> &str {
        &self.0
    }

    /// Whether it stands anywhere in the text.
    pub fn is_in(&self, text: &str) -> bool {
        Self::fold(text).contains(&*self.0)
    }

    /// A text without regard to case: each character in upper case and then in lower case, as some have two lower ones.
    /// What surrounds a character makes no difference, so that a part of a text is always found in the whole.
    pub fn fold(text: &str) -> String {
        if text.is_ascii() {
            // The same, but in a fraction of the time, which counts where many are searched.
            return text.to_ascii_lowercase();
        }
        let upper = text.chars().flat_map(char::to_uppercase);
        upper.flat_map(char::to_lowercase).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_length_is_counted_in_characters() {
        assert!(SearchText::parse(&"🔑".repeat(100)).is_ok());
        let longer = SearchText::parse(&"🔑".repeat(101));
        assert_eq!(longer, Err(InvalidSearchText));
        assert_eq!(SearchText::parse("a\0"), Err(InvalidSearchText));
    }

    #[test]
    fn case_makes_no_difference_in_any_script() {
        for (one, other) in [
            ("ÄÖ", "äö"),
            ("ΟΔΌΣ", "οδός"),
            ("ΚΏΣΤΑΣ", "Κώστας"),
            ("ПРИВЕТ", "привет"),
            ("STRASSE", "Straße"),
        ] {
            for (sought, text) in [(one, other), (other, one)] {
                assert!(SearchText::parse(sought).unwrap().is_in(text), "{sought}");
            }
        }
    }

    #[test]
    fn no_character_stands_for_others() {
        assert!(!SearchText::parse("a%c").unwrap().is_in("abc"));
        assert!(!SearchText::parse("a_c").unwrap().is_in("abc"));
        assert!(
            SearchText::parse("100 %")
                .unwrap()
                .is_in("at 100 % of _all_")
        );
    }

    proptest! {
        #[test]
        fn every_part_of_a_text_is_found_in_it_in_either_case(
            (before, part, after) in ("[^\0]{0,9}", "[^\0]{1,9}", "[^\0]{0,9}")
        ) {
            let text = format!("{before}{part}{after}");
            prop_assert!(SearchText::parse(&part).unwrap().is_in(&text));
            let lower = SearchText::fold(&part);
            if let Ok(lower) = SearchText::parse(&lower) {
                prop_assert!(lower.is_in(&text));
            }
        }
    }
}
