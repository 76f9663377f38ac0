mod api_keys;
mod operator;

use std::time::Duration;

use actix_web::http::header::{self, HeaderValue};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::{
    AuthenticationError, ChangeCredentialError, CreateCredentialError, CursorError,
    EditCredentialError, FindCredentialError, InsertError, ListAuditEventsError,
    ListCredentialsError, LoginRejected, OpenCredentialError, RepeatError, StoreError,
    TryLoginError, UnusableKey, VerifyCredentialError,
};

use super::{Code, FieldError, Problem};

/// RFC 6750 asks for a parameter, whichever it is.
const CHALLENGE: HeaderValue = HeaderValue::from_static(r#"Bearer realm="pullkey""#);

impl Problem {
    /// The one answer to whoever is not let in, whatever the reason.
    pub(crate) fn unauthorized() -> Self {
        let detail = "send a valid API key as 'Authorization: Bearer <key>'";
        Self::new(Code::Unauthorized, detail).with_header(header::WWW_AUTHENTICATE, CHALLENGE)
    }

    /// The key may not do this, or not to this credential.
    pub(crate) fn lacks(permission: Permission) -> Self {
        let detail = format!("the API key lacks the permission {permission} for this");
        Self::new(Code::PermissionDenied, detail)
    }

    /// This node's key ring lacks a key that the store was written with.
    pub(crate) fn key_unavailable() -> Self {
        let detail = "this node lacks a key that this needs; repeat later or at another node";
        Self::new(Code::KeyUnavailable, detail).retry_after(5)
    }

    /// The company has used up what it may do in a minute.
    pub(crate) fn rate_limited(limit: u32, seconds: u64) -> Self {
        let detail = format!(
            "this company may make {limit} such requests in a minute, and has made them; nothing was done; repeat it \
             in {seconds} s"
        );
        Self::new(Code::RateLimited, detail).retry_after(seconds)
    }

    /// Others are worked on, and nothing was done for this one.
    pub(crate) fn overloaded(detail: &'static str) -> Self {
        Self::new(Code::Overloaded, detail).retry_after(1)
    }

    /// There is no such path, or nothing of that name under it.
    pub(crate) fn nothing_here() -> Self {
        let detail = "there is nothing at this path; /openapi.json lists what there is";
        Self::new(Code::RouteNotFound, detail)
    }

    /// A header breaks its rule.
    pub(crate) fn malformed_header(name: &'static str, rule: &str) -> Self {
        Self::new(Code::HeaderMalformed, format!("the header {name} {rule}"))
    }

    /// A cursor is not of the list that was asked for.
    pub(crate) fn invalid_cursor(rule: &'static str) -> Self {
        let error = FieldError::at_parameter("cursor", "cursor_invalid", rule);
        Self::of_fields(Code::CursorInvalid, vec![error])
    }

    fn credential_not_found() -> Self {
        let detail = "this company has no credential of this id";
        Self::new(Code::CredentialNotFound, detail)
    }

    /// A member breaks a rule that is known only now.
    fn at_member(name: &str, code: &'static str, rule: &impl ToString) -> Self {
        let error = FieldError::at_member(name, code, rule.to_string());
        Self::of_fields(Code::ValidationFailed, vec![error])
    }

    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::new(
                Code::StoreUnavailable,
                "nothing was written; the request may be repeated",
            )
            .retry_after(1)
            .because(error),
            StoreError::OutcomeUnknown(_) => Self::new(
                Code::OutcomeUnknown,
                "it may have been written: repeat a create with the same Idempotency-Key, else read before you repeat it",
            )
            .retry_after(1)
            .because(error),
            StoreError::Corrupt { .. } | StoreError::Unexpected(_) => Self::internal(error),
        }
    }
}

impl From<InsertError> for Problem {
    fn from(error: InsertError) -> Self {
        match error {
            // Whoever belongs to a company that is gone is not let in any more.
            InsertError::CompanyGone | InsertError::AuthorityStale => Self::unauthorized(),
            InsertError::Store(error) => error.into(),
        }
    }
}

impl From<FindCredentialError> for Problem {
    fn from(error: FindCredentialError) -> Self {
        match error {
            FindCredentialError::NotFound => Self::credential_not_found(),
            FindCredentialError::Store(error) => error.into(),
        }
    }
}

impl From<CreateCredentialError> for Problem {
    fn from(error: CreateCredentialError) -> Self {
        match error {
            CreateCredentialError::Repeat(error) => error.into(),
            CreateCredentialError::Place(rule) => {
                Self::at_member(rule.member(), rule.code(), &rule)
            }
            CreateCredentialError::Trial(error) => error.into(),
            CreateCredentialError::Rejected(error) => error.into(),
            CreateCredentialError::Insert(error) => error.into(),
        }
    }
}

