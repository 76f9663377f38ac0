//! Names that a caller made up. They are told again so that a typo can be found, but only while they look like names: a
//! secret that was sent in the place of one must not come back.

/// The name, if it looks like one.
pub(super) fn shown(name: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    ((1..=MAX_LENGTH).contains(&name.len()) && name.bytes().all(plain)).then_some(name)
}

/// So many unknown names are told of; a body could hold thousands.
pub(super) const MAX_TOLD: usize = 20;

const MAX_LENGTH: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_name_is_shown_and_a_key_or_sentence_is_not() {
        assert_eq!(shown("secert"), Some("secert"));
        let key = format!("plk_{}", "a".repeat(55));
        for other in ["", "two words", "\u{202e}", key.as_str()] {
            assert_eq!(shown(other), None, "{other}");
        }
    }
}
