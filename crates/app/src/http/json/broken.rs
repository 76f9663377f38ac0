//! Broken rules, on their way through the validator, whose own errors would carry what was sent.

use std::borrow::Cow;

use validator::{ValidationError, ValidationErrors};

use crate::http::problem::FieldError;

/// A broken rule of a member: where in it, its code and its words.
#[derive(Debug, Clone)]
pub(crate) struct Broken {
    /// The rest of the JSON pointer, below the member; empty if it is about all of it.
    place: String,
    code: Cow<'static, str>,
    detail: Cow<'static, str>,
}

impl Broken {
    /// About all of the member.
    pub(crate) fn rule(
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            place: String::new(),
            code: code.into(),
            detail: detail.into(),
        }
    }

    /// It must be there and is not.
    pub(crate) fn missing() -> Self {
        Self::rule("missing", "must be given")
    }

    /// The same, about what stands in this place below.
    pub(crate) fn below(mut self, place: &str) -> Self {
        self.place.insert_str(0, place);
        self
    }

    /// As a caller is told of it, whose body this is in.
    pub(crate) fn in_body(self) -> FieldError {
        FieldError::at_pointer(self.place, self.code, self.detail)
    }
}

/// Where the validator's errors carry the place.
const PLACE: &str = "place";

/// The validator's answer about a member.
pub(super) fn told(broken: Vec<Broken>) -> Result<(), ValidationErrors> {
    if broken.is_empty() {
        return Ok(());
    }
    let mut errors = ValidationErrors::new();
    for Broken {
        place,
        code,
        detail,
    } in broken
    {
        let mut error = ValidationError::new("").with_message(detail);
        error.code = code;
        error.add_param(PLACE.into(), &place);
        errors.add("", error);
    }
    Err(errors)
}

/// What was told, out of one of the validator's errors.
pub(super) fn heard(error: ValidationError) -> Broken {
    let place = error.params.get(PLACE).and_then(|place| place.as_str());
    Broken {
        place: place.unwrap_or_default().to_owned(),
        code: error.code,
        detail: error.message.unwrap_or_default(),
    }
}
