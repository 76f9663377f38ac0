//! Entity tags (RFC 9110): the version of a row as callers see it.

use actix_web::{
    HttpRequest,
    http::header::{self, HeaderValue},
};
use pullkey_domain::version::RowVersion;
use pullkey_use_cases::Precondition;

use super::{problem::Problem, sent};

/// The `ETag` of a row in this version.
pub(super) fn of(version: RowVersion) -> HeaderValue {
    let quoted = format!("\"{}\"", version.as_i64());
    HeaderValue::from_str(&quoted).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// What the caller asks of the row by `If-Match`, on any number of lines.
pub(super) fn precondition(request: &HttpRequest) -> Result<Precondition, Problem> {
    let headers = sent::headers(request);
    let lines = headers.get_all(header::IF_MATCH);
    let lines: Vec<_> = lines.map(HeaderValue::as_bytes).collect();
    if lines.is_empty() {
        return Ok(Precondition::Nothing);
    }
    parse(&lines.join(&b","[..])).ok_or_else(|| {
        Problem::malformed_header(
            "If-Match",
            "must be * or a list of entity tags such as \"7\", as they stand in ETag",
        )
    })
}

/// `*` asks that there is a row, which is found out anyway.
fn parse(value: &[u8]) -> Option<Precondition> {
    if value.trim_ascii() == b"*" {
        return Some(Precondition::Nothing);
    }
    let mut versions = Vec::new();
    let mut tags = 0;
    let mut rest = value;
    loop {
        rest = rest.trim_ascii_start();
        if rest.is_empty() {
            break;
        }
        if let Some(behind) = rest.strip_prefix(b",") {
            rest = behind;
            continue;
        }
        let (weak, opaque, behind) = tag(rest)?;
        tags += 1;
        // Tags that are weak or not of ours are tags, but match nothing.
        versions.extend(version(opaque).filter(|_| !weak));
        rest = behind.trim_ascii_start();
        if !rest.is_empty() && !rest.starts_with(b",") {
            return None;
        }
    }
    (tags > 0).then_some(Precondition::Version(versions))
}

/// Whether the first tag is weak, what stands between its quotes, and what follows it.
fn tag(text: &[u8]) -> Option<(bool, &[u8], &[u8])> {
    let strong = text.strip_prefix(b"W/").unwrap_or(text);
    let quoted = strong.strip_prefix(b"\"")?;
    let end = quoted.iter().position(|byte| *byte == b'"')?;
    let (opaque, behind) = quoted.split_at(end);
    let allowed = |byte: &u8| matches!(byte, 0x21 | 0x23..=0x7e | 0x80..);
    let weak = strong.len() < text.len();
    opaque
        .iter()
        .all(allowed)
        .then_some((weak, opaque, &behind[1..]))
}

/// The version that a tag stands for, if it is written as [`of`] writes it.
fn version(opaque: &[u8]) -> Option<RowVersion> {
    let count = str::from_utf8(opaque).ok()?.parse().ok()?;
    let version = RowVersion::restore(count).ok()?;
    (count.to_string().as_bytes() == opaque).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn versions(value: &str) -> Option<Vec<i64>> {
        match parse(value.as_bytes())? {
            Precondition::Version(versions) => {
                Some(versions.into_iter().map(RowVersion::as_i64).collect())
            }
            Precondition::Nothing => panic!("{value} is a list"),
        }
    }

    #[test]
    fn a_version_is_shown_as_a_strong_tag_that_reads_back() {
        let version = RowVersion::restore(7).unwrap();
        assert_eq!(of(version), "\"7\"");
        assert_eq!(versions("\"7\""), Some(vec![7]));
    }

    #[test]
    fn a_star_asks_for_no_version() {
        assert_eq!(parse(b" * "), Some(Precondition::Nothing));
    }

    #[test]
    fn a_list_may_have_blanks_and_empty_elements() {
        assert_eq!(versions("\"1\", \"2\""), Some(vec![1, 2]));
        assert_eq!(versions(",\t\"1\"  ,, \"3\",\"2\","), Some(vec![1, 3, 2]));
    }

    #[test]
    fn weak_tags_and_those_that_were_never_given_out_match_nothing() {
        for value in [
            "W/\"7\"",
            "\"07\"",
            "\"+7\"",
            "\"\"",
            "\"x\"",
            "\"0\"",
            "\"99999999999999999999\"",
            "\"a,b\"",
        ] {
            assert_eq!(versions(value), Some(vec![]), "{value}");
        }
        assert_eq!(versions("W/\"1\", \"2\""), Some(vec![2]));
    }

    #[test]
    fn what_is_no_list_of_tags_is_refused() {
        for value in [
            "",
            ",",
            "7",
            "\"7",
            "7\"",
            "\"7\" \"8\"",
            "\"7\"x",
            "w/\"7\"",
            "*, \"7\"",
            "\"7\", *",
            "\"a b\"",
            "W/",
        ] {
            assert_eq!(parse(value.as_bytes()), None, "{value}");
        }
    }
}
