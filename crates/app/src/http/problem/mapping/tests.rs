use actix_web::{ResponseError, http::StatusCode};
use pullkey_cipher::{MissingKey, OpenError};
use pullkey_domain::{
    credential::EditRefusal,
    id::ApiKeyId,
    ring_key::{RingKeyId, RingKeyKind},
    stored::InconsistentRow,
};
use pullkey_storage::BoxError;
use pullkey_use_cases::{CreateApiKeyError, DeleteCompanyError, InsertCompanyError};

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
    let no_company = (404, "company_not_found", None);
    assert_eq!(told(DeleteCompanyError::NotFound), no_company);
    let taken = (409, "company_id_taken", None);
    assert_eq!(told(InsertCompanyError::IdTaken), taken);
    assert_eq!(told(AuthenticationError::Refused), unauthorized);
    let forged = AuthenticationError::Forged(ApiKeyId::from_uuid(uuid::Uuid::nil()));
    assert_eq!(told(forged), unauthorized);
    let unavailable = (503, "key_unavailable", Some("5".to_owned()));
    let busy = AuthenticationError::TooManyLookUps;
    assert_eq!(told(busy), (503, "store_unavailable", Some("1".to_owned())));
    let missing = || MissingKey(RingKeyId::new(4));
    assert_eq!(told(UnusableKey::from(missing())), unavailable);
    assert_eq!(told(CursorError::from(missing())), unavailable);
    assert_eq!(told(OpenCredentialError::from(missing())), unavailable);
    let (kind, id) = (RingKeyKind::Pepper, RingKeyId::new(4));
    let never_used = UnusableKey::NeverUsed { kind, id };
    assert_eq!(told(never_used), (500, "internal", None));
}

#[test]
fn whoever_failed_too_often_is_told_the_whole_seconds_to_wait() {
    for (millis, seconds) in [
        (0, "1"),
        (1, "1"),
        (1_000, "1"),
        (1_001, "2"),
        (60_000, "60"),
    ] {
        let retry_after = Duration::from_millis(millis);
        let error = AuthenticationError::TooManyFailures { retry_after };
        let told_to_wait = (429, "too_many_failures", Some(seconds.to_owned()));
        assert_eq!(told(error), told_to_wait);
    }
}

#[test]
fn every_refusal_of_a_change_has_its_status() {
    use ChangeCredentialError::{Conflict, NotFound, PreconditionFailed};

    assert_eq!(told(NotFound), (404, "credential_not_found", None));
    assert_eq!(told(PreconditionFailed), (412, "precondition_failed", None));
    assert_eq!(told(Conflict), (409, "edit_conflict", None));
    assert_eq!(told(CursorError::Invalid), (400, "cursor_invalid", None));
    let reused = CreateCredentialError::Repeat(RepeatError::KeyReused);
    assert_eq!(told(reused), (422, "idempotency_key_reused", None));
    let secret = EditCredentialError::from(EditRefusal::SecretRequired);
    assert_eq!(told(secret), (422, "validation_failed", None));
    let altered = OpenCredentialError::Altered(OpenError::Rejected);
    assert_eq!(told(altered), (500, "internal", None));
    let gone = OpenCredentialError::CompanyGone;
    assert_eq!(told(gone), (401, "unauthorized", None));
    let making = CreateApiKeyError::Conflict;
    assert_eq!(told(making), (409, "edit_conflict", None));
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
