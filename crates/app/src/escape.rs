//! Text that is shown to people, with whatever could fool them written out.

use std::{
    fmt::Display,
    io::{self, Write},
};

/// The text with every character that could fool a terminal's reader written out: control characters, and those that
/// turn the direction of writing.
pub(crate) fn escape(text: &str) -> String {
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
pub(crate) fn escape_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(escape).collect();
    lines.join("\n")
}

/// The text as one word of a shell, whatever is in it; also within `$( )`, where quotes begin anew.
pub(crate) fn shell_word(text: impl Display) -> String {
    let text = text.to_string();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

/// Writes lines on, each escaped but for its end: a value in it can make no line of its own.
pub(crate) struct EscapedLines<W>(pub(crate) W);

impl<W: Write> Write for EscapedLines<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        match text.strip_suffix('\n') {
            Some(text) => writeln!(self.0, "{}", escape(text))?,
            None => write!(self.0, "{}", escape(&text))?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn fools(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
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

    #[test]
    fn a_text_with_quotes_and_blanks_stays_one_word_and_a_plain_one_as_it_is() {
        assert_eq!(shell_word("/it's here/key"), r"'/it'\''s here/key'");
        assert_eq!(shell_word("/usr/bin/pullkey"), "/usr/bin/pullkey");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn a_value_in_a_line_makes_no_line_of_its_own() {
        let mut lines = EscapedLines(Vec::new());
        lines
            .write_all("é \u{202e}\u{1b}[2J\nforged\n".as_bytes())
            .unwrap();
        let written = String::from_utf8(lines.0).unwrap();
        assert_eq!(written, "é \\u{202e}\\u{1b}[2J\\u{a}forged\n");
    }
}
