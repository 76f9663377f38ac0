//! What is answered to whoever makes and changes API keys.

use actix_web::http::header::{self, HeaderValue};
use pullkey_domain::{
    api_key::{Escalation, ExpiryInPast},
    id::ApiKeyId,
};
use pullkey_use_cases::{ChangeApiKeyError, CreateApiKeyError, LostAuthority, RotateApiKeyError};

use crate::http::{
    api_keys,
    problem::{Code, FieldError, Problem},
};

impl Problem {
    /// The company has no such API key.
    pub(crate) fn api_key_not_found() -> Self {
        let detail = "this company has no API key of this id";
        Self::new(Code::ApiKeyNotFound, detail)
    }

    fn already_issued(id: ApiKeyId) -> Self {
        let detail = format!("the token of the API key {id} was given out before");
        let problem = Self::new(Code::TokenAlreadyIssued, detail);
        match HeaderValue::from_str(&api_keys::path_to(id)) {
            Ok(path) => problem.with_header(header::LOCATION, path),
            Err(_) => problem,
        }
    }
}

impl From<CreateApiKeyError> for Problem {
    fn from(error: CreateApiKeyError) -> Self {
        match error {
            CreateApiKeyError::Authority(lost) => lost.into(),
            CreateApiKeyError::Conflict => Self::new(
                Code::EditConflict,
                "others changed the API key of this request each time in between; no key was made",
            ),
            CreateApiKeyError::ExpiryInPast(rule) => rule.into(),
            CreateApiKeyError::Escalation(escalation) => escalation.into(),
            CreateApiKeyError::AlreadyIssued(id) => Self::already_issued(id),
            CreateApiKeyError::Repeat(error) => error.into(),
            CreateApiKeyError::Insert(error) => error.into(),
        }
    }
}

impl From<RotateApiKeyError> for Problem {
    fn from(error: RotateApiKeyError) -> Self {
        match error {
            RotateApiKeyError::Change(error) => error.into(),
            RotateApiKeyError::AlreadyIssued(id) => Self::already_issued(id),
            RotateApiKeyError::Repeat(error) => error.into(),
        }
    }
}

impl From<ChangeApiKeyError> for Problem {
    fn from(error: ChangeApiKeyError) -> Self {
        match error {
            ChangeApiKeyError::NotFound => Self::api_key_not_found(),
            ChangeApiKeyError::Authority(lost) => lost.into(),
            ChangeApiKeyError::Conflict => Self::new(
                Code::EditConflict,
                "others changed the API key each time in between; nothing was changed",
            ),
            ChangeApiKeyError::ExpiryInPast(rule) => rule.into(),
            ChangeApiKeyError::Escalation(escalation) => escalation.into(),
            ChangeApiKeyError::LastManagingKey => Self::new(
                Code::LastManagingKey,
                "no other key of the company could make keys; nothing was changed",
            ),
            ChangeApiKeyError::Altered(_) => Self::internal(error),
            ChangeApiKeyError::Pepper(unusable) => unusable.into(),
            ChangeApiKeyError::Store(error) => error.into(),
        }
    }
}

impl From<LostAuthority> for Problem {
    fn from(lost: LostAuthority) -> Self {
        match lost {
            LostAuthority::Refused => Self::unauthorized(),
            LostAuthority::Lacks(permission) => Self::lacks(permission),
            LostAuthority::Pepper(unusable) => unusable.into(),
            LostAuthority::Store(error) => error.into(),
        }
    }
}

impl From<ExpiryInPast> for Problem {
    fn from(rule: ExpiryInPast) -> Self {
        let error = FieldError::at_member("expired_at", rule.code(), rule.to_string());
        Self::of_fields(Code::ValidationFailed, vec![error])
    }
}

impl From<Escalation> for Problem {
    fn from(escalation: Escalation) -> Self {
        Self::new(Code::EscalationDenied, escalation.to_string())
    }
}
