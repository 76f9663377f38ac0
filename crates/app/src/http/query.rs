//! Query parameters, read as strictly as bodies: what is repeated, unknown or malformed is refused by name.

use std::collections::BTreeMap;

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

    /// A whole number between two bounds, or its default.
    pub(super) fn number(
        &mut self,
        name: &'static str,
        bounds: std::ops::RangeInclusive<u32>,
        default: u32,
        rule: &'static str,
    ) -> u32 {
        let Some(text) = self.sent.remove(name) else {
            return default;
        };
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if digits && bounds.contains(&number) => number,
            _ => {
                let error = FieldError::at_parameter(name, "invalid_parameter", rule);
                self.errors.push(error);
                default
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
