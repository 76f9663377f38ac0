//! Query parameters, read as strictly as bodies: what is repeated, unknown or malformed is refused by name.

use std::{borrow::Cow, collections::BTreeMap, ops::RangeInclusive};

use actix_web::HttpRequest;
use percent_encoding::percent_decode_str;

use super::{
    name,
    problem::{Code, FieldError, Problem},
};

/// The parameters of a query, taken out one by one.
pub(super) struct Query {
    sent: BTreeMap<String, Result<String, Broken>>,
    errors: Vec<FieldError>,
}

/// Why a parameter has no value: the code of the rule and its words.
type Broken = (&'static str, &'static str);

const REPEATED: Broken = ("repeated_parameter", "must be given once");
const NOT_TEXT: Broken = ("invalid_parameter", "must be UTF-8, percent-encoded");

impl Query {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let mut sent = BTreeMap::new();
        let pairs = request.query_string().split('&');
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            // What is no text is no name of ours, either.
            let name = decoded(name).unwrap_or_default();
            let value = decoded(value).ok_or(NOT_TEXT);
            sent.entry(name)
                .and_modify(|value| *value = Err(REPEATED))
                .or_insert(value);
        }
        let errors = Vec::new();
        Self { sent, errors }
    }

    /// A parameter that was sent, if the rule holds for it.
    pub(super) fn take<T>(
        &mut self,
        name: &'static str,
        rule: impl FnOnce(&str) -> Result<T, Cow<'static, str>>,
    ) -> Option<T> {
        let value = self.sent.remove(name)?;
        let error = match value {
            Ok(text) => match rule(&text) {
                Ok(value) => return Some(value),
                Err(detail) => FieldError::at_parameter(name, "invalid_parameter", detail),
            },
            Err((code, detail)) => FieldError::at_parameter(name, code, detail),
        };
        self.errors.push(error);
        None
    }

    /// Whether everything that was sent was taken, and well-formed. A route without parameters only asks this.
    pub(super) fn finish(mut self) -> Result<(), Problem> {
        let unknown = self.sent.keys().take(name::MAX_TOLD).map(|name| {
            FieldError::at_parameter(
                name,
                "unknown_parameter",
                "is not a parameter of this route",
            )
        });
        self.errors.extend(unknown);
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::of_fields(Code::QueryInvalid, self.errors))
        }
    }
}

/// The text that is meant, if every escape is one and all of it is UTF-8.
fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    let mut escapes = spaced.split('%').skip(1).map(str::as_bytes);
    let whole = escapes.all(|escape| {
        escape
            .iter()
            .take(2)
            .filter(|it| it.is_ascii_hexdigit())
            .count()
            == 2
    });
    let text = percent_decode_str(&spaced).decode_utf8().ok()?;
    whole.then(|| text.into_owned())
}

/// The rule of whole numbers between two bounds.
pub(super) fn whole_number(
    bounds: RangeInclusive<u32>,
) -> impl FnOnce(&str) -> Result<u32, Cow<'static, str>> {
    move |text| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        number.filter(|_| digits).ok_or_else(|| {
            let (least, most) = (bounds.start(), bounds.end());
            format!("must be a whole number from {least} to {most}").into()
        })
    }
}

/// The rule of one of some words, each of which stands for a value.
pub(super) fn one_of<T: Copy>(
    words: &'static [(&'static str, T)],
) -> impl FnOnce(&str) -> Result<T, Cow<'static, str>> {
    move |text| {
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            format!("must be one of {}", words.join(", ")).into()
        })
    }
}
