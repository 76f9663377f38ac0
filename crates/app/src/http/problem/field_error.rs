use std::borrow::Cow;

use serde::Serialize;
use utoipa::ToSchema;

use crate::http::name;

/// One broken rule, and where: at a `pointer` or a `parameter`.
// One flat object: generators of clients refuse a choice of objects within it, and drop every problem with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// The member of the body, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, example = "/username")]
    pointer: Option<String>,
    /// The parameter of the query.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, example = "limit")]
    parameter: Option<String>,
    /// The stable code of the rule.
    #[schema(value_type = String, example = "username_pattern")]
    code: Cow<'static, str>,
    /// The rule in words.
    #[schema(value_type = String, example = "must start and end with a letter or digit")]
    detail: Cow<'static, str>,
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
        Self::at_pointer(pointer.unwrap_or_default(), code, detail)
    }

    /// At a place in the body. Every name in it must look like one.
    pub(crate) fn at_pointer(
        pointer: String,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pointer: Some(pointer),
            parameter: None,
            code: code.into(),
            detail: detail.into(),
        }
    }

    /// At a parameter of the query.
    pub(crate) fn at_parameter(
        name: &str,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            pointer: None,
            parameter: Some(name::shown(name).unwrap_or("?").to_owned()),
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
        assert_eq!(error.pointer.as_deref(), Some("/secert"));
    }

    #[test]
    fn what_does_not_look_like_a_name_is_not_told_again() {
        let error = FieldError::at_member("my secret/~", "unknown_member", "is not a member");
        assert_eq!(error.pointer.as_deref(), Some(""));
        let error = FieldError::at_parameter("my secret", "unknown_parameter", "is not one");
        assert_eq!(error.parameter.as_deref(), Some("?"));
    }
}