impl From<RepeatError> for Problem {
    fn from(error: RepeatError) -> Self {
        match error {
            RepeatError::KeyReused => Self::new(
                Code::IdempotencyKeyReused,
                "another request was sent under this Idempotency-Key before; nothing was done now",
            ),
            RepeatError::Pepper(unusable) => unusable.into(),
            RepeatError::Store(error) => error.into(),
        }
    }
}

impl From<ListCredentialsError> for Problem {
    fn from(error: ListCredentialsError) -> Self {
        match error {
            ListCredentialsError::Cursor(error) => error.into(),
            ListCredentialsError::Store(error) => error.into(),
        }
    }
}

impl From<ListAuditEventsError> for Problem {
    fn from(error: ListAuditEventsError) -> Self {
        match error {
            ListAuditEventsError::Cursor(error) => error.into(),
            ListAuditEventsError::Store(error) => error.into(),
        }
    }
}

impl From<CursorError> for Problem {
    fn from(error: CursorError) -> Self {
        match error {
            CursorError::Invalid => Self::invalid_cursor(
                "must be sent as it was given out, with the same sort and filters",
            ),
            CursorError::MissingKey(_) => Self::key_unavailable().because(error),
        }
    }
}

impl From<ChangeCredentialError> for Problem {
    fn from(error: ChangeCredentialError) -> Self {
        match error {
            ChangeCredentialError::NotFound => Self::credential_not_found(),
            ChangeCredentialError::PreconditionFailed => Self::new(
                Code::PreconditionFailed,
                "the credential is not in the version that If-Match asks for; read it again",
            ),
            ChangeCredentialError::Conflict => Self::new(
                Code::EditConflict,
                "others changed the credential each time in between; nothing was changed",
            ),
            ChangeCredentialError::Store(error) => error.into(),
        }
    }
}

impl From<EditCredentialError> for Problem {
    fn from(error: EditCredentialError) -> Self {
        match error {
            EditCredentialError::Change(error) => error.into(),
            EditCredentialError::Refused(rule) => {
                Self::at_member(rule.member(), rule.code(), &rule)
            }
            EditCredentialError::Trial(error) => error.into(),
            EditCredentialError::Rejected(error) => error.into(),
            EditCredentialError::Open(error) => error.into(),
            EditCredentialError::Record(error) => error.into(),
        }
    }
}

impl From<VerifyCredentialError> for Problem {
    fn from(error: VerifyCredentialError) -> Self {
        match error {
            VerifyCredentialError::Find(error) => error.into(),
            VerifyCredentialError::ImageElsewhere { .. } => {
                Self::at_member("image", "image_of_another_registry", &error)
            }
            VerifyCredentialError::Trial(error) => error.into(),
            VerifyCredentialError::Open(error) => error.into(),
            VerifyCredentialError::Record(error) => error.into(),
        }
    }
}

impl From<TryLoginError> for Problem {
    fn from(error: TryLoginError) -> Self {
        match error {
            TryLoginError::HostRequired => Self::at_member("host", "host_required", &error),
            TryLoginError::TooOften { retry_after } => {
                let seconds = whole_seconds(retry_after);
                let detail = format!(
                    "this company had logins tried as often as it may in a minute, at all registries or at this one; \
                     nothing was done; repeat it in {seconds} s"
                );
                Self::new(Code::RateLimited, detail).retry_after(seconds)
            }
        }
    }
}

impl From<LoginRejected> for Problem {
    fn from(error: LoginRejected) -> Self {
        Self::at_member(error.member, "login_rejected", &error)
    }
}

impl From<OpenCredentialError> for Problem {
    fn from(error: OpenCredentialError) -> Self {
        match error {
            OpenCredentialError::Altered(_) => Self::internal(error),
            OpenCredentialError::NotRecorded { source, .. } => source.into(),
            OpenCredentialError::MissingKey(_) => Self::key_unavailable().because(error),
            OpenCredentialError::CompanyGone => Self::unauthorized(),
        }
    }
}

impl From<UnusableKey> for Problem {
    fn from(error: UnusableKey) -> Self {
        match error {
            UnusableKey::Missing(_) => Self::key_unavailable().because(error),
            UnusableKey::NeverUsed { .. } => Self::internal(error),
        }
    }
}

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Refused => Self::unauthorized(),
            AuthenticationError::Forged(_) => Self::unauthorized().because(error),
            AuthenticationError::TooManyFailures { retry_after } => {
                let detail = "too many API keys from this address were not valid";
                Self::new(Code::TooManyFailures, detail).retry_after(whole_seconds(retry_after))
            }
            AuthenticationError::TooManyLookUps => Self::new(
                Code::StoreUnavailable,
                "too many API keys wait to be looked up; nothing was written; the request may be repeated",
            )
            // It is counted. Whoever floods the service must not flood the log as well.
            .retry_after(1),
            AuthenticationError::Pepper(unusable) => unusable.into(),
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

/// Rounded up, and at least one: whoever comes back then does not come too early.
fn whole_seconds(span: Duration) -> u64 {
    let seconds = span.as_millis().div_ceil(1_000).max(1);
    u64::try_from(seconds).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
