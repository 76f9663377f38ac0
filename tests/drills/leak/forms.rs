//! The forms in which a secret could slip out.

use std::collections::BTreeSet;

use base64::{
    Engine,
    prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use pullkey_tests::hex;

/// How a secret is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As it is. What stands around a core is escaped in URLs and JSON, the core itself is not.
    Plain,
    /// One half of it, as what was overwritten in part is.
    Half,
    /// Escaped to the last character, in a URL or in JSON.
    Escaped,
    /// Of itself, or of something that it is a part of.
    Base64,
    Hex,
    /// As a list of numbers, as `Debug` and JSON write bytes.
    Numbers,
}

impl Form {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Plain => "as it is",
            Self::Half => "one half",
            Self::Escaped => "escaped",
            Self::Base64 => "in base64",
            Self::Hex => "in hex",
            Self::Numbers => "as numbers",
        }
    }
}

/// All forms of these bytes.
pub(super) fn forms(core: &[u8]) -> Vec<(Form, Vec<u8>)> {
    let mut all = BTreeSet::from([(Form::Plain, core.to_vec())]);
    let (first, second) = core.split_at(core.len() / 2);
    all.extend([first, second].map(|half| (Form::Half, half.to_vec())));
    let mut add = |form, text: String| all.insert((form, text.into_bytes()));
    let each = |write: fn(u8) -> String, between: &str| {
        let written: Vec<_> = core.iter().map(|byte| write(*byte)).collect();
        written.join(between)
    };
    add(Form::Escaped, each(|byte| format!("%{byte:02X}"), ""));
    add(Form::Escaped, each(|byte| format!("%{byte:02x}"), ""));
    add(Form::Escaped, each(|byte| format!("\\u{byte:04x}"), ""));
    add(Form::Hex, hex(core));
    add(Form::Hex, hex(core).to_uppercase());
    for between in [",", ", "] {
        add(Form::Numbers, each(|byte| byte.to_string(), between));
    }
    for before in 0..3 {
        for engine in [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD] {
            add(Form::Base64, base64_within(core, before, &engine));
        }
    }
    all.into_iter().collect()
}

/// What does not depend on what stands before and behind, where so many bytes stand before in the first group of three.
fn base64_within(core: &[u8], before: usize, engine: &impl Engine) -> String {
    let encoded = engine.encode([&vec![0; before], core].concat());
    let digits = (before + core.len()) * 8 / 6;
    let shared = (before * 8).div_ceil(6);
    encoded[shared..digits].to_owned()
}

#[cfg(test)]
mod tests {
    use base64::prelude::BASE64_STANDARD;

    use super::*;

    fn of(form: Form, core: &str) -> Vec<String> {
        let all = forms(core.as_bytes()).into_iter();
        let those = all.filter(|(it, _)| *it == form);
        those
            .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
            .collect()
    }

    #[test]
    fn base64_is_found_whatever_it_is_a_part_of() {
        let found = of(Form::Base64, "canary7f3a9c");
        for before in ["", "u", "u:", "us:", "user:"] {
            for behind in ["", "\"", "\"}"] {
                let whole = BASE64_STANDARD.encode(format!("{before}canary7f3a9c{behind}"));
                let hit = found.iter().any(|part| whole.contains(part.as_str()));
                assert!(hit, "{before}…{behind}");
            }
        }
        assert!(found.iter().all(|part| part.len() >= 15), "{found:?}");
    }

    #[test]
    fn both_alphabets_of_base64_are_known() {
        let found = forms(&[0xff; 9]);
        for text in ["////////////", "____________"] {
            assert!(found.contains(&(Form::Base64, text.into())), "{text}");
        }
    }

    #[test]
    fn the_other_forms_are_those_that_programs_write() {
        assert_eq!(of(Form::Plain, "az"), ["az"]);
        assert_eq!(of(Form::Hex, "Nz"), ["4E7A", "4e7a"]);
        assert_eq!(
            of(Form::Escaped, "Nz"),
            ["%4E%7A", "%4e%7a", "\\u004e\\u007a"]
        );
        assert_eq!(of(Form::Numbers, "az"), ["97, 122", "97,122"]);
        let debug = format!("{:?}", b"az");
        assert!(debug.contains("97, 122"), "{debug}");
    }
}
