//! Query parameters, read as strictly as bodies: what is repeated, unknown or malformed is refused by name.

use std::{borrow::Cow, collections::BTreeMap, ops::RangeInclusive};

use actix_web::HttpRequest;

use super::{
    name,
    problem::{Code, FieldError, Problem},
};

/// The parameters of a query, taken out one by one.
pub(super) struct Query {
    sent: BTreeMap<String, String>,
    errors: Vec<FieldError>,
}

impl Query {
    pub(super) fn of(request: &HttpRequest) -> Self {
        let mut sent = BTreeMap::new();
        let mut errors = Vec::new();
        let text = request.query_string().as_bytes();
        for (name, value) in form_urlencoded::parse(text).into_owned() {
            if sent.contains_key(&name) {
                errors.push(FieldError::at_parameter(
                    &name,
                    "repeated_parameter",
                    "must be given once",
                ));
            }
            sent.insert(name, value);
        }
        Self { sent, errors }
    }

    /// A parameter that was sent, if the rule holds for it.
    pub(super) fn take<T>(
        &mut self,
        name: &'static str,
        rule: impl FnOnce(&str) -> Result<T, Cow<'static, str>>,
    ) -> Option<T> {
        let text = self.sent.remove(name)?;
        match rule(&text) {
            Ok(value) => Some(value),
            Err(detail) => {
                let error = FieldError::at_parameter(name, "invalid_parameter", detail);
                self.errors.push(error);
                None
            }
        }
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
