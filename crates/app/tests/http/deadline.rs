//! How long the store may take for a request.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use actix_http::{BoxedPayloadStream, Payload, error::PayloadError};
use actix_web::{http::StatusCode, web::Bytes};
use futures_util::stream;
use pullkey_storage::{
    Deadline, Inserted, MockCredentialStore,
    contract::fixtures::{a_company, a_credential},
};
use tokio::time::sleep;

use crate::service::{Service, credential, posted};

/// What the store was given for each call.
type Seen = Arc<Mutex<Vec<Deadline>>>;

/// A service whose store takes note of its deadlines.
async fn observed() -> (Service, Seen) {
    let seen = Seen::default();
    let note = || {
        let seen = seen.clone();
        move || seen.lock().unwrap().push(Deadline::current())
    };
    let company = a_company().recorded().into_subject();
    let stored = a_credential().of(&company).recorded().into_subject();
    let mut store = MockCredentialStore::new();
    let noted = note();
    store.expect_find().returning(move |_, _| {
        noted();
        Ok(Some(stored.clone()))
    });
    let noted = note();
    store.expect_update().returning(move |_| {
        noted();
        Ok(())
    });
    let noted = note();
    store.expect_insert().returning(move |_, _| {
        noted();
        Ok(Inserted::Stored)
    });
    (Service::with_credentials_in(store).await, seen)
}

const PATIENCE: Duration = Duration::from_millis(4_500);

#[actix_web::test]
async fn all_that_a_request_asks_of_the_store_shares_one_deadline() {
    let (service, seen) = observed().await;
    let id = "fb5e5168-4281-4bec-94c5-0d1584e9e657";
    let earliest = Instant::now() + PATIENCE;
    let edited = service.patch(id, r#"{"name":"Another name"}"#).await;
    assert_eq!(edited.status, StatusCode::OK);
    let latest = Instant::now() + PATIENCE;
    let seen = seen.lock().unwrap();
    assert!(matches!(seen[..], [read, write] if read == write));
    assert!(earliest <= seen[0].at() && seen[0].at() <= latest);
}

#[actix_web::test]
async fn the_time_that_a_client_takes_to_send_a_body_is_not_taken_from_the_store() {
    let (service, seen) = observed().await;
    let pause = Duration::from_millis(300);
    let body = credential("n").to_string();
    let (head, rest) = body.split_at(5);
    let parts = [
        (Duration::ZERO, Bytes::copy_from_slice(head.as_bytes())),
        (pause, Bytes::copy_from_slice(rest.as_bytes())),
    ];
    let slow: BoxedPayloadStream =
        Box::pin(stream::unfold(parts.into_iter(), async |mut parts| {
            let (wait, part) = parts.next()?;
            sleep(wait).await;
            Some((Ok::<_, PayloadError>(part), parts))
        }));
    let bearer = format!("Bearer {}", service.key.expose());
    let request = posted("").insert_header(("authorization", bearer));
    let (request, _) = request.to_request().replace_payload(Payload::from(slow));
    let earliest = Instant::now() + PATIENCE + pause;
    assert_eq!(service.send(request).await.status, StatusCode::CREATED);
    assert!(earliest <= seen.lock().unwrap()[0].at());
}
