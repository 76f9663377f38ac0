//! What callers hear when the store fails.

use actix_web::http::StatusCode;
use pullkey_domain::stored::InconsistentRow;
use pullkey_storage::{
    MockCredentialStore, NoTurn, StoreError,
    contract::fixtures::{a_company, a_credential},
};

use crate::service::{Answer, CREDENTIALS, Service, credential, posted};

const CAUSE: &str = "canary of the cause";
const ID: &str = "fb5e5168-4281-4bec-94c5-0d1584e9e657";

/// A service whose credentials are in a store that fails so.
async fn failing(error: fn() -> StoreError) -> Service {
    let mut store = MockCredentialStore::new();
    store
        .expect_insert()
        .returning(move |_, _| Err(error().into()));
    store.expect_find().returning(move |_, _| Err(error()));
    store.expect_list().returning(move |_, _, _| Err(error()));
    Service::with_credentials_in(store).await
}

async fn answers(service: &Service) -> [Answer; 5] {
    [
        service.post(credential("n").to_string()).await,
        service.get(CREDENTIALS).await,
        service.find(ID).await,
        service.patch(ID, "{}").await,
        service.delete(ID).await,
    ]
}

fn tells_nothing(answer: &Answer) {
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(
        !text.contains("canary") && !text.contains("username"),
        "{text}"
    );
}

#[actix_web::test]
async fn a_store_that_is_away_is_answered_503_and_may_be_asked_again() {
    let service = failing(|| StoreError::Unavailable(CAUSE.into())).await;
    for answer in answers(&service).await {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["code"], "store_unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
        tells_nothing(&answer);
    }
}

#[actix_web::test]
async fn whoever_has_waited_for_others_in_vain_may_ask_again() {
    let service = failing(|| StoreError::Unavailable(NoTurn.into())).await;
    for answer in answers(&service).await {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["code"], "store_unavailable");
        assert_eq!(answer.header("retry-after"), Some("1"));
    }
}

#[actix_web::test]
async fn a_write_that_may_have_happened_is_told_as_such_and_not_tried_again() {
    let unknown = || StoreError::OutcomeUnknown(CAUSE.into());
    let company = a_company().recorded().into_subject();
    let stored = a_credential().of(&company).recorded().into_subject();
    let mut store = MockCredentialStore::new();
    store
        .expect_find()
        .returning(move |_, _| Ok(Some(stored.clone())));
    store
        .expect_insert()
        .times(2)
        .returning(move |_, _| Err(unknown().into()));
    let refuse = move || Err(unknown().into());
    store.expect_update().times(1).returning(move |_| refuse());
    store.expect_delete().times(1).returning(move |_| refuse());
    let service = Service::with_credentials_in(store).await;
    let attempt = posted(credential("n").to_string());
    for answer in [
        service.post(credential("n").to_string()).await,
        service
            .authorized(attempt.insert_header(("idempotency-key", "attempt")))
            .await,
        service.patch(ID, r#"{"name":"Another name"}"#).await,
        service.delete(ID).await,
    ] {
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["code"], "outcome_unknown");
        assert_eq!(answer.header("retry-after"), Some("1"));
        tells_nothing(&answer);
    }
}

#[actix_web::test]
async fn a_corrupt_row_and_a_failing_store_are_500_without_detail() {
    let corrupt = || StoreError::Corrupt {
        table: "credentials",
        source: InconsistentRow::at("username"),
    };
    for error in [corrupt as fn() -> StoreError, || {
        StoreError::Unexpected(CAUSE.into())
    }] {
        let service = failing(error).await;
        for answer in answers(&service).await {
            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert_eq!(answer.json()["code"], "internal");
            tells_nothing(&answer);
        }
    }
}
