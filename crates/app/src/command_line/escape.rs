/// The text with every character that could fool a terminal's reader written out: control characters, and those that
/// turn the direction of writing.
pub(super) fn escape(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut safe, character| {
            if fools(character) {
                safe.extend(character.escape_unicode());
            } else {
                safe.push(character);
            }
            safe
        })
}

/// The same for several lines.
pub(super) fn escape_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(escape).collect();
    lines.join("\n")
}

fn fools(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_the_cursor_or_turns_the_writing_is_written_out() {
        assert_eq!(escape("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(escape("\u{202e}gro.live"), "\\u{202e}gro.live");
    }

    #[test]
    fn every_other_character_stays() {
        assert_eq!(escape("Zürich 🔑 العربية"), "Zürich 🔑 العربية");
    }
}
