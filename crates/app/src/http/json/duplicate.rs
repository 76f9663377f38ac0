use serde::de;

/// Says that a member stands twice, without saying which.
pub(crate) fn member<E: de::Error>() -> E {
    E::custom(DUPLICATE)
}

pub(super) fn is_why(error: &serde_json::Error) -> bool {
    error.is_data() && error.to_string().starts_with(DUPLICATE)
}

const DUPLICATE: &str = "duplicate member";
