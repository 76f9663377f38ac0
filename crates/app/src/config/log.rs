//! The settings of the log.

use tracing_subscriber::filter::{LevelFilter, Targets};

use super::error::Rule;

/// How a log line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text at a terminal, JSON elsewhere.
    Auto,
    /// A line for people.
    Text,
    /// An object for machines.
    Json,
}

impl LogFormat {
    /// Whether lines are JSON, when the log does or does not go to a terminal.
    pub fn is_json(self, at_terminal: bool) -> bool {
        match self {
            Self::Auto => !at_terminal,
            Self::Text => false,
            Self::Json => true,
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Rule> {
        match text {
            "auto" => Ok(Self::Auto),
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(Rule::Choice),
        }
    }
}

/// Reads a level for everything, `TARGET=LEVEL` for single parts, or a list of both.
///
/// The parser of `Targets` takes a lone word that is no level for a target, so that `log = "inof"` would
/// silence everything but a part called "inof". Here it is refused.
pub(super) fn targets(text: &str) -> Result<Targets, Rule> {
    text.split(',').try_fold(Targets::new(), |targets, part| {
        match part.trim().split_once('=') {
            None => Ok(targets.with_default(level(part)?)),
            Some((target, _)) if !is_target(target) => Err(Rule::Level),
            Some((target, name)) => Ok(targets.with_target(target, level(name)?)),
        }
    })
}

fn level(name: &str) -> Result<LevelFilter, Rule> {
    match name.trim().to_ascii_lowercase().as_str() {
        "off" => Ok(LevelFilter::OFF),
        "error" => Ok(LevelFilter::ERROR),
        "warn" => Ok(LevelFilter::WARN),
        "info" => Ok(LevelFilter::INFO),
        "debug" => Ok(LevelFilter::DEBUG),
        "trace" => Ok(LevelFilter::TRACE),
        _ => Err(Rule::Level),
    }
}

fn is_target(name: &str) -> bool {
    let fits = |character: char| character.is_ascii_alphanumeric() || "_-:.".contains(character);
    !name.is_empty() && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::filter::Targets;

    use super::{LogFormat, Rule, targets};

    #[test]
    fn a_list_of_directives_means_what_tracing_says_it_means() {
        for text in [
            "off",
            "WARN",
            "info,pullkey=debug",
            "actix_http::h1=trace,error",
        ] {
            assert_eq!(targets(text).ok(), text.parse::<Targets>().ok(), "{text}");
        }
    }

    #[test]
    fn spaces_around_the_parts_of_a_list_do_not_matter() {
        assert_eq!(
            targets("info, pullkey=debug"),
            targets("info,pullkey=debug")
        );
    }

    #[test]
    fn what_is_not_a_level_is_refused_and_not_taken_for_a_target() {
        for text in ["inof", "3", "info,", "pullkey=loud", "=info", "a[{b}]=info"] {
            assert_eq!(targets(text), Err(Rule::Level), "{text}");
        }
    }

    #[test]
    fn auto_is_text_at_a_terminal_and_json_elsewhere() {
        assert_eq!(
            [true, false].map(|at| LogFormat::Auto.is_json(at)),
            [false, true]
        );
    }

    #[test]
    fn a_format_that_was_asked_for_holds_everywhere() {
        assert!([true, false].iter().all(|at| LogFormat::Json.is_json(*at)));
        assert!(![true, false].iter().any(|at| LogFormat::Text.is_json(*at)));
    }

    #[test]
    fn an_unknown_format_is_refused() {
        assert_eq!(LogFormat::parse("xml"), Err(Rule::Choice));
    }
}
