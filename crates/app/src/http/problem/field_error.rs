use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::name;

/// One broken rule, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    #[serde(flatten)]
    place: Place,
    /// The stable code of the rule.
    #[schema(value_type = String, example = "username_pattern")]
    code: Cow<'static, str>,
    /// The rule in words.
    #[schema(value_type = String, example = "must start and end with a letter or digit")]
    detail: Cow<'static, str>,
}

/// Where in the request a rule is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Place {
    /// A member of the body, as a JSON pointer (RFC 6901).
    #[schema(example = "/username")]
    Pointer(String),
    /// A parameter of the query.
    #[schema(example = "limit")]
    Parameter(String),
}

impl FieldError {
    /// At a member of the body.
    pub(crate) fn at_member(
        name: &str,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        // What does not look like a name is told of at the whole body.
        let pointer = name::shown(name).map(|name| format!("/{name}"));
        Self::at(Place::Pointer(pointer.unwrap_or_default()), code, detail)
    }

    /// At a parameter of the query.
    pub(crate) fn at_parameter(
        name: &str,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        let name = name::shown(name).unwrap_or("?");
        Self::at(Place::Parameter(name.to_owned()), code, detail)
    }

    fn at(
        place: Place,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            place,
            code: code.into(),
            detail: detail.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_pointed_at() {
        let error = FieldError::at_member("secert", "unknown_member", "is not a member");
        assert_eq!(error.place, Place::Pointer("/secert".into()));
    }

    #[test]
    fn what_does_not_look_like_a_name_is_not_told_again() {
        let error = FieldError::at_member("my secret/~", "unknown_member", "is not a member");
        assert_eq!(error.place, Place::Pointer(String::new()));
        let error = FieldError::at_parameter("my secret", "unknown_parameter", "is not one");
        assert_eq!(error.place, Place::Parameter("?".into()));
    }
}
