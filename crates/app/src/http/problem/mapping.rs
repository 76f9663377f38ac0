use actix_web::http::header::{self, HeaderValue};
use pullkey_domain::api_key::Permission;
use pullkey_use_cases::{AuthenticationError, FindCredentialError, InsertError, StoreError};

use super::{Code, Problem};

impl Problem {
    /// The one answer to whoever is not let in, whatever the reason.
    pub(crate) fn unauthorized() -> Self {
        let detail = "send a valid API key as 'Authorization: Bearer <key>'";
        let challenge = HeaderValue::from_static("Bearer");
        Self::new(Code::Unauthorized, detail).with_header(header::WWW_AUTHENTICATE, challenge)
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

    fn retry_after(self, seconds: u16) -> Self {
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
                "it may have been written; read before you repeat it",
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
            InsertError::CompanyGone => Self::unauthorized(),
            InsertError::Store(error) => error.into(),
        }
    }
}

impl From<FindCredentialError> for Problem {
    fn from(error: FindCredentialError) -> Self {
        match error {
            FindCredentialError::NotFound => Self::new(
                Code::CredentialNotFound,
                "this company has no credential of this id",
            ),
            FindCredentialError::Store(error) => error.into(),
        }
    }
}

impl From<AuthenticationError> for Problem {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::Refused => Self::unauthorized(),
            AuthenticationError::Forged(_) => Self::unauthorized().because(error),
            AuthenticationError::MissingKey(_) => Self::key_unavailable().because(error),
            AuthenticationError::UnusablePepper(_) => Self::internal(error),
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{ResponseError, http::StatusCode};
    use pullkey_cipher::MissingKey;
    use pullkey_domain::{id::ApiKeyId, ring_key::RingKeyId, stored::InconsistentRow};
    use pullkey_storage::BoxError;

    use super::*;

    const CANARY: &str = "canary";

    fn cause() -> BoxError {
        CANARY.into()
    }

    fn told(problem: impl Into<Problem>) -> (u16, &'static str, Option<String>) {
        let problem = problem.into();
        let headers = problem.0.headers.iter();
        let retry_after = headers
            .filter(|(name, _)| name == header::RETRY_AFTER)
            .map(|(_, value)| value.to_str().unwrap().to_owned());
        (
            problem.status_code().as_u16(),
            problem.0.code.slug(),
            retry_after.last(),
        )
    }

    #[test]
    fn every_failure_has_its_status_and_says_when_to_repeat() {
        let corrupt = StoreError::Corrupt {
            table: "credentials",
            source: InconsistentRow::at("name"),
        };
        let second = Some("1".to_owned());
        let unavailable = (503, "store_unavailable", second.clone());
        let unauthorized = (401, "unauthorized", None);
        assert_eq!(told(StoreError::Unavailable(cause())), unavailable);
        let unknown = (503, "outcome_unknown", second);
        assert_eq!(told(StoreError::OutcomeUnknown(cause())), unknown);
        assert_eq!(told(corrupt), (500, "internal", None));
        let unexpected = StoreError::Unexpected(cause());
        assert_eq!(told(unexpected), (500, "internal", None));
        assert_eq!(told(InsertError::CompanyGone), unauthorized);
        let not_found = (404, "credential_not_found", None);
        assert_eq!(told(FindCredentialError::NotFound), not_found);
        assert_eq!(told(AuthenticationError::Refused), unauthorized);
        let forged = AuthenticationError::Forged(ApiKeyId::from_uuid(uuid::Uuid::nil()));
        assert_eq!(told(forged), unauthorized);
        let missing = AuthenticationError::MissingKey(MissingKey(RingKeyId::new(4)));
        let unusable = AuthenticationError::UnusablePepper(RingKeyId::new(4));
        assert_eq!(told(unusable), (500, "internal", None));
        let later = Some("5".to_owned());
        assert_eq!(told(missing), (503, "key_unavailable", later));
    }

    #[test]
    fn the_cause_is_for_the_log_and_not_in_the_answer() {
        let id = pullkey_domain::audit::RequestId::parse("1").unwrap();
        for error in [
            StoreError::Unavailable(cause()),
            StoreError::OutcomeUnknown(cause()),
            StoreError::Unexpected(cause()),
        ] {
            let problem = Problem::from(error);
            assert!(problem.cause().is_some());
            let answer = problem.answer(&id);
            assert_ne!(answer.status(), StatusCode::OK);
            let body = actix_web::body::to_bytes(answer.into_body());
            let body = futures_util::FutureExt::now_or_never(body)
                .unwrap()
                .unwrap();
            assert!(!String::from_utf8_lossy(&body).contains(CANARY));
        }
    }

    #[test]
    fn an_unavailable_store_says_that_nothing_was_written() {
        let problem = Problem::from(StoreError::Unavailable(cause()));
        assert!(problem.0.detail.contains("nothing was written"));
    }
}
